"""Who carries out work."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Crew:
    """An executor, and how many tasks it carries out at once."""

    executor: Executor
    workers: int
