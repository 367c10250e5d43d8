"""x is the row; sizes and places worked out by hand, in loops."""

from numba import cuda, float32, int32

TILE = 16


@cuda.jit
def matmul_kernel(a, b, out):
    row = cuda.blockIdx.x * cuda.blockDim.x + cuda.threadIdx.x
    column = cuda.blockIdx.y * cuda.blockDim.y + cuda.threadIdx.y
    m, n = out.shape
    if row >= m or column >= n:
        return
    out[row, column] = 0
    for k in range(b.shape[0]):
        out[row, column] += a[row, k] * b[k, column]


@cuda.jit
def tiled_matmul_kernel(a, b, out):
    left, right = cuda.shared.array((TILE, TILE), float32), cuda.shared.array((TILE, TILE), dtype=float32)
    row, column = cuda.grid(2)
    i, j = cuda.threadIdx.x, cuda.threadIdx.y
    total = float32(0.0)
    tiles = int32((a.shape[1] + TILE - 1) // TILE)
    for tile in range(tiles):
        k = tile * TILE + j
        left[i, j] = a[row, k] if row < a.shape[0] and k < a.shape[1] else float32(0)
        k = tile * TILE + i
        right[i, j] = b[k, column] if k < b.shape[0] and column < b.shape[1] else float32(0)
        cuda.syncthreads()
        for k in range(TILE):
            total += left[i, k] * right[k, j]
        cuda.syncthreads()
    if row < out.shape[0] and column < out.shape[1]:
        out[row, column] = total
