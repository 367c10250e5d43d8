"""``tuitrainer grade`` as students, instructors and CI use it."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from made_up import SOLUTION01, STARTER01, WITHOUT_TRIPLE, edit, make_course
from report_schema import checked, read_report, read_strictly

from tuitrainer.base.course import Course
from tuitrainer.cli.main import run
from tuitrainer.grading import grade as grading
from tuitrainer.sandbox.process import Sandbox

WRONG = SOLUTION01.replace("return 2 * x", "return x * x")
PATIENCE = 60.0
"""Seconds for what takes one or two."""


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course, and an empty folder beside it to work in."""
    (tmp_path / "course").mkdir()
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return make_course(tmp_path / "course")


@dataclass(frozen=True)
class Said:
    out: str
    err: str

    @property
    def words(self) -> str:
        """What is said, wherever its lines end."""
        return " ".join(self.out.split())


Ask = Callable[..., Said]


@pytest.fixture
def ask(course: Course, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Run a command line on the course; what is said before the first use of a folder is past."""
    run(["exercises", "--exercises", str(course.exercises)])
    capsys.readouterr()

    def asked(*arguments: str, code: int) -> Said:
        got = run([*arguments, "--exercises", str(course.exercises)])
        shown = capsys.readouterr()
        assert got == code, shown
        assert "Traceback" not in shown.err
        assert "\x1b" not in shown.out + shown.err
        return Said(shown.out, shown.err)

    return asked


def write(text: str, name: str = "answer.py") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def test_what_is_right_exits_with_0(ask: Ask) -> None:
    said = ask("grade", "exercise01", write(SOLUTION01), code=0)
    assert "6 of 6 points. Passed." in said.out
    assert not said.err
    assert "1 exercise01 Doubles 5 - passed" in ask("exercises", code=0).words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (WRONG, "Mistake: squared. You square it."),
        (STARTER01, "This is the starter as it was given: nothing is written yet."),
        ("def double(x:\n", "Line 1 is not Python: "),
        ("1 / 0\n", "ZeroDivisionError in line 1"),
        ("", "The file is empty."),
        ("\0", "The file is not a text"),
        ("# nothing", "Your file does not define double."),
    ],
    ids=["mistake", "starter", "syntax", "raises", "empty", "binary", "nothing"],
)
def test_what_is_wrong_exits_with_1_and_says_why(ask: Ask, source: str, words: str) -> None:
    said = ask("grade", "exercise01", write(source), code=1)
    assert words in said.words
    assert "Not passed yet." in said.out
    assert not said.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("grade", "exercise1", "answer.py"), "there is no exercise 'exercise1'. Did you mean 'exercise01'?"),
        (("grade", "exercise01", "nothing.py"), "nothing.py: there is no such file"),
        (("grade", "exercise01", "."), ".: this is not a file"),
        (("grade", "exercise01"), "there is no exercise01.py in "),
        (("grade",), "name an exercise"),
        (("grade", "exercise01", "answer.py", "--seed", "-1"), "--seed"),
        (("grade", "exercise01", "answer.py", "--seed", str(2**63)), "--seed"),
        (("grade", "exercise01", "answer.py", "--format", "xml"), "xml"),
        (("grade", "exercise01", "answer.py", "--output", "no/such/folder/report"), "the report can't be written"),
        (("grade", "exercise01", "answer.py", "--output", "."), "the report can't be written"),
        (("grade", "exercise01", "answer.py", "--watch", "--format", "json"), "--watch shows text"),
        (("grade", "exercise01", "answer.py", "--reference"), "--reference takes neither"),
        (("grade", "--reference", "--watch"), "--reference takes neither"),
        (("grade", "exercise01", "answer.py", "more"), "more"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_request_exits_with_2(ask: Ask, arguments: tuple[str, ...], words: str) -> None:
    write(SOLUTION01)
    said = ask(*arguments, code=2)
    assert words in said.err
    assert not said.out


def test_what_the_grader_can_not_judge_exits_with_3_and_is_not_counted(ask: Ask, course: Course) -> None:
    edit(course.exercises / "exercise01" / "probes.py", "def double", "def doubl(e")
    said = ask("grade", "exercise01", write(SOLUTION01), code=3)
    assert "The grader failed, not you: " in said.words
    assert "Not graded: this does not count against you." in said.out
    report = read_report(ask("grade", "exercise01", "answer.py", "--format", "json", code=3).out)
    assert (report["status"], report["checks"], report["score"]) == ("ungraded", [], 0.0)
    assert [row["attempts"] for row in json.loads(ask("exercises", "--json", code=0).out)["exercises"]] == [0, 0]


def test_the_file_is_found_where_a_student_works(ask: Ask) -> None:
    ask("start", code=0)
    Path("tuitrainer-work/exercise01.py").write_text(SOLUTION01, encoding="utf-8")
    work = Path.cwd()
    for folder in (work, work / "tuitrainer-work", work / "tuitrainer-work" / "notes"):
        folder.mkdir(exist_ok=True)
        os.chdir(folder)
        said = ask("grade", "exercise01", "--seed", "3", code=0)
        assert f"File: {work / 'tuitrainer-work' / 'exercise01.py'} " in said.out
        assert said.out.splitlines()[-1].startswith("The same numbers again: tuitrainer grade exercise01 --exercises ")
    os.chdir(work)
    write(WRONG, "exercise01.py")  # nearer than the workspace
    assert "squared" in ask("grade", "exercise01", code=1).out


# -- the forms of a report --------------------------------------------------------------------------------------------


def test_the_document_is_as_promised(ask: Ask) -> None:
    said = ask("grade", "exercise01", write(WRONG), "--format", "json", "--seed", "5", code=1)
    report = read_report(said.out)
    assert (report["exercise"], report["seed"], report["lang"], report["status"]) == ("exercise01", 5, "en", "failed")
    assert report["file"] == str(Path("answer.py").absolute())
    double, total, triple = report["checks"]
    assert double["diagnosis"] == {"id": "double-squares", "title": "squared"}
    assert double["evidence"]["expected"] != double["evidence"]["got"]
    assert (total["status"], total["max_points"]) == ("skipped", 3.0)
    assert (triple["status"], triple["points"], triple["diagnosis"]) == ("passed", 1.0, None)
    without = read_report(ask("grade", "exercise01", write(WITHOUT_TRIPLE), "--format", "json", code=0).out)
    assert (without["checks"][2]["status"], without["checks"][2]["max_points"]) == ("skipped", 0.0)


@pytest.mark.parametrize("source", ["", "x = (", STARTER01, "def double(x):\n    return x * float('nan')\n"])
def test_every_document_is_strict(ask: Ask, source: str) -> None:
    report = read_report(ask("grade", "exercise01", write(source), "--format", "json", code=1).out)
    assert report["score"] == 0.0


def test_a_seed_replays_and_none_is_drawn_twice(ask: Ask) -> None:
    def evidence(*seed: str) -> tuple[int, dict[str, object]]:
        report = read_report(ask("grade", "exercise01", write(WRONG), "--format", "json", *seed, code=1).out)
        return report["seed"], report["checks"][0]["evidence"]

    seed, first = evidence()
    assert evidence("--seed", str(seed)) == (seed, first)
    other, second = evidence()
    assert other != seed
    assert second["expected"] != first["expected"]


def test_texts_are_in_the_language_asked_for(ask: Ask) -> None:
    write(WRONG)
    report = read_report(ask("grade", "exercise01", "answer.py", "--format", "json", "--lang", "fr", code=1).out)
    assert report["lang"] == "fr"
    assert report["checks"][0]["message"] == "Vous l'élevez au carré."
    assert "Vous l'élevez au carré." in ask("--lang", "fr", "grade", "exercise01", "answer.py", code=1).out


def test_a_report_can_go_to_a_file(ask: Ask) -> None:
    write(WRONG)
    said = ask("grade", "exercise01", "answer.py", "--output", "report.txt", code=1)
    assert not said.out
    assert not said.err
    assert "You square it." in Path("report.txt").read_text(encoding="utf-8")
    ask("grade", "exercise01", "answer.py", "--output", "report.json", "--format", "json", code=1)
    read_report(Path("report.json").read_text(encoding="utf-8"))


def test_the_references_are_graded_like_a_student(ask: Ask, course: Course) -> None:
    said = ask("grade", "--reference", code=0)
    assert [line.split()[:3] for line in said.out.splitlines()] == [
        ["passed", "exercise01", "6/6"], ["passed", "exercise02", "4/4"],
    ]  # fmt: skip
    reports = read_strictly(ask("grade", "--reference", "--format", "json", "--output", "all.json", code=0).out or "[]")
    assert reports == []
    reports = read_strictly(Path("all.json").read_text(encoding="utf-8"))
    assert [checked(report)["status"] for report in reports] == ["passed", "passed"]
    edit(course.solutions / "exercise01.py", "return 2 * x", "return 1 / 0")
    reports = read_strictly(ask("grade", "--reference", "--format", "json", code=3).out)
    assert [report["status"] for report in reports] == ["ungraded", "passed"]
    one = read_strictly(ask("grade", "--reference", "exercise02", "--format", "json", code=0).out)
    assert [report["exercise"] for report in one] == ["exercise02"]


def test_what_code_prints_can_not_command_the_terminal(ask: Ask) -> None:
    shout = 'import sys\nprint("\\x1b[2J\\x1b]0;gone\\x07\\u202e", file=sys.stderr, flush=True)\n'
    report = read_report(ask("grade", "exercise01", write(shout + SOLUTION01), "--format", "json", code=0).out)
    assert "[2J" in report["output"]
    said = ask("grade", "exercise01", "answer.py", code=0)
    assert "\N{REPLACEMENT CHARACTER}[2J" in said.out
    raises = SOLUTION01.replace("return 2 * x", 'raise ValueError("\\x1b[2J\\x9b")')
    assert "\N{REPLACEMENT CHARACTER}[2J" in ask("grade", "exercise01", write(raises), code=1).out


@pytest.mark.parametrize("name", ["devoir n°2 – été 😀.py", "./-.py", "evil\x1b[31m.py"])
def test_any_name_of_a_file_will_do(ask: Ask, name: str) -> None:
    write(SOLUTION01, name)
    assert "Passed." in ask("grade", "exercise01", name, code=0).out
    assert read_report(ask("grade", "exercise01", name, "--format", "json", code=0).out)["file"].endswith(
        name.removeprefix("./")
    )


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the names of files are texts")
def test_a_name_that_is_no_text_can_be_written_down(ask: Ask) -> None:
    name = os.fsdecode(b"\xff.py")
    Path(name).write_text(SOLUTION01, encoding="utf-8")
    ask("grade", "exercise01", name, "--output", "report.txt", code=0)
    assert "Passed." in Path("report.txt").read_text(encoding="utf-8")
    ask("grade", "exercise01", name, "--format", "json", "--output", "report.json", code=0)
    read_report(Path("report.json").read_text(encoding="ascii"))


def test_a_broken_progress_file_costs_a_sentence_and_nothing_else(ask: Ask, clean_home: Path) -> None:
    file = clean_home / "data" / "progress.sqlite3"
    for path in file.parent.glob("progress.sqlite3*"):
        path.unlink()
    file.mkdir(parents=True)
    said = ask("grade", "exercise01", write(SOLUTION01), code=0)
    assert "Passed." in said.out
    assert said.err.count("\n") == 1
    assert "the progress can't be read or saved" in said.err
    read_report(ask("grade", "exercise01", "answer.py", "--format", "json", code=0).out)


def test_a_watch_that_is_ended_before_its_first_verdict_has_none(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_exercise: object, _file: Path, _seed: int | None, sandbox: Sandbox, _require: str) -> None:
        sandbox.end()
        raise KeyboardInterrupt

    monkeypatch.setattr(grading, "grade", interrupted)
    assert not ask("grade", "exercise01", write(SOLUTION01), "--watch", code=130).out


# -- in a process of its own ------------------------------------------------------------------------------------------


def command(course: Course, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "tuitrainer", "grade", *arguments, "--exercises", str(course.exercises)]


def test_an_attempt_counts_even_when_its_reader_has_gone(ask: Ask, course: Course) -> None:
    """As ``head -1`` does."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        command(course, "exercise01", write(SOLUTION01)), stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")
    assert json.loads(ask("exercises", "--json", code=0).out)["exercises"][0]["passed"] is True


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, arguments: list[str], **environment: str) -> None:
        import pty

        self.master, slave = pty.openpty()
        settings = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40", **environment}
        ours = signal.signal(signal.SIGINT, signal.default_int_handler)  # a child inherits what is ignored
        try:
            self.process = subprocess.Popen(
                arguments, stdin=slave, stdout=slave, stderr=slave, env=settings, start_new_session=True
            )
        finally:
            signal.signal(signal.SIGINT, ours)
            os.close(slave)
        self.shown = ""

    def until(self, words: str, times: int = 1) -> None:
        """Read until `words` have been shown so often since the start."""
        deadline = time.monotonic() + PATIENCE
        while self.shown.count(words) < times:
            assert time.monotonic() < deadline, self.shown
            self._read(1.0)

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.master], [], [], seconds)
        try:
            data = os.read(self.master, 2**16) if ready else b""
        except OSError:  # Linux says so when the other end is closed
            return False
        self.shown += data.decode("utf-8", "replace")
        return bool(data)

    def end(self) -> int:
        code = self.process.wait(PATIENCE)
        while self._read(0.2):
            pass
        os.close(self.master)
        return code


needs_pty = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals here")


@needs_pty
def test_a_save_is_graded_again(course: Course) -> None:
    file = Path(write(WRONG))
    terminal = Terminal(command(course, "exercise01", "answer.py", "--watch"))
    try:
        terminal.until("Watching answer.py: save it to grade it again, Ctrl-C ends.")
        assert "You square it." in terminal.shown
        file.write_text("double = (", encoding="utf-8")
        terminal.until("is not Python")
        file.unlink()
        other = Path("other.py")
        other.write_text(SOLUTION01, encoding="utf-8")
        other.rename(file)
        terminal.until("6 of 6 points. Passed.")
        terminal.until("Watching", times=3)
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.end() == 0
    finally:
        with suppress(OSError):
            terminal.process.kill()
    assert "Traceback" not in terminal.shown


@needs_pty
def test_the_last_verdict_decides_how_a_watch_ends(course: Course) -> None:
    write(WRONG)
    terminal = Terminal(command(course, "exercise01", "answer.py", "--watch"))
    terminal.until("Watching")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.end() == 1


@pytest.mark.parametrize("missing", ["nothing.py", "."])
def test_there_is_nothing_to_watch_without_a_file(ask: Ask, missing: str) -> None:
    assert missing in ask("grade", "exercise01", missing, "--watch", code=2).err


@needs_pty
@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)], ids=str
)
def test_a_terminal_shows_colours_unless_it_is_asked_not_to(
    course: Course, environment: dict[str, str], coloured: bool
) -> None:
    write(WRONG)
    terminal = Terminal(command(course, "exercise01", "answer.py"), **environment)
    assert terminal.end() == 1
    assert ("\x1b[" in terminal.shown) == coloured
    assert "FAILED" in terminal.shown
