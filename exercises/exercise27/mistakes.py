"""Wrong versions of exercise27's kernels, each a mistake that students make. A tuple holds several forms of one.

They are played without the simulator: thread after thread in its order, and those of a block together from barrier to
barrier. So a barrier that is missing gives the same wrong numbers here and there.
"""

from itertools import product
from math import nan

from numba import cuda, float32

TILE = 16
LEFT_OVER = 1234.0
"""What shared memory holds before anything is written to it, as in the probes: with several blocks, no number."""


class _Thread:
    """Where a thread is: x, y in the whole grid, i (row) and j (column) in its block."""

    def __init__(self, block, place):
        self.j, self.i = place
        self.x, self.y = block[0] * TILE + self.j, block[1] * TILE + self.i


class _Kernel:
    """`body` is run for every thread; each of its yields is a barrier. The tiles are shared."""

    def __init__(self, body):
        self.body = body

    def __call__(self, *_arguments):
        raise TypeError("a kernel is launched")

    def __getitem__(self, configuration):
        grid, block = configuration

        def launch(a, b, out):
            first, second, result = a.tolist(), b.tolist(), out.tolist()
            tiles = [[[nan if grid[0] > 1 else LEFT_OVER] * TILE for _ in range(TILE)] for _ in range(2)]
            for where in product(*map(range, grid)):
                threads = [_Thread(where, place) for place in product(*map(range, block))]
                running = [self.body(thread, first, second, result, *tiles) for thread in threads]
                while running:
                    running = [one for one in running if next(one, "ended") != "ended"]
            out[:] = result

        return launch


def _shape(matrix):
    return len(matrix), len(matrix[0])


# -- matmul_kernel -----------------------------------------------------------------------------------------------------


def _simple(row=lambda t: t.y, column=lambda t: t.x, inside=None, term=None, steps=None, store=None):
    """A kernel that is right but for the parts that are given."""

    def body(thread, a, b, out, *_tiles):
        r, c = row(thread), column(thread)
        (height, width), length = _shape(out), len(b)
        if (inside or (lambda r, c, m, n: r < m and c < n))(r, c, height, width):
            total = 0.0
            for k in steps(a, b) if steps else range(length):
                total += (term or (lambda a, b, r, c, k: a[r][k] * b[k][c]))(a, b, r, c, k)
            (store or _plainly)(out, r, c, total)
        yield from ()

    return _Kernel(body)


def _plainly(out, r, c, total):
    out[r][c] = total


def _added(out, r, c, total):
    out[r][c] += total


def _turned(out, r, c, total):
    out[c][r] = total


def _nowhere(out, r, c, total):
    pass


no_bounds_check = (
    _simple(inside=lambda r, c, m, n: True),
    _simple(inside=lambda r, c, m, n: r < m),
    _simple(inside=lambda r, c, m, n: c < n),
    _simple(inside=lambda r, c, m, n: r < m or c < n),
    _simple(inside=lambda r, c, m, n: r <= m and c <= n),
)
rows_and_columns_mixed_up = (
    _simple(store=_turned),
    _simple(term=lambda a, b, r, c, k: a[c][k] * b[k][r]),
    _simple(term=lambda a, b, r, c, k: a[r][k] * b[c][k]),
    _simple(term=lambda a, b, r, c, k: a[k][r] * b[k][c]),
    _simple(term=lambda a, b, r, c, k: a[k][r] * b[c][k]),
    _simple(inside=lambda r, c, m, n: r < n and c < m, store=_turned),
)
place_in_the_block_only = (
    _simple(row=lambda t: t.i, column=lambda t: t.j),
    _simple(row=lambda t: t.i),
    _simple(column=lambda t: t.j),
)
added_to_out = _simple(store=_added)
nothing_written = _simple(store=_nowhere)


def _undecorated(a, b, out):
    out[:] = a @ b


no_decorator = _undecorated
only_the_last_term = _simple(steps=lambda a, b: range(len(b) - 1, len(b)))
sum_stops_early = (
    _simple(steps=lambda a, b: range(len(b) - 1)),
    _simple(steps=lambda a, b: range(1, len(b))),
    _simple(steps=lambda a, b: range(min(len(b), TILE))),
    _simple(steps=lambda a, b: range(min(len(a), len(b)))),
    _simple(steps=lambda a, b: range(min(len(b[0]), len(b)))),
)


# -- tiled_matmul_kernel -----------------------------------------------------------------------------------------------


def _tiled(
    row=lambda t: t.y, column=lambda t: t.x, load_a=None, load_b=None, firsts=None, term=None, store=_plainly,
    inside=lambda r, c, m, n: r < m and c < n, total_of=lambda total: total, leaves=lambda r, c, m, n: False,
    before_use=True, after_use=True,
):  # fmt: skip
    """A kernel that is right but for the parts that are given."""

    def body(thread, a, b, out, a_tile, b_tile):
        r, c, i, j = row(thread), column(thread), thread.i, thread.j
        (height, width), length = _shape(out), len(b)
        if leaves(r, c, height, width):
            return
        total = 0.0
        for first in firsts(length) if firsts else range(0, length, TILE):
            total = total_of(total)
            (load_a or _a_or_zero)(a, a_tile, r, first, i, j)
            (load_b or _b_or_zero)(b, b_tile, c, first, i, j)
            if before_use:
                yield
            for k in range(TILE):
                total += (term or (lambda a, b, i, j, k: a[i][k] * b[k][j]))(a_tile, b_tile, i, j, k)
            if after_use:
                yield
        if inside(r, c, height, width):
            store(out, r, c, total)

    return _Kernel(body)


def _a_or_zero(a, tile, r, first, i, j):
    tile[i][j] = a[r][first + j] if r < len(a) and first + j < len(a[0]) else 0.0


def _b_or_zero(b, tile, c, first, i, j):
    tile[i][j] = b[first + i][c] if first + i < len(b) and c < len(b[0]) else 0.0


def _a_unchecked(a, tile, r, first, i, j):
    tile[i][j] = a[r][first + j]


def _b_unchecked(b, tile, c, first, i, j):
    tile[i][j] = b[first + i][c]


def _a_row_checked(a, tile, r, first, i, j):
    tile[i][j] = a[r][first + j] if r < len(a) else 0.0


def _b_column_checked(b, tile, c, first, i, j):
    tile[i][j] = b[first + i][c] if c < len(b[0]) else 0.0


def _a_or_nothing(a, tile, r, first, i, j):
    if r < len(a) and first + j < len(a[0]):
        tile[i][j] = a[r][first + j]


def _b_or_nothing(b, tile, c, first, i, j):
    if first + i < len(b) and c < len(b[0]):
        tile[i][j] = b[first + i][c]


def _a_first_tile(a, tile, r, first, i, j):
    _a_or_zero(a, tile, r, 0, i, j)


def _b_first_tile(b, tile, c, first, i, j):
    _b_or_zero(b, tile, c, 0, i, j)


def _a_turned(a, tile, r, first, i, j):
    tile[j][i] = a[r][first + j] if r < len(a) and first + j < len(a[0]) else 0.0


def _b_turned(b, tile, c, first, i, j):
    tile[j][i] = b[first + i][c] if first + i < len(b) and c < len(b[0]) else 0.0


tiled_no_bounds_check = (
    _tiled(load_a=_a_unchecked),
    _tiled(load_b=_b_unchecked),
    _tiled(load_a=_a_unchecked, load_b=_b_unchecked),
    _tiled(load_a=_a_row_checked, load_b=_b_column_checked),
    _tiled(inside=lambda r, c, m, n: True),
    _tiled(load_a=_a_unchecked, load_b=_b_unchecked, inside=lambda r, c, m, n: True),
)
tile_not_filled_up = (
    _tiled(load_a=_a_or_nothing, load_b=_b_or_nothing),
    _tiled(load_a=_a_or_nothing),
    _tiled(load_b=_b_or_nothing),
)
last_tile_left_out = _tiled(firsts=lambda length: range(0, length // TILE * TILE, TILE))
first_tile_only = _tiled(firsts=lambda length: range(0, TILE, TILE))
same_tile_again = (
    _tiled(load_a=_a_first_tile, load_b=_b_first_tile),
    _tiled(load_a=_a_first_tile),
    _tiled(load_b=_b_first_tile),
)
sum_begun_anew = _tiled(total_of=lambda total: 0.0)
tile_turned = (
    _tiled(load_a=_a_turned),
    _tiled(load_b=_b_turned),
    _tiled(load_a=_a_turned, load_b=_b_turned),
    _tiled(term=lambda a, b, i, j, k: a[i][k] * b[j][k]),
    _tiled(term=lambda a, b, i, j, k: a[k][i] * b[k][j]),
    _tiled(term=lambda a, b, i, j, k: a[j][k] * b[k][i]),
)
tiled_rows_and_columns_mixed_up = _tiled(store=_turned)
tiled_place_in_the_block_only = _tiled(row=lambda t: t.i, column=lambda t: t.j)
tiled_added_to_out = _tiled(store=_added)
tiled_no_decorator = _undecorated
tiled_no_barrier = _tiled(before_use=False, after_use=False)
tiled_barrier_missing_before_use = _tiled(before_use=False)
tiled_barrier_missing_after_use = _tiled(after_use=False)
left_before_the_barrier = (
    _tiled(leaves=lambda r, c, m, n: r >= m or c >= n),
    _tiled(leaves=lambda r, c, m, n: r >= m),
    _tiled(leaves=lambda r, c, m, n: c >= n),
)

# -- barriers: these are run in the simulator, since the watch has to see them -----------------------------------------


def _real(tiles=True, before_use=True, after_use=True, leaves=False, inside_an_if=False):
    """The reference's kernel with or without some of its parts."""

    @cuda.jit
    def kernel(a, b, out):
        a_tile = cuda.shared.array((TILE, TILE), float32)
        b_tile = cuda.shared.array((TILE, TILE), float32)
        column, row = cuda.grid(2)
        j, i = cuda.threadIdx.x, cuda.threadIdx.y
        has_entry = row < out.shape[0] and column < out.shape[1]
        if leaves and not has_entry:
            return
        total = float32(0)
        for first in range(0, a.shape[1] if tiles else 0, TILE):
            a_tile[i, j] = a[row, first + j] if row < a.shape[0] and first + j < a.shape[1] else 0
            b_tile[i, j] = b[first + i, column] if first + i < b.shape[0] and column < b.shape[1] else 0
            if before_use:
                cuda.syncthreads()
            for k in range(TILE):
                total += a_tile[i, k] * b_tile[k, j]
            if after_use and (has_entry or not inside_an_if):
                cuda.syncthreads()
        if has_entry:
            for k in range(0 if tiles else a.shape[1]):
                total += a[row, k] * b[k, column]
            out[row, column] = total

    return kernel


not_tiled = _real(tiles=False)
barrier_not_for_all = (_real(leaves=True), _real(inside_an_if=True))
no_barrier = _real(before_use=False, after_use=False)
barrier_missing_before_use = _real(before_use=False)
barrier_missing_after_use = _real(after_use=False)
