"""What changes from step to step, as a table on the backend: so every step makes the same calls with the same arrays.

That is what a backend needs to record a step and run it again (`record`), and why nothing comes or goes between two
steps: the table of many is brought at once, and their losses are fetched at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import Array, Backend, Indices

MOST_STEPS = 128
MOST_ENTRIES = 2**20
"""Of the table: 8 MiB. It has fewer rows where batches are very large."""


class StepTable:
    """One row for each step, and the row of the current one. Good for batches of up to `most_rows` examples.

    All that is in a row takes 8 bytes, so that it is brought and picked at once: the position of the next step (int64),
    row numbers (int64), what an update takes (float64) and the keys of draws (uint64).
    """

    def __init__(self, backend: Backend, most_steps: int, most_rows: int, numbers: int, draws: int) -> None:
        """For up to `most_steps` steps at a time, as far as the limits above allow. `numbers` and `draws` are how many
        numbers an update takes, and how many keys a forward.
        """
        self.most_rows = most_rows
        self._backend = backend
        self._after_rows = 1 + most_rows
        self._after_numbers = self._after_rows + numbers
        self._width = self._after_numbers + draws
        self.limit = max(1, min(MOST_STEPS, MOST_ENTRIES // self._width))
        """The most steps for which there could be a table."""
        self.most_steps = min(most_steps, self.limit)
        """Those for which this one has rows. More batches are taken in several parts."""
        self._table = backend.empty((self.most_steps, self._width), np.int64)
        self._current = backend.empty((1, self._width), np.int64)
        self._next = self._current[:, :1]
        self._position = backend.empty((1, 1), np.int64)
        """Of the current step in the table."""
        self._at: Indices = self._position.reshape(-1)
        self._losses = backend.empty((self.most_steps,), np.float64)
        current = self._current.reshape(-1)
        self._rows: Indices = current[1 : self._after_rows]
        self.numbers = current[self._after_rows : self._after_numbers].view(np.float64)
        """What the current update takes."""
        self.keys = current[self._after_numbers :].view(np.uint64) if draws else None
        """What the current forward takes; None where it draws nothing."""
        self.loss = backend.empty((1,), np.float64)
        """For the loss of the current step, which `end_step` keeps."""

    def fill(self, batches: Sequence[Indices], numbers: npt.NDArray[np.float64], keys: npt.NDArray[np.uint64]) -> None:
        """Begin with the steps on these batches, at most `most_steps`; the arrays have a row for each."""
        table = np.zeros((len(batches), self._width), np.int64)
        table[:, 0] = range(1, len(batches) + 1)
        for row, batch in zip(table, batches, strict=True):
            row[1 : 1 + len(batch)] = batch
        table[:, self._after_rows : self._after_numbers] = numbers.view(np.int64)
        table[:, self._after_numbers :] = keys.view(np.int64)
        self._put(table, self._table[: len(batches)])
        self._put(np.zeros((1, 1), np.int64), self._position)

    def begin_step(self, count: int) -> Indices:
        """Make the row at the position the current one. Returns its row numbers, those of a batch of `count`."""
        self._backend.gather(self._table, self._at, self._current)
        return self._rows[:count]

    def end_step(self) -> None:
        """Keep the loss, and go on to the next row."""
        self._backend.scatter(self.loss, self._at, self._losses)
        self._backend.set_columns(self._next, 0, self._position)

    def losses(self, count: int) -> npt.NDArray[np.float64]:
        """Those of the first `count` steps since `fill`."""
        return self._backend.to_numpy(self._losses[:count])

    def _put(self, values: npt.NDArray[np.int64], out: Array) -> None:
        # As columns, because that verb copies whatever the dtype.
        self._backend.set_columns(self._backend.from_numpy(values, copy=False), 0, out)
