"""Reductions of what is shown, so that only small arrays leave the backend."""

from __future__ import annotations

from typing import Protocol

from tuitrainer.kernels.verbs.arrays import Array


class DisplayVerbs(Protocol):
    def norm(self, x: Array) -> float:
        """The Euclidean norm over all entries, summed in float64."""

    def magnitude_histogram(self, x: Array, low: float, high: float, out: Array) -> None:
        """How many |x| fall into out.size bins, equal in log10 from 10**low to 10**high; out int64.

        Values below (zeros too) count in the first bin, above (inf too) in the last; NaN in none.
        """

    def block_means(self, x: Array, out: Array) -> None:
        """out (R, C) = means of x (H, W), R <= H, C <= W, over blocks of rows r*H//R..(r+1)*H//R, columns alike."""
