"""Which submissions look alike: pairs that are worth a look, by winnowing (see winnowing.py for the method).

What it can tell: that two files hold the same code piece by piece, whatever the names, comments, layout and order of
functions. What it can't: who wrote it first, or whether they worked together. A function of three lines has few right
forms, so that short exercises look alike by themselves: what the starter gives and what many of a class write does not
count, files with little else are never paired, and what is left is a reason to read both, not a proof. Code that is
written anew after another's is not found, nor what more than a quarter of the class (and more than ten) copied.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from tuitrainer.grading.classroom.tokens import tokens_of
from tuitrainer.grading.classroom.winnowing import K, run_hashes, selected

THRESHOLD = 0.5
"""A share of fingerprints from which a pair is worth a look."""
LEAST = 8
"""Fingerprints that both files need beside what does not count, for a share of fewer says nothing."""
COMMON_SHARE = 0.25
COMMON_COUNT = 10
"""What stands in more than so many submissions, and in more than that share of the class, doesn't count."""
MOST_PAIRS = 1_000
"""The most alike; nobody reads more."""

Lines = tuple[int, int]
"""First and last line, counted from 1."""
_Document = Mapping[int, Sequence[Lines]]
"""Fingerprint -> the lines that it stands for, wherever it occurs."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two submissions that look alike."""

    first: str
    second: str
    share: float
    """Of the fingerprints of the one that has fewer, so many are the other's too."""
    shared: int
    first_lines: tuple[Lines, ...]
    second_lines: tuple[Lines, ...]
    """Where what they share lies in each, in order."""


def similar_pairs(sources: Mapping[str, bytes], starter: bytes, threshold: float = THRESHOLD) -> tuple[Pair, ...]:
    """The pairs of which at least that share (0 to 1) is shared, the most alike first and at most MOST_PAIRS.

    `sources` are one file for each student, `starter` is what all of them were given; `first` sorts before `second`.
    Never raises for what the files hold.
    """
    given = set(run_hashes([token.kind for token in tokens_of(starter)]).tolist())
    documents = {key: _document(sources[key], given) for key in sorted(sources)}
    holders: dict[int, list[str]] = defaultdict(list)
    for key, document in documents.items():
        for fingerprint in document:
            holders[fingerprint].append(key)
    most = max(COMMON_COUNT, COMMON_SHARE * len(documents))
    counted = {fingerprint for fingerprint, keys in holders.items() if len(keys) <= most}
    sizes = {key: len(counted & document.keys()) for key, document in documents.items()}
    shared: Counter[tuple[str, str]] = Counter()
    for fingerprint in counted:
        shared.update(combinations((key for key in holders[fingerprint] if sizes[key] >= LEAST), 2))
    found = []
    for (first, second), count in shared.items():
        share = count / min(sizes[first], sizes[second])
        if share >= threshold:
            found.append((-share, -count, first, second))
    return tuple(
        _pair(first, second, -share, documents, counted)
        for share, _count, first, second in heapq.nsmallest(MOST_PAIRS, found)
    )


def _pair(first: str, second: str, share: float, documents: Mapping[str, _Document], counted: Set[int]) -> Pair:
    both = counted & documents[first].keys() & documents[second].keys()
    lines = (_lines(documents[first], both), _lines(documents[second], both))
    return Pair(first, second, share, len(both), *lines)


def _document(source: bytes, given: set[int]) -> _Document:
    tokens = tokens_of(source)
    hashes = run_hashes([token.kind for token in tokens])
    places: dict[int, list[Lines]] = {}
    for place in selected(hashes).tolist():
        fingerprint = int(hashes[place])
        if fingerprint not in given:
            places.setdefault(fingerprint, []).append((tokens[place].line, tokens[place + K - 1].line))
    return places


def _lines(document: _Document, fingerprints: Iterable[int]) -> tuple[Lines, ...]:
    """The lines on which these fingerprints lie, those that follow each other put together."""
    ranges = sorted(lines for fingerprint in fingerprints for lines in document[fingerprint])
    merged: list[Lines] = []
    for first, last in ranges:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)
