"""A student's file as it lies on the disk, whatever it holds."""

from __future__ import annotations

import codecs
import hashlib
import os
from pathlib import Path

import pytest

from tuitrainer.base.errors import UserError
from tuitrainer.grading.submission import LARGEST, read_submission

NOTEBOOK = b'{\n "cells": [{"cell_type": "code", "source": ["x = 1"]}],\n "nbformat": 4\n}\n'
ACCENTS = "# Hélène\nprint('né')\n"


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (ACCENTS.encode(), ("# Hélène", "print('né')", "")),
        (codecs.BOM_UTF8 + ACCENTS.encode(), ("# Hélène", "print('né')", "")),
        (ACCENTS.replace("\n", "\r\n").encode(), ("# Hélène", "print('né')", "")),
        (b"a\rb\nc", ("a", "b", "c")),
        (("# -*- coding: latin-1 -*-\n" + ACCENTS).encode("latin-1"), ("# -*- coding: latin-1 -*-", "# Hélène",
                                                                      "print('né')", "")),
        ("a\x0cb = '\u2028'\nc".encode(), ("a\x0cb = '\u2028'", "c")),  # no ends of lines for Python
        (b"{'cells': 1}", ("{'cells': 1}",)),
        (b"x = 1" + b" " * (LARGEST - 5), ("x = 1" + " " * (LARGEST - 5),)),
    ],
    ids=["UTF-8", "BOM", "CRLF", "CR", "latin-1", "form feed", "a dictionary", "just small enough"],
)  # fmt: skip
def test_what_python_can_read_is_no_problem(tmp_path: Path, content: bytes, lines: tuple[str, ...]) -> None:
    file = tmp_path / "s.py"
    file.write_bytes(content)
    read = read_submission(file)
    assert read.problem is None
    assert read.lines == lines
    assert (read.content, read.sha256) == (content, hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize(
    ("content", "finding", "values"),
    [
        (b"", "empty", {}),
        (b" \r\n\t\n", "empty", {}),
        (b"\x7fELF\0\0", "binary", {}),
        (b"x = '\0'", "binary", {}),
        (ACCENTS.encode("utf-16"), "other-encoding", {"encoding": "UTF-16"}),
        (codecs.BOM_UTF16_BE + b"\0x", "other-encoding", {"encoding": "UTF-16"}),
        (ACCENTS.encode("utf-16-le"), "binary", {}),
        (ACCENTS.encode("cp1252"), "not-utf8", {"byte": "0xe9", "line": 1}),
        (b"\n\n\n\nx = '\x80'", "not-utf8", {"byte": "0x80", "line": 5}),
        (codecs.BOM_UTF8 + b"\n\nx = '\xe9'", "not-utf8", {"byte": "0xe9", "line": 3}),
        (b"# coding: nonsense\nx = 1", "bad-encoding", {"reason": "unknown encoding: nonsense"}),
        (b"# coding: rot13\nx = 1", "bad-encoding", None),
        (b"# coding: undefined\nx = 1", "bad-encoding", None),
        (b"# coding: ascii\nx = '\xc3\xa9'", "bad-encoding", None),
        (codecs.BOM_UTF8 + b"# coding: latin-1\nx = 1", "bad-encoding", None),
        (NOTEBOOK, "notebook", {"name": "s.py"}),
        (b"x" * (LARGEST + 1), "too-large", {"limit": LARGEST}),
    ],
)
def test_what_python_can_not_read_has_a_name(
    tmp_path: Path, content: bytes, finding: str, values: dict[str, object] | None
) -> None:
    file = tmp_path / "s.py"
    file.write_bytes(content)
    problem = read_submission(file).problem
    assert problem is not None
    assert problem.id == finding
    assert values is None or problem.values == values
    assert read_submission(file).lines == ()


def test_a_notebook_is_known_by_its_name_too(tmp_path: Path) -> None:
    file = tmp_path / "Answer.IPYNB"
    file.write_bytes(b"x = 1")
    problem = read_submission(file).problem
    assert problem is not None
    assert (problem.id, problem.values) == ("notebook", {"name": "Answer.IPYNB"})


@pytest.mark.parametrize("name", ["devoir n°2 – été 😀.py", "'quotes\" and $HOME.py", "no_suffix", "-.py"])
def test_any_name_will_do(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text("x = 1\n", encoding="utf-8")
    read = read_submission(Path(name))
    assert (read.file, read.problem) == (tmp_path / name, None)


def test_what_is_no_file_is_no_answer(tmp_path: Path) -> None:
    file = tmp_path / "s.py"
    with pytest.raises(UserError, match=r"s\.py: there is no such file"):
        read_submission(file)
    with pytest.raises(UserError, match="this is not a file"):
        read_submission(tmp_path)
    with pytest.raises(UserError):
        read_submission(Path("\0.py"))
    with pytest.raises(UserError):
        read_submission(tmp_path / ("x" * 300))
    file.symlink_to(file)
    with pytest.raises(UserError):
        read_submission(file)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "s.py")
    with pytest.raises(UserError, match="this is not a file"):
        read_submission(tmp_path / "s.py")


def test_a_file_that_is_closed_to_us_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so it is said for the system."""
    file = tmp_path / "s.py"
    file.write_text("x = 1\n", encoding="utf-8")

    def closed(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", closed)
    with pytest.raises(UserError, match="this file can't be read: Permission denied"):
        read_submission(file)


def test_a_current_folder_that_is_gone_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> str:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(os, "getcwd", gone)
    with pytest.raises(UserError, match="can't be read"):
        read_submission(Path("s.py"))
