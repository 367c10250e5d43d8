"""For libraries that are given rows and cut them into batches themselves."""

from __future__ import annotations

from collections.abc import Iterator


def pieces(position: int, steps: int, per_epoch: int) -> Iterator[tuple[int, int, int]]:
    """`steps` steps from `position` on as (first, last + 1, times): parts of an epoch, each to be run so many times.

    There is at most a part to the end of the epoch, some whole epochs, and a part from the beginning of the next.
    """
    start = position % per_epoch
    if start:
        count = min(steps, per_epoch - start)
        yield start, start + count, 1
        steps -= count
    if steps >= per_epoch:
        yield 0, per_epoch, steps // per_epoch
        steps %= per_epoch
    if steps:
        yield 0, steps, 1
