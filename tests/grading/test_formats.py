"""A report in words and as JSON, whatever it holds."""

from __future__ import annotations

import ast
import itertools
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from made_up import make_course
from report_schema import read_report

import tuitrainer
from tuitrainer.base.strict_json import strict_json
from tuitrainer.base.texts import LANGUAGES, choose_language
from tuitrainer.grading.catalog import Exercise, find_exercise
from tuitrainer.grading.classroom.intake_findings import INTAKE
from tuitrainer.grading.faults import finding_of
from tuitrainer.grading.findings import FINDINGS
from tuitrainer.grading.formats.json import document
from tuitrainer.grading.formats.text import Part, lines, printable, summary
from tuitrainer.grading.messages import message_of, title_of
from tuitrainer.grading.report import CheckReport, Evidence, Finding, Report, Shown
from tuitrainer.sandbox.outcome import Fault

PACKAGE = Path(tuitrainer.__file__).parent
EVIL = "\x1b[2J\x1b]0;title\x07\x9b31m\r\b\x00\u202e\u2028\ud800 {braces} 100% é 你 \t."
SHA256 = "0123456789abcdef" * 4


@pytest.fixture
def exercise(tmp_path: Path) -> Exercise:
    return find_exercise(make_course(tmp_path), "exercise01")


def report_of(*checks: CheckReport, status: Any = "failed", **more: Any) -> Report:
    return Report("exercise01", str(Path("/home/ada/answer.py")), SHA256, 7, status, checks, 0.25, "limits", **more)


def check(**more: Any) -> CheckReport:
    values = {"status": "failed", "points": 0.0, "max_points": 2.0, **more}
    return CheckReport("double", "double", **values)


def text_of(report: Report, exercise: Exercise, **more: Any) -> str:
    return "\n".join("".join(part.text for part in line) for line in lines(report, exercise, **more))


# -- every finding has words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_can_be_said_even_without_its_values(exercise: Exercise, language: str) -> None:
    choose_language(language)
    evil = dict.fromkeys(("line", "message", "name", "type", "got", "expected"), EVIL)
    for name, values in itertools.product(FINDINGS, ({}, {"negative": 1}, evil)):
        finding = Finding(name, values)  # type: ignore[arg-type]
        assert title_of(finding, exercise)
        assert message_of(finding, exercise, "double")
        for report in (report_of(check(finding=finding)), report_of(finding=finding, status="error")):
            assert_harmless(text_of(report, exercise, verbose=True))
            read_report(strict_json(document(report, exercise)))


def said_in(folder: str) -> tuple[set[str], list[str]]:
    """The ids that calls of Finding in the sources have as a text, and patterns for those that are put together."""
    plain, patterns = set(), []
    for path in (PACKAGE / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding"):
                continue
            first = node.args[0]
            if isinstance(first, ast.Constant):
                plain.add(str(first.value))
            elif isinstance(first, ast.JoinedStr):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in first.values
                ]
                patterns.append("".join(parts))
    return plain, patterns


def documented_faults() -> set[str]:
    """The kinds that the sandbox documents."""
    kinds = re.sub(r"\([^)]*\)", "", str(Fault.__doc__))  # in brackets: their details
    details = {"type", "message", "name", "line", "inside"}
    found = set(re.findall(r'"([a-z-]+)"', kinds)) - details
    return found | {f"refused-{what}" for what in ("process", "network", "write", "read", "limits")}


def test_every_diagnosis_has_an_entry() -> None:
    plain, patterns = said_in("grading")
    assert {"transposed", "precision", "unchanged", "not-utf8"} <= plain
    assert plain <= set(FINDINGS)
    assert len(patterns) >= 2
    assert all(any(re.fullmatch(pattern, name) for name in FINDINGS) for pattern in patterns)
    ratios = itertools.product(("two", "rows", "columns", "entries"), ("large", "small"))
    assert {f"ratio-{name}-{way}" for name, way in ratios} <= set(FINDINGS)


def test_every_fault_has_an_entry() -> None:
    kinds = documented_faults()
    assert {"missing", "raised", "timeout", "crashed", "probe", "garbled", "crowd"} <= kinds
    for kind in kinds:
        details: tuple[dict[str, Any], ...] = ({}, {"line": 3}, {"type": "RefusedImportError", "line": 3})
        for known in details:
            fault = Fault(kind, known)
            assert fault.is_ours or finding_of(fault).id in FINDINGS, kind


def test_no_entry_is_of_nobody() -> None:
    plain, patterns = said_in("grading")
    details: tuple[dict[str, Any], ...] = ({}, {"line": 1}, {"type": "RefusedImportError"})
    others = {finding_of(Fault(kind, known)).id for kind in documented_faults() for known in details}
    sources = [path for path in (PACKAGE / "grading" / "classroom").glob("*.py") if path.stem != "intake_findings"]
    texts = {name for name in INTAKE for path in sources if f'"{name}"' in path.read_text(encoding="utf-8")}
    used = plain | others | texts | {name for name in FINDINGS for pattern in patterns if re.fullmatch(pattern, name)}
    assert not set(FINDINGS) - used


def test_an_exception_without_a_message_ends_as_a_sentence(exercise: Exercise) -> None:
    finding = Finding("raised", {"type": "AssertionError", "line": 3, "inside": "f", "message": ""})
    assert message_of(finding, exercise) == "AssertionError in line 3, in f."


def test_named_mistakes_have_the_words_of_the_exercise(exercise: Exercise) -> None:
    finding = Finding("double-squares", is_mistake=True)
    report = report_of(check(finding=finding))
    assert "Mistake: squared. You square it." in text_of(report, exercise)
    diagnosis = document(report, exercise)["checks"][0]["diagnosis"]
    assert diagnosis == {"id": "double-squares", "title": "squared"}
    choose_language("fr")
    assert document(report, exercise)["checks"][0]["message"] == "Vous l'élevez au carré."


# -- nothing commands a terminal ---------------------------------------------------------------------------------------


def assert_harmless(text: str) -> None:
    bad = {
        letter for letter in text if ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 or letter in "\u202e\u2028\ud800"
    }
    assert bad <= {"\n"}, bad


def test_nothing_of_a_submission_reaches_the_terminal_raw(exercise: Exercise) -> None:
    finding = Finding("raised", {"type": EVIL, "line": 1, "inside": EVIL, "message": EVIL})
    evidence = Evidence(EVIL, EVIL, (2,), (2,), (0,), EVIL, EVIL, (0,), EVIL, EVIL, 1, 2, 0.5, 2.0)
    call = Shown(EVIL, ((EVIL, EVIL),))
    report = report_of(
        check(finding=finding, evidence=evidence, call=call, returned=EVIL),
        finding=finding, output=EVIL * 20, source=(EVIL,),
    )  # fmt: skip
    report = replace(report, file=f"/home/ada/{EVIL}.py")
    for language in LANGUAGES:
        choose_language(language)
        for line in (*lines(report, exercise, verbose=True), *summary(report, exercise, verbose=True)):
            assert_harmless("".join(part.text for part in line))
    text = strict_json(document(report, exercise))
    assert text.isascii()
    assert_harmless(text)
    assert read_report(text)["output"] == EVIL * 20


def test_spaces_and_letters_of_the_world_are_printable() -> None:
    text = "Prêt\u00a0! 1\u202f000 你好 ½ é"
    assert printable(text) == text
    assert printable("a\tb\x1b") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"


# -- lines -------------------------------------------------------------------------------------------------------------


def test_what_was_printed_is_shown_in_part_and_with_its_tabs(exercise: Exercise) -> None:
    report = report_of(check(), output="a\tb\n" + "x\n" * 10)
    shown = text_of(report, exercise)
    assert "Your code printed:\n  a       b\n  x\n" in shown
    assert shown.count("\n  x\n") <= 5
    assert "and more lines: 5" in shown
    assert "Your code printed" not in text_of(report_of(check(), output=" \n"), exercise)


@pytest.mark.parametrize("width", [20, 40, 72, 100])
def test_sentences_keep_to_the_width(exercise: Exercise, width: int) -> None:
    finding = Finding("not-utf8", {"line": 1, "byte": "0xe9"})
    report = report_of(check(finding=finding), finding=finding)
    told = [line for line in lines(report, exercise, width) if line and line[0].text in ("", " " * 10)]
    assert told
    assert all(sum(len(part.text) for part in line) <= max(width, 30) for line in told)


def test_figures_tell_values_apart(exercise: Exercise) -> None:
    near = Evidence("grad", "case", (1,), (1,), (0,), 0.1234567, 0.1234568, (0,), 0.1234567, 0.1234568, 1, 1, 1e-7)
    assert "grad: 0.1234568 instead of 0.1234567" in text_of(
        report_of(check(finding=Finding("values"), evidence=near)), exercise
    )
    shape = Evidence("grad", "case", (3,), (5, 3))
    assert "grad: shape (5, 3) instead of (3,)" in text_of(
        report_of(check(finding=Finding("values"), evidence=shape)), exercise
    )
    many = Evidence("w", "case", (9,), (9,), (4,), 1.0, float("nan"), (2,), 1.0, 2.0, 3, 9, float("inf"), 2.5)
    report = report_of(check(finding=Finding("values"), evidence=many))
    shown = text_of(report, exercise, verbose=True)
    for words in ("w: 3 of 9 values differ", "first at [2]: 2 instead of 1", "most at [4]: nan instead of 1", "= 2.5"):
        assert words in shown
    told = read_report(strict_json(document(report, exercise)))["checks"][0]["evidence"]
    assert (told["got"], told["error"], told["worst_index"]) == ("nan", "inf", [4])


def test_the_foot_says_what_comes_next(exercise: Exercise) -> None:
    failed = text_of(report_of(check()), exercise)
    assert "0 of 2 points. Not passed yet.\nA hint: tuitrainer hint exercise01 --exercises " in failed
    assert "--seed 7" in failed.splitlines()[-1]
    passed = text_of(report_of(check(status="passed", points=2.0), status="passed"), exercise)
    assert "2 of 2 points. Passed.\nHow we would write it: tuitrainer solution exercise01" in passed
    assert "hint" not in passed
    finding = Finding("grader-fault", {"message": "no reference"})
    ungraded = text_of(report_of(status="ungraded", finding=finding), exercise)
    assert "The grader failed, not you: no reference" in ungraded
    assert "Not graded: this does not count against you." in ungraded
    assert "points" not in ungraded


def test_a_summary_is_a_line_for_what_passed_and_all_for_the_rest(exercise: Exercise) -> None:
    passed = summary(report_of(check(status="passed", points=2.0), status="passed"), exercise)
    assert passed == [
        (Part("passed    ", "good"), Part("exercise01", "strong"), Part("    2/2  "), Part("Doubles", "muted"))
    ]
    failed = report_of(check(finding=Finding("values")))
    assert summary(failed, exercise) == [*lines(failed, exercise), ()]
