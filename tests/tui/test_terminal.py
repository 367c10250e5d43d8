"""A terminal that can't show the program is told apart before anything is drawn."""

from __future__ import annotations

import io

import pytest

from tuitrainer.tui.terminal import check_terminal


class Terminal(io.TextIOWrapper):
    def __init__(self, encoding: str, is_terminal: bool = True) -> None:
        super().__init__(io.BytesIO(), encoding=encoding)
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


@pytest.mark.parametrize("encoding", ["utf-8", "UTF8", "utf_8"])
def test_a_utf8_terminal_is_good(encoding: str) -> None:
    assert check_terminal(Terminal(encoding), Terminal(encoding), Terminal(encoding)) is None


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_another_encoding_is_refused_with_the_way_out(encoding: str) -> None:
    problem = check_terminal(Terminal("utf-8"), Terminal(encoding), Terminal(encoding))
    assert problem is not None
    assert "PYTHONUTF8=1" in problem.message
    assert "--text" in problem.message
    assert encoding in problem.message


def test_a_pipe_is_refused() -> None:
    for streams in [(False, True, True), (True, False, True), (True, True, False)]:
        problem = check_terminal(*(Terminal("utf-8", each) for each in streams))
        assert problem is not None
        assert "--text" in problem.message
