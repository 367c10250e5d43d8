"""Two tiles of each matrix by turns, so that one barrier for each tile is enough; a grid-wide stride."""

import numpy as np
from numba import cuda

TILE = 16


@cuda.jit
def matmul_kernel(a, b, out):
    x, y = cuda.grid(2)
    width, height = cuda.gridsize(2)
    for row in range(y, out.shape[0], height):
        for column in range(x, out.shape[1], width):
            total = 0.0
            for k in range(a.shape[1] - 1, -1, -1):
                total = cuda.fma(a[row, k], b[k, column], total)
            out[row, column] = total


@cuda.jit
def tiled_matmul_kernel(a, b, out):
    tiles = cuda.shared.array((2, 2, TILE, TILE), np.float32)
    j, i = cuda.threadIdx.x, cuda.threadIdx.y
    column, row = cuda.blockIdx.x * TILE + j, cuda.blockIdx.y * TILE + i
    total, turn, first = 0.0, 0, 0
    while first < a.shape[1]:
        tiles[turn, 0, i, j] = 0.0
        tiles[turn, 1, i, j] = 0.0
        if row < out.shape[0] and first + j < a.shape[1]:
            tiles[turn, 0, i, j] = a[row, first + j]
        if column < out.shape[1] and first + i < a.shape[1]:
            tiles[turn, 1, i, j] = b[first + i, column]
        cuda.syncthreads()
        for k in range(TILE):
            total += tiles[turn, 0, i, k] * tiles[turn, 1, k, j]
        turn = 1 - turn
        first += TILE
    if row < out.shape[0] and column < out.shape[1]:
        out[row, column] = total
