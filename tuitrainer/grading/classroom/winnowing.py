"""Winnowing: the fingerprints of a sequence of tokens.

Schleimer, Wilkerson and Aiken, "Winnowing: Local Algorithms for Document Fingerprinting", SIGMOD 2003. Every run of K
tokens is hashed, and of each W hashes in a row the smallest is a fingerprint (the last one where several are). So two
sequences that have K + W - 1 tokens in a row in common have a fingerprint in common, always; a run shorter than K never
counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

K = 12
"""Tokens in a run that is hashed: about a line of NumPy."""
W = 4
"""Hashes in a row of which one is kept at least."""

Hashes = NDArray[np.uint64]


def run_hashes(kinds: Sequence[str]) -> Hashes:
    """The hash of each run of K tokens: entry i for the one that begins at token i. Empty for fewer tokens."""
    if len(kinds) < K:
        return np.empty(0, np.uint64)
    known = {kind: _token_hash(kind) for kind in set(kinds)}
    tokens = np.array([known[kind] for kind in kinds], np.uint64)
    hashes = np.zeros(len(kinds) - K + 1, np.uint64)
    for offset in range(K):  # a polynomial in an odd number, modulo 2**64
        hashes = hashes * np.uint64(0x9E3779B97F4A7C15) + tokens[offset : offset + len(hashes)]
    hashes ^= hashes >> np.uint64(31)  # the low digits of a polynomial are weak
    return hashes * np.uint64(0xBF58476D1CE4E5B9)


def selected(hashes: Hashes) -> NDArray[np.intp]:
    """The places of the fingerprints among the hashes, in order. One where there are fewer than W."""
    if not len(hashes):
        return np.empty(0, np.intp)
    width = min(W, len(hashes))
    windows = sliding_window_view(hashes, width)
    last_smallest = width - 1 - np.argmin(windows[:, ::-1], axis=1)
    return np.unique(np.arange(len(windows)) + last_smallest)


def _token_hash(kind: str) -> int:
    """The same on every machine and in every run, which Python's own is not."""
    return int.from_bytes(hashlib.blake2b(kind.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
