"""The bounded history of one number: it never grows past 4,096 buckets and never forgets an extreme."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tuitrainer.training.snapshot import Curve

MAXIMUM_BUCKETS = 4096


class History:
    """Appends points (step, value) and keeps, for each bucket of neighbours, the first step, minimum, maximum and mean.

    Every bucket holds the same number of points, 1 at first. When all buckets are full, neighbours are merged two by
    two and the bucket size doubles, so that a million steps cost as little as a thousand and a spike stays visible.
    """

    def __init__(self) -> None:
        self._bucket_size = 1
        self._last_step = -1
        self._step = np.empty(0, np.int64)
        self._low, self._high, self._mean = (np.empty(0, np.float64) for _ in range(3))
        self._open_steps = np.empty(0, np.int64)
        self._open_values = np.empty(0, np.float64)

    @property
    def last_step(self) -> int:
        """The step of the latest point, -1 when there is none."""
        return self._last_step

    def append(self, step: int, value: float) -> None:
        """Add one point; steps never decrease."""
        self.extend(np.array([step]), np.array([value]))

    def extend(self, steps: npt.NDArray[np.int64], values: npt.NDArray[np.float64]) -> None:
        """Add points (both arrays of one length) in the order of their steps."""
        if not steps.size:
            return
        self._last_step = int(steps[-1])
        steps = np.concatenate((self._open_steps, steps))
        values = np.concatenate((self._open_values, values))
        while values.size >= self._bucket_size:
            room = MAXIMUM_BUCKETS - self._step.size
            buckets = min(room, values.size // self._bucket_size)
            taken = buckets * self._bucket_size
            self._close(steps[:taken], values[:taken])
            steps, values = steps[taken:], values[taken:]
            if self._step.size == MAXIMUM_BUCKETS:
                self._halve()
        self._open_steps, self._open_values = steps, values

    def forget_after(self, step: int) -> None:
        """Drop what lies after `step` (a bucket that begins at or before it stays whole)."""
        kept = int(np.searchsorted(self._step, step, side="right"))
        if kept < self._step.size or (self._open_steps.size and self._open_steps[0] > step):
            self._open_steps, self._open_values = self._open_steps[:0], self._open_values[:0]
        else:
            sound = self._open_steps <= step
            self._open_steps, self._open_values = self._open_steps[sound], self._open_values[sound]
        self._step, self._low = self._step[:kept], self._low[:kept]
        self._high, self._mean = self._high[:kept], self._mean[:kept]
        self._last_step = min(self._last_step, step)

    def curve(self) -> Curve:
        """A copy of the history as it is now, the open bucket included."""
        step, low, high, mean = self._step, self._low, self._high, self._mean
        if self._open_values.size:
            step = np.append(step, self._open_steps[0])
            low = np.append(low, self._open_values.min())
            high = np.append(high, self._open_values.max())
            mean = np.append(mean, self._open_values.mean())
        with np.errstate(over="ignore"):  # a diverging float64 loss may not fit float32: inf is what is shown then
            return Curve(
                step.astype(np.int64), low.astype(np.float32), high.astype(np.float32), mean.astype(np.float32)
            )

    def _close(self, steps: npt.NDArray[np.int64], values: npt.NDArray[np.float64]) -> None:
        grid = values.reshape(-1, self._bucket_size)
        with np.errstate(over="ignore", invalid="ignore"):  # a diverging run is shown, not warned about
            mean = grid.mean(axis=1)
        self._step = np.concatenate((self._step, steps[:: self._bucket_size]))
        self._low = np.concatenate((self._low, grid.min(axis=1)))
        self._high = np.concatenate((self._high, grid.max(axis=1)))
        self._mean = np.concatenate((self._mean, mean))

    def _halve(self) -> None:
        self._step = self._step[::2]
        self._low = self._low.reshape(-1, 2).min(axis=1)
        self._high = self._high.reshape(-1, 2).max(axis=1)
        self._mean = self._mean.reshape(-1, 2).mean(axis=1)
        self._bucket_size *= 2
