"""Layers to compare with central differences: attention."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tuitrainer.nn.layers import Layer

CASES: dict[str, tuple[Callable[[], Sequence[Layer]], tuple[int, ...]]] = {}
