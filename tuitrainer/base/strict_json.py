"""JSON that every reader accepts."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any


def strict_json(value: object, indent: int | None = 2) -> str:
    """`value` as strict JSON (RFC 8259) in ASCII.

    Numbers that JSON has no word for become the strings "nan", "inf" and "-inf"; paths become text; everything outside
    ASCII is escaped, so that no encoding of the terminal and no lone surrogate (of a file name that is no UTF-8) can
    spoil the document. Raises TypeError for a value of another kind.
    """
    return json.dumps(_plain(value), indent=indent, ensure_ascii=True, allow_nan=False)


def _plain(value: object) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_plain(entry) for entry in value]
    return value
