"""``tuitrainer grade --format ...`` and ``--feedback ...`` as a workflow, an autograder and an exam use them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from made_up import SOLUTION01, edit, make_course

from tuitrainer.base.course import Course
from tuitrainer.cli.grade_report import FORMATS
from tuitrainer.cli.main import run
from tuitrainer.grading.feedback import LEVELS

WRONG = SOLUTION01.replace("return 2 * x", "print('::error::pwned ##[error]', x[0]); return x * x")
Ask = Callable[..., str]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    (tmp_path / "course").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_OUTPUT", raising=False)
    return make_course(tmp_path / "course")


@pytest.fixture
def ask(course: Course, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Grade a source; what is said before the first use of a folder is past."""
    run(["exercises", "--exercises", str(course.exercises)])
    capsys.readouterr()

    def asked(source: str, *arguments: str, code: int, err: str = "") -> str:
        Path("answer.py").write_text(source, encoding="utf-8")
        got = run(["grade", "exercise01", "answer.py", *arguments, "--exercises", str(course.exercises)])
        shown = capsys.readouterr()
        assert (got, err in shown.err) == (code, True), shown
        return shown.out

    return asked


def result(line: str) -> dict[str, Any]:
    assert line.startswith("result=")
    told: dict[str, Any] = json.loads(base64.b64decode(line.removeprefix("result=")))
    return told


@pytest.mark.parametrize("form", FORMATS)
def test_an_exit_code_is_the_same_in_every_format(ask: Ask, course: Course, form: str) -> None:
    assert ask(SOLUTION01, "--format", form, code=0)
    for told in (ask(WRONG, "--format", form, code=1), ask("x = (", "--format", form, code=1)):
        assert not any(line.lstrip().startswith("::") or "##[" in line for line in told.splitlines())
    edit(course.exercises / "exercise01" / "probes.py", "def double", "def doubl(e")
    assert ask(SOLUTION01, "--format", form, code=3)


def test_the_formats_of_other_programs_are_what_they_read(ask: Ask) -> None:
    assert Xml.fromstring(ask(WRONG, "--format", "junit", code=1)).find("testsuite/testcase/failure") is not None
    assert json.loads(ask(WRONG, "--format", "gradescope", code=1))["tests"][0]["status"] == "failed"
    assert json.loads(ask(WRONG, "--format", "exercism", code=1))["version"] == 3
    assert result(ask(WRONG, "--format", "github", code=1))["status"] == "fail"
    ask(WRONG, "--format", "gradescope", "--output", "results.json", code=1)
    assert (
        json.loads(Path("results.json").read_text(encoding="utf-8"))["extra_data"]["exercise01"]["status"] == "failed"
    )


def test_a_step_of_a_workflow_gets_its_output_and_its_log_a_text(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    step = tmp_path / "step"
    step.write_text("earlier=1\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_OUTPUT", str(step))
    shown = ask(WRONG, "--format", "github", code=1)
    assert "Mistake: squared. You square it." in shown
    assert "result=" not in shown
    earlier, line = step.read_text(encoding="utf-8").splitlines()
    assert (earlier, result(line)["max_score"]) == ("earlier=1", 6.0)
    ask(WRONG, "--format", "github", "--output", "result.txt", code=1)
    assert len(step.read_text(encoding="utf-8").splitlines()) == 2
    assert result(Path("result.txt").read_text(encoding="utf-8"))["status"] == "fail"
    ask(WRONG, "--format", "json", code=1)
    assert len(step.read_text(encoding="utf-8").splitlines()) == 2
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "no" / "step"))
    assert not ask(WRONG, "--format", "github", code=2, err="the report can't be written")


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_exam_tells_what_it_may(ask: Ask, form: str) -> None:
    told = [ask(WRONG, "--format", form, "--feedback", level, "--verbose", "--seed", "5", code=1) for level in LEVELS]
    for text, first in (("wrong values" if form == "json" else "The values are wrong", 1), ("pwned", 2)):
        assert [text in shown for shown in told[:3]] == [place >= first for place in range(3)]
    assert ["square" in shown for shown in told] == [False, False, False, True]
    assert ["hint" in shown or "--seed" in shown for shown in told] == [False, False, False, form == "text"]


def test_feedback_can_be_limited_for_references_and_not_for_a_watch(ask: Ask, course: Course) -> None:
    ask(WRONG, "--watch", "--feedback", "place", code=2, err="--watch shows all there is to say")
    ask(WRONG, "--feedback", "nothing", code=2, err="--feedback")
    edit(course.solutions / "exercise01.py", "return 2 * x", "return 2 * x + undefined")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course.exercises)
        assert run(["grade", "--reference", "--feedback", "verdict", "--exercises", str(course.exercises)]) == 3


def test_documents_of_all_references(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("junit", "github", "gradescope"):
        arguments = ["grade", "--reference", "--format", form, "--exercises", str(course.exercises)]
        assert run(arguments) == 0
        assert capsys.readouterr().out
