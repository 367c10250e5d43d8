"""What is known of every data set, without loading those that are fetched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tuitrainer.base.texts import _
from tuitrainer.data import ENTRIES
from tuitrainer.data.dataset import Entry, Origin
from tuitrainer.data.download.sources import find_source
from tuitrainer.data.download.state import is_begun, is_fetched
from tuitrainer.data.tables.reading import DIRECTORY

Presence = Literal["there", "incomplete", "not fetched"]


@dataclass(frozen=True, slots=True)
class Facts:
    """A line of the list of data sets."""

    name: str
    description: str
    origin: Origin
    rows: int
    """As it is made when nothing is asked for: sets by formula take any number."""
    shape: tuple[int, ...]
    """Of one example."""
    size: int | None
    """Bytes on the disk; None for what is made by a formula."""
    source: str
    licence: str
    citation: str
    presence: Presence


def facts_of(entry: Entry) -> Facts:
    """Loads a set that is carried or made by a formula; of one that is fetched only looks whether it is there."""
    if entry.origin == "fetched":
        source = find_source(entry.name)
        presence: Presence = "there" if is_fetched(source) else "incomplete" if is_begun(source) else "not fetched"
        rows = source.train_rows + source.test_rows
        return Facts(
            entry.name, entry.description, entry.origin, rows, source.shape, source.size,
            source.home, _(source.licence), source.citation, presence,
        )  # fmt: skip
    made = entry.load()
    size = _table_size(entry.name) if entry.origin == "carried" else None
    return Facts(
        entry.name, entry.description, entry.origin, len(made), made.input_shape, size,
        made.source, made.licence, made.citation, "there",
    )  # fmt: skip


def all_facts() -> tuple[Facts, ...]:
    """Every data set, in the order of the table."""
    return tuple(facts_of(entry) for entry in ENTRIES)


def missing_download(name: str) -> str:
    """`name` when it is a set to be fetched that is not there in full, else empty. Cheap."""
    fetched = any(entry.name == name and entry.origin == "fetched" for entry in ENTRIES)
    return name if fetched and not is_fetched(find_source(name)) else ""


def _table_size(name: str) -> int:
    return sum(path.stat().st_size for path in DIRECTORY.iterdir() if path.stem == name and path.suffix != ".py")
