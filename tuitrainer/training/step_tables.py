"""What changes from step to step, as tables on the backend: so every step makes the same calls with the same arrays.

That is what a backend needs to record a step and run it again (`record`), and why nothing comes or goes between two
steps: the tables of many are brought at once, and their losses fetched at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import Array, Backend, Indices

MOST_STEPS = 128
"""Rows of the tables. More batches are taken in several parts."""


class StepTables:
    """One row for each step, and the row of the current one. Good for batches of up to `most_rows` examples."""

    def __init__(self, backend: Backend, most_rows: int, numbers: int, draws: int) -> None:
        """`numbers` and `draws` are how many numbers an update takes, and how many keys a forward."""
        self.most_rows = most_rows
        self._backend = backend
        self._position = backend.empty((1,), np.int64)
        """Of the current step in the tables."""
        self._one = backend.from_numpy(np.ones(1, np.int64))
        self._losses = backend.empty((MOST_STEPS, 1), np.float64)
        self.loss = backend.empty((1,), np.float64)
        """For the loss of the current step, which `end_step` puts into the table."""
        columns = {"rows": (most_rows, np.int64), "numbers": (numbers, np.float64), "keys": (draws, np.uint64)}
        used = {name: column for name, column in columns.items() if column[0]}
        self._tables = {name: backend.empty((MOST_STEPS, size), dtype) for name, (size, dtype) in used.items()}
        self._current = {name: backend.empty((1, size), dtype) for name, (size, dtype) in used.items()}

    def fill(self, batches: Sequence[Indices], numbers: npt.NDArray[np.float64], keys: npt.NDArray[np.uint64]) -> None:
        """Begin with the steps on these batches, at most MOST_STEPS; all three are for one step a row."""
        rows = np.zeros((len(batches), self.most_rows), np.int64)
        for row, batch in zip(rows, batches, strict=True):
            row[: len(batch)] = batch
        for name, values in (("rows", rows), ("numbers", numbers), ("keys", keys)):
            if name in self._tables:
                self._put(values, self._tables[name][: len(batches)])
        self._put(np.zeros((1, 1), np.int64), self._position.reshape(1, 1))

    def begin_step(self, count: int) -> Indices:
        """Make the row at the position the current one. Returns its row numbers, those of a batch of `count`."""
        for name, table in self._tables.items():
            self._backend.gather(table, self._position, self._current[name])
        return self._current["rows"].reshape(-1)[:count]

    @property
    def numbers(self) -> Array:
        """What the current update takes."""
        return self._current["numbers"].reshape(-1)

    @property
    def keys(self) -> Array | None:
        """What the current forward takes; None where it draws nothing."""
        return self._current["keys"].reshape(-1) if "keys" in self._current else None

    def end_step(self) -> None:
        """Keep the loss, and go on to the next row."""
        self._backend.scatter(self.loss.reshape(1, 1), self._position, self._losses)
        self._backend.add(self._one, self._position)

    def losses(self, count: int) -> npt.NDArray[np.float64]:
        """Those of the first `count` steps since `fill`."""
        return self._backend.to_numpy(self._losses[:count]).reshape(-1)

    def _put(self, values: npt.NDArray[np.generic], out: Array) -> None:
        # As columns, because that verb copies whatever the dtype.
        self._backend.set_columns(self._backend.from_numpy(values, copy=False), 0, out)
