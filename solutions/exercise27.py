"""The product of two matrices on a graphics card, with Numba: the reference solution of exercise27.

Both kernels are run by one thread for each entry of `out`, in blocks of 16 by 16 threads. Neighbours in a block differ
in threadIdx.x first, so x is made the column: neighbours then read and write neighbours in memory.
"""

from numba import cuda, float32

TILE = 16


@cuda.jit
def matmul_kernel(a, b, out):
    """(M, K), (K, N) -> out (M, N): each thread computes one entry from memory that all blocks share."""
    column, row = cuda.grid(2)
    if row < out.shape[0] and column < out.shape[1]:  # the grid covers more than the matrix
        total = float32(0)
        for k in range(a.shape[1]):
            total += a[row, k] * b[k, column]
        out[row, column] = total


@cuda.jit
def tiled_matmul_kernel(a, b, out):
    """The same, but a block first fetches a tile of `a` and one of `b`, and all its threads use both."""
    a_tile = cuda.shared.array((TILE, TILE), float32)
    b_tile = cuda.shared.array((TILE, TILE), float32)
    column, row = cuda.grid(2)
    j, i = cuda.threadIdx.x, cuda.threadIdx.y

    total = float32(0)
    for first in range(0, a.shape[1], TILE):
        a_tile[i, j] = 0
        if row < a.shape[0] and first + j < a.shape[1]:
            a_tile[i, j] = a[row, first + j]
        b_tile[i, j] = 0
        if first + i < b.shape[0] and column < b.shape[1]:
            b_tile[i, j] = b[first + i, column]
        cuda.syncthreads()  # all have written before any reads
        for k in range(TILE):
            total += a_tile[i, k] * b_tile[k, j]
        cuda.syncthreads()  # all have read before any writes the next tile
    if row < out.shape[0] and column < out.shape[1]:
        out[row, column] = total
