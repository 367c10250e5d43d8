"""exercise27: the product of two matrices on a graphics card, with a thread for each of its entries.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise27
The statement: tuitrainer show exercise27     A hint: tuitrainer hint exercise27
"""

from numba import cuda, float32  # noqa: F401

TILE = 16


@cuda.jit
def matmul_kernel(a, b, out):
    """One entry of out = a @ b, by the thread that it belongs to.

    a: array (M, K), b: array (K, N), out: array (M, N), all float32. out holds anything before, the product afterwards.
    Launched with blocks of (16, 16) threads, as many each way as cover the larger of M and N. Returns nothing.
    """
    raise NotImplementedError


@cuda.jit
def tiled_matmul_kernel(a, b, out):
    """The same, but the threads of a block share tiles of `a` and `b`, TILE by TILE, that they fetch together.

    a: array (M, K), b: array (K, N), out: array (M, N), all float32. out holds anything before, the product afterwards.
    Launched as matmul_kernel is, so a block is as large as a tile. Returns nothing.
    """
    raise NotImplementedError
