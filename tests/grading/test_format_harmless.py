"""Nothing that a submission says commands a terminal, the log of a CI service or a grade book, in any format."""

from __future__ import annotations

import base64
import dataclasses
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import make_course
from report_kinds import HOSTILE, KINDS, hostile, report_of

from tuitrainer.grading.catalog import Exercise, find_exercise
from tuitrainer.grading.formats import EXACT, FORMATS, render, render_several
from tuitrainer.grading.formats.details import Line
from tuitrainer.grading.formats.harmless import harmless, harmless_json, harmless_line
from tuitrainer.grading.formats.text import lines, summary
from tuitrainer.grading.report import Report

Render = Callable[[Report, Exercise], str]


@pytest.fixture(scope="module")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    return find_exercise(make_course(tmp_path_factory.mktemp("course")), "exercise01")


# -- what the readers of a log obey, written down from their sources ---------------------------------------------------

REGISTERED = {
    "add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group", "internal-set-repo-path",
    "notice", "remove-matcher", "save-state", "set-env", "set-output", "stop-commands", "warning",
}  # fmt: skip


def is_github_command(line: str) -> bool:
    """actions/runner, ActionCommand.cs: TryParseV2, then TryParse."""
    message = line.lstrip()
    if message.startswith("::"):
        end = message.find("::", 2)
        if end >= 0 and message[2:end].partition(" ")[0].lower() in REGISTERED:
            return True
    start = line.find("##[")
    end = line.find("]", start)
    return start >= 0 and end >= 0 and line[start + 3 : end].partition(" ")[0].lower() in REGISTERED


def is_command(line: str) -> bool:
    """Also of Azure Pipelines (anywhere in a line), of TeamCity, and of VPL (and what its scripts grep for)."""
    others = re.search(r"##vso\[|##teamcity\[|Grade :=>>|Comment :=>>|^\s*(<\|--|--\|>)", line)
    return is_github_command(line) or others is not None


def assert_harmless(text: str) -> None:
    for line in re.split(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", text):
        assert not is_command(line), line
    raw = {letter for letter in text if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")} - {"\n"}
    assert not raw, raw


def test_the_oracle_knows_commands() -> None:
    found = [text for text in HOSTILE if is_command(text)]
    assert len(found) >= 9
    for text in (
        "    ::error file=a,line=1::b",
        "a ##[error]b",
        "  4 | ##vso[x]",
        "x Grade :=>> 100",
        "\u00a0::error::",
    ):
        assert is_command(text)
    for text in ("x = y[::2]", "## [error]", "a ::error::", "::2::", "::nothing::", "Grade: 3"):
        assert not is_command(text)


# -- what is written ---------------------------------------------------------------------------------------------------


def plain(told: list[Line]) -> str:
    return "".join("".join(part.text for part in line).rstrip() + "\n" for line in told)


def written(report: Report, exercise: Exercise) -> Iterator[str]:
    """All that may stand in a log: each document as it is, and what their readers print of it."""
    for verbose in (False, True):
        for width in (20, 100):
            yield plain(lines(report, exercise, width, verbose))
    yield plain(summary(report, exercise))
    for name in FORMATS:
        text = render(name, report, exercise)
        if name == "vpl":  # whose own lines are its commands
            yield re.sub("^(Comment|Grade) :=>>", "", text, flags=re.MULTILINE)
        else:
            yield text
        if name == "github":
            yield from texts_in(json.loads(base64.b64decode(text.partition("=")[2])))
        elif name in ("gradescope", "exercism"):
            yield from texts_in(json.loads(text))
    yield render_several("json", [(report, exercise)])


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_in(part)


@pytest.mark.parametrize(
    "text", [*HOSTILE, " ".join(HOSTILE), "\n".join(HOSTILE)], ids=[*range(len(HOSTILE)), "in a line", "in lines"]
)
def test_no_format_lets_a_command_through(exercise: Exercise, text: str) -> None:
    for report in hostile(text)[::6]:
        for told in written(report, exercise):
            assert_harmless(told)


PIECES = st.lists(
    st.sampled_from([*HOSTILE, ":", "#", "[", "=>>", "error", " ", "::err", "or::", "a" * 30]), max_size=8
)


@settings(max_examples=15)
@given(st.one_of(PIECES.map("".join), st.text(max_size=30)), st.integers(0, 15))
def test_no_text_becomes_a_command_on_its_way(exercise: Exercise, text: str, which: int) -> None:
    for told in written(hostile(text)[which], exercise):
        assert_harmless(told)


@settings(max_examples=100)
@given(PIECES.map("".join), PIECES.map("".join))
def test_texts_stay_harmless_when_they_are_put_together(first: str, second: str) -> None:
    a, b = harmless_line(first), harmless_line(second)
    assert_harmless(f"{a}: {b}")
    assert_harmless(f"{a}\n{b}\n  {a} {b}")
    assert harmless_line(a) == a
    value = {"first": first, "list": [second, first + second]}
    assert_harmless(harmless_json(value))
    assert json.loads(harmless_json(value)) == value


def test_every_text_of_a_report_is_made_harmless() -> None:
    """Also those that reports will have some day: whatever holds a text is gone through."""
    report = harmless(hostile("a\x1b##[error]\nb")[0])

    def check(value: Any) -> None:
        if isinstance(value, str):
            assert "\x1b" not in value
            assert "##[" not in value
        elif dataclasses.is_dataclass(value):
            for field in dataclasses.fields(value):
                check(getattr(value, field.name))
        elif isinstance(value, dict):
            for part in value.values():
                check(part)
        elif isinstance(value, tuple):
            for part in value:
                check(part)

    check(report)
    assert report.output.splitlines() == ["a\N{REPLACEMENT CHARACTER}# #[error]", "b", *report.output.splitlines()[2:]]


def test_ordinary_code_stays_as_it_was() -> None:
    for text in (
        "return x[::2, ::-1]  # every second",
        "## heading",
        "a[:, None]",
        "d = {'a': 1}",
        "x: int = 3",
        "Prêt\u00a0!",
    ):
        assert harmless_line(text) == text
    assert harmless_line("::error::1") == ": :error::1"
    assert harmless_line("##[error]") == "# #[error]"
    assert harmless_line("\ta\r\nb") == "    a b"


def test_a_report_that_says_nothing_bad_is_told_as_it_is() -> None:
    for report in (KINDS["failed"], KINDS["raised"], report_of(status="passed")):
        assert dataclasses.replace(harmless(report), output="") == dataclasses.replace(report, output="")


def test_only_one_format_is_trusted_to_do_without() -> None:
    assert frozenset({"json"}) == EXACT
