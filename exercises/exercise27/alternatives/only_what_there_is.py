"""No zeros in the tiles: the inner loop ends where the matrices do. Tiles lie transposed."""

import numba
from numba import cuda


@cuda.jit
def matmul_kernel(a, b, out):
    place = cuda.grid(2)
    if place[0] < out.shape[0] and place[1] < out.shape[1]:
        total = numba.float32(0)
        k = 0
        while k < a.shape[1]:
            total += a[place[0], k] * b[k, place[1]]
            k += 1
        out[place] = total


@cuda.jit
def tiled_matmul_kernel(a, b, out):
    a_tile = cuda.shared.array(shape=(16, 16), dtype=numba.float32)
    b_tile = cuda.shared.array(shape=(16, 16), dtype=numba.float32)
    row, column = cuda.grid(2)
    i, j = cuda.threadIdx.x, cuda.threadIdx.y
    length, total = a.shape[1], numba.float32(0)
    for first in range(0, length, 16):
        if row < a.shape[0] and first + j < length:
            a_tile[j, i] = a[row, first + j]
        if column < b.shape[1] and first + i < length:
            b_tile[j, i] = b[first + i, column]
        cuda.syncthreads()
        if row < out.shape[0] and column < out.shape[1]:
            for k in range(min(16, length - first)):
                total += a_tile[k, i] * b_tile[j, k]
        cuda.syncthreads()
    if row < out.shape[0] and column < out.shape[1]:
        out[row, column] = total
