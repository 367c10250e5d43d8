"""How mutants are tried where survivors.toml says so: with other variables, and without some of the checks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_up import edit, make_course

from tuitrainer.base.course import Course
from tuitrainer.base.errors import UserError
from tuitrainer.cli.main import run
from tuitrainer.grading.author.conditions import Conditions, read_conditions
from tuitrainer.grading.author.proof import prove
from tuitrainer.grading.author.survivors import FILE
from tuitrainer.grading.catalog import exercise_ids, find_exercise

VARIABLE = "TUITRAINER_OF_A_TEST"
CONDITIONS = f'[mutants]\nenvironment = {{ {VARIABLE} = "here" }}\nwithout = ["total", "triple"]\n'


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path)


def write(course: Course, text: str) -> None:
    (course.exercises / "exercise01" / FILE).write_text(text, encoding="utf-8")


def test_mutants_are_tried_under_their_conditions_and_nothing_else_is(course: Course) -> None:
    folder = course.exercises / "exercise01"
    write(course, CONDITIONS)
    edit(
        folder / "probes.py",
        "def double(module, rng):",
        f"import os\n\n\ndef double(module, rng):\n    if '{VARIABLE}' in os.environ:\n        return {{'always': 1}}",
    )
    proof = prove(find_exercise(course, "exercise01"), exercise_ids(course), 1)
    assert proof.conditions == Conditions({VARIABLE: "here"}, ("total", "triple"))
    assert proof.mutants == len(proof.survivors) > 5  # nobody looks at them
    assert len(proof.problems) == 1  # and the reference and the mistakes are looked at as ever
    assert FILE in proof.problems[0]


def test_the_command_says_what_mutants_are_spared(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    write(course, CONDITIONS)
    command = ["author", "check", "exercise01", "--seeds", "1", "--exercises", str(course.exercises)]
    run(command)
    told = capsys.readouterr().out
    assert f"Mutants were tried with {VARIABLE}=here.\n" in told
    assert "Mutants were not asked: total, triple.\n" in told
    run([*command, "--json"])
    (entry,) = json.loads(capsys.readouterr().out)["exercises"]
    assert entry["conditions"] == {"environment": {VARIABLE: "here"}, "without": ["total", "triple"]}


def test_what_is_wrong_with_conditions_is_said_with_its_place(course: Course) -> None:
    exercise = find_exercise(course, "exercise01")
    assert read_conditions(exercise) == Conditions()
    for text, said in (
        ("mutants = 3", "mutants: 3 is not a table"),
        ("[mutants]\nwithot = []", "Did you mean 'without'?"),
        ("[mutants]\nwithout = ['totl']", "there is no check 'totl'"),
        ("[mutants]\nwithout = 'total'", "mutants.without"),
        ("[mutants]\nwithout = ['double', 'total', 'triple']", "at least one check has to be left"),
        ("[mutants]\nenvironment = { A = 1 }", "mutants.environment"),
    ):
        write(course, text)
        with pytest.raises(UserError) as caught:
            read_conditions(exercise)
        assert said in str(caught.value)
        assert FILE in str(caught.value)
