"""Rows of a table, looked up by number."""

from __future__ import annotations

from tuitrainer.kernels.backend import Array


def embedding_forward(indices: Array, table: Array, out: Array) -> None:
    raise NotImplementedError


def embedding_gradient(indices: Array, dy: Array, out: Array) -> None:
    raise NotImplementedError
