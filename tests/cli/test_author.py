"""``tuitrainer author``: what is wrong with an exercise is found before a student finds it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from made_up import SOLUTION01, edit, make_course

from tuitrainer.base.course import Course
from tuitrainer.cli.main import run


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path)


@pytest.fixture
def check(course: Course, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def checked(*arguments: str, code: int) -> str:
        got = run(["author", "check", *arguments, "--seeds", "3", "--exercises", str(course.exercises)])
        shown = capsys.readouterr()
        assert got == code, shown
        assert "Traceback" not in shown.err
        return shown.out if code != 2 else shown.err

    return checked


def test_a_course_that_is_right_is_proven(check: Callable[..., str]) -> None:
    assert check(code=0).splitlines() == [
        "exercise01: proven. Checks 3, mistakes 2, seeds 3, alternatives 0.",
        "  Mutants of the reference: 16, rejected 16 (100.0%), passed 0.",
        "exercise02: proven. Checks 1, mistakes 1, seeds 3, alternatives 0.",
        "  Mutants of the reference: 1, rejected 1 (100.0%), passed 0.",
    ]


def text(name: str, content: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")

    return write


def change(name: str, old: str, new: str) -> Callable[[Path], None]:
    return lambda folder: edit(folder / name, old, new)


def without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (text("starter.py", SOLUTION01), "the starter does not fail politely: failed, unchanged"),
        (text("starter.py", "def double(x):\n    return 0\n"), "starter.py does not define total"),
        (text("starter.py", "def double(x:\n"), "SyntaxError"),
        (change("../../solutions/exercise01.py", "2 * x", "2 * undefined"), "the reference fails double: NameError"),
        (change("../../solutions/exercise01.py", "def total", "def other"), "exercise01.py does not define total"),
        (change("../../solutions/exercise01.py", "return 2 * x", "x *= 2\n    return x"),
         "the reference does not pass: failed, double arguments-modified"),
        (without("../../solutions/exercise01.py"), "exercise01.py is missing"),
        (change("mistakes.py", "return x * x", "return x + x"),
         "double: the mistake double-squares passes, on 3 of 3 seeds"),
        (change("exercise.toml", '[[mistakes]]\nid = "total-of-halves"', '[[mistakes]]\nid = "double-powers"\n'
                'check = "double"\ntitle = { en = "x", fr = "y" }\nmessage = { en = "x", fr = "y" }\n'
                '[[mistakes]]\nid = "total-of-halves"'), "mistakes.py does not define double_powers"),
        (change("mistakes.py", "def total_of_halves", "def double_powers(x):\n    return x\n\n\ndef total_of_halves"),
         "exercise.toml does not name double_powers"),
        (text("mistakes.py", "def broken(:\n"), "mistakes.py: SyntaxError"),
        (without("mistakes.py"), "mistakes.py is missing"),
        (without("statement.fr.md"), "statement.fr.md is missing"),
        (text("statement.md", " \n"), "statement.md is empty"),
        (change("exercise.toml", "minutes = 5", 'minutes = 5\nrequires = ["exercise09"]'),
         "it requires 'exercise09', which does not exist"),
        (change("probes.py", "def total", "def totl"), "probes.py does not define total"),
        (text("probes.py", "import nothing_of_that_name\n"), "ModuleNotFoundError"),
        (change("exercise.toml", "minutes = 5", "minuts = 5"), "minuts: there is no such setting. Did you mean"),
        (text("statement.fr.md", "Écrivez `double`.\n"), "statement.fr.md has the headings -, statement.md has h1"),
        (text("statement.fr.md", "# Doubles\n\n    1\n"), "statement.fr.md has 1 blocks of code or figures"),
        (lambda folder: (folder / "statement.fr.md").write_bytes(b"# \xe9crivez\n"), "statement.fr.md: 'utf-8'"),
        (text("survivors.toml", "survivors = 3\n"), "survivors.toml, survivors: 3 is not a list of tables"),
        (text("alternatives/wrong.py", SOLUTION01.replace("2 * x", "x**2")),
         "the alternative wrong.py is rejected: failed, double double-squares"),
        (text("alternatives/broken.py", "def double(:\n"), "the alternative broken.py is rejected: error"),
        (change("probes.py", "module.total(rng.normal(size=5))", "module.total(rng.normal(size=1))"),
         "line 9, total: `return float(double(x).sum())` became `return float(double(x).mean())`: no check notices it"),
        (change("../../solutions/exercise01.py", "return 2 * x", "np.empty(160_000_000); return 2 * x"),
         "the reference needs more than half of its limits: failed, double memory"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found(
    check: Callable[..., str], course: Course, harm: Callable[[Path], None], said: str
) -> None:
    harm(course.exercises / "exercise01")
    told = check("exercise01", code=1)
    assert told.startswith("exercise01: NOT proven.\n  - ")
    assert said in told


def test_two_mistakes_that_are_the_same_are_found(check: Callable[..., str], course: Course) -> None:
    folder = course.exercises / "exercise01"
    change("mistakes.py", "def total_of_halves", "def double_powers(x):\n    return x**2\n\n\ndef total_of_halves")(
        folder
    )
    entry = 'id = "double-powers"\ncheck = "double"\ntitle = { en = "x", fr = "y" }\nmessage = { en = "x", fr = "y" }\n'
    with (folder / "exercise.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[[mistakes]]\n{entry}")
    told = check("exercise01", code=1)
    assert "double: the mistake double-powers is called double-squares, on 3 of 3 seeds" in told


def test_a_judge_that_can_not_be_used_is_found(check: Callable[..., str], course: Course) -> None:
    folder = course.exercises / "exercise02"
    text("judges.py", "def judge_shuffle(:\n")(folder)
    assert "judges.py: SyntaxError" in check("exercise02", code=1)
    text("judges.py", "def judge_other(got, expected, inputs):\n    return None\n")(folder)
    assert "judge_shuffle" in check("exercise02", code=1)
    text("judges.py", "def judge_shuffle(got, expected, inputs):\n    return 1 / 0\n")(folder)
    assert "ZeroDivisionError" in check("exercise02", code=1)


def test_one_that_is_wrong_hides_no_other(check: Callable[..., str], course: Course) -> None:
    edit(course.exercises / "exercise01" / "exercise.toml", "order = 1", "order = 'first'")
    told = check(code=1)
    assert "exercise01: NOT proven." in told
    assert "exercise02: proven." in told


def test_an_unknown_exercise_is_a_wrong_request(check: Callable[..., str]) -> None:
    assert "Did you mean 'exercise01'?" in check("exercise1", code=2)
    assert run(["author", "chek"]) == 2


def test_a_proof_is_a_document(check: Callable[..., str], course: Course) -> None:
    without("statement.fr.md")(course.exercises / "exercise01")
    document = json.loads(check("--json", code=1))
    assert document["schema"] == 1
    first, second = document["exercises"]
    assert first["exercise"] == "exercise01"
    assert first["proven"] is False
    assert "statement.fr.md" in first["problems"][0]
    assert second == {
        "exercise": "exercise02", "seeds": 3, "checks": 1, "mistakes": 1, "alternatives": 0, "mutants": 1,
        "rejected": 1, "share": 1.0, "survivors": [], "conditions": {"environment": {}, "without": []}, "problems": [],
        "proven": True,
    }  # fmt: skip
