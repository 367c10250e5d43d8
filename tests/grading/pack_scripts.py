"""What the tests of packs share: a `tuitrainer` to be found by scripts, and just enough YAML to read a workflow."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any


def make_command(folder: Path) -> Path:
    """A `tuitrainer` that is the one under test."""
    path = folder / "tuitrainer"
    code = "import sys; from tuitrainer.cli.main import main; sys.exit(main())"
    path.write_text(f"#!/bin/sh\nexec '{sys.executable}' -I -c '{code}' \"$@\"\n")
    path.chmod(0o755)
    return path


def read_yaml(text: str) -> Any:
    """Mappings, lists, block texts and plain or double-quoted words, as a careful author writes them; no more.

    Raises AssertionError for anything else.
    """
    assert "\t" not in text
    lines = [line for line in text.split("\n") if not re.match(r"\s*(#|$)", line)]
    value, rest = _block(lines, 0)
    assert not rest, rest
    return value


def _block(lines: list[str], indent: int) -> tuple[Any, list[str]]:
    return _sequence(lines, indent) if lines[0].strip().startswith("- ") else _mapping(lines, indent)


def _sequence(lines: list[str], indent: int) -> tuple[list[Any], list[str]]:
    entries = []
    while lines and _indent(lines[0]) == indent and lines[0].strip().startswith("- "):
        first = " " * (indent + 2) + lines[0].strip()[2:]
        value, lines = _mapping([first, *lines[1:]], indent + 2)
        entries.append(value)
    return entries, lines


def _mapping(lines: list[str], indent: int) -> tuple[dict[str, Any], list[str]]:
    found: dict[str, Any] = {}
    while lines and _indent(lines[0]) == indent:
        match = re.fullmatch(r"([\w.-]+):(?: (.+))?", lines[0].strip())
        assert match, lines[0]
        key, word = match[1], match[2]
        assert key not in found
        lines = lines[1:]
        if word == "|":
            depth = _indent(lines[0])
            count = next((place for place, line in enumerate(lines) if _indent(line) < depth), len(lines))
            found[key], lines = "".join(line[depth:] + "\n" for line in lines[:count]), lines[count:]
        elif word is not None:
            assert not re.match(r"[\[{&*!>%@`']", word), word
            assert ": " not in word
            found[key] = json.loads(word) if word.startswith('"') else word
        elif lines and _indent(lines[0]) > indent:
            found[key], lines = _block(lines, _indent(lines[0]))
        else:
            found[key] = None
    return found, lines


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
