"""A packed repository at work: its workflow is read, and its commands run as GitHub's runner runs them."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from made_up import SOLUTION01, STARTER01, make_course
from pack_scripts import make_command, read_yaml

import tuitrainer
from tuitrainer.base.course import Course, find_course
from tuitrainer.base.texts import choose_language, language
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.pack.assignment import Assignment, Wheel
from tuitrainer.grading.pack.build import build_pack
from tuitrainer.grading.pack.writing import write_pack

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the workflow runs on Linux")

WORKFLOW = ".github/workflows/classroom.yml"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    (tmp_path / "course").mkdir()
    return make_course(tmp_path / "course")


def repository(folder: Path, course: Course, *names: str, **more: Any) -> Path:
    assignment = Assignment(tuple(find_exercise(course, name) for name in names), language(), course, **more)
    write_pack(build_pack("github", assignment, publish=True), folder)
    return folder


def workflow(folder: Path) -> Any:
    return read_yaml((folder / WORKFLOW).read_text(encoding="utf-8"))


def job(folder: Path) -> Any:
    return workflow(folder)["jobs"]["run-autograding-tests"]


def run_step(folder: Path, number: int) -> tuple[int, str, str]:
    """Exit code, log and output `result` of a step."""
    (step,) = [step for step in job(folder)["steps"] if step.get("id") == f"exercise0{number}"]
    outputs, commands = folder.with_name(f"{number}.outputs"), folder.with_name("commands")
    commands.mkdir(exist_ok=True)
    make_command(commands)
    environment = {
        **os.environ, "GITHUB_OUTPUT": str(outputs), "GITHUB_ACTIONS": "true", "CI": "true",
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
    }  # fmt: skip
    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]], cwd=folder, env=environment, capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip
    written = outputs.read_text(encoding="utf-8") if outputs.exists() else ""
    results = [line.removeprefix("result=") for line in written.splitlines() if line.startswith("result=")]
    return done.returncode, done.stdout + done.stderr, results[-1] if results else ""


def reported(result: str) -> tuple[float, float]:
    """Points as autograding-grading-reporter (src/main.js, src/notify-classroom.js) counts them."""
    results = json.loads(base64.b64decode(result))
    return sum(test["score"] for test in results["tests"]), results["max_score"]


def test_the_workflow_has_the_names_that_the_reporter_needs_and_no_more_rights_than_it_needs(
    tmp_path: Path, course: Course
) -> None:
    folder = repository(tmp_path / "repository", course, "exercise01", "exercise02")
    read = workflow(folder)
    assert read["name"] == "Autograding Tests"
    assert list(read["jobs"]) == ["run-autograding-tests"]
    assert read["permissions"] == {"contents": "read"}
    assert set(read["on"]) == {"push", "workflow_dispatch"}
    assert int(job(folder)["timeout-minutes"]) <= 30
    steps = job(folder)["steps"]
    used = [step["uses"] for step in steps if "uses" in step]
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@v\d+", action) for action in used)
    assert steps[0]["with"] == {"persist-credentials": "false"}
    reporter = steps[-1]
    assert reporter["with"]["runners"] == "exercise01,exercise02"
    for name in reporter["with"]["runners"].split(","):
        assert reporter["env"][f"{name.upper()}_RESULTS"] == f"${{{{ steps.{name}.outputs.result }}}}"
        assert [step["continue-on-error"] for step in steps if step.get("id") == name] == ["true"]


def test_another_reader_of_yaml_agrees(tmp_path: Path, course: Course) -> None:
    yaml = pytest.importorskip("yaml")
    folder = repository(tmp_path / "repository", course, "exercise01", "exercise02")
    read = yaml.load((folder / WORKFLOW).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert json.dumps(read) == json.dumps(workflow(folder)).replace("null", '""')


def test_each_exercise_is_graded_and_its_points_are_reported(tmp_path: Path, course: Course) -> None:
    folder = repository(tmp_path / "repository", course, "exercise01", "exercise02")
    (folder / "exercise01.py").write_text(SOLUTION01.replace("2 * x", "x * x"))
    (folder / "exercise02.py").unlink()
    code, log, result = run_step(folder, 1)
    assert code == 1
    assert "You square it." in log
    assert reported(result) == (1.0, 6.0)
    code, log, result = run_step(folder, 2)
    assert code == 1
    assert "::error::exercise02.py is missing" in log
    assert reported(result) == (0.0, 4.0)


def test_a_hostile_answer_commands_neither_the_runner_nor_the_reporter(tmp_path: Path, course: Course) -> None:
    folder = repository(tmp_path / "repository", course, "exercise01")
    (folder / "exercise01.py").write_text(
        "import os, sys\n"
        "print('::add-mask::x\\n::error::boo\\n##[group]x')\n"
        "open(os.environ.get('GITHUB_OUTPUT', '/nowhere'), 'a').write('result=e30=\\n')\n"
    )
    code, log, result = run_step(folder, 1)
    assert code == 1
    assert not [line for line in log.splitlines() if line.strip().startswith(("::", "##["))]
    assert reported(result)[0] == 0.0


def test_a_fault_of_the_course_reports_no_points(tmp_path: Path, course: Course) -> None:
    folder = repository(tmp_path / "repository", course, "exercise01")
    (folder / ".github/tuitrainer/exercises/exercise01/probes.py").write_text("1 / 0\n")
    (folder / "exercise01.py").write_text(SOLUTION01)
    code, _log, result = run_step(folder, 1)
    assert code == 3
    assert not result or "max_score" not in json.loads(base64.b64decode(result))


def test_students_find_the_starter_and_the_statement(tmp_path: Path, course: Course) -> None:
    choose_language("fr")
    folder = repository(tmp_path / "repository", course, "exercise01")
    assert (folder / "exercise01.py").read_text() == STARTER01
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "# Doubles" in readme
    assert "Écrivez `double`." in readme
    assert "tuitrainer grade exercise01 --exercises .github/tuitrainer/exercises" in readme


def test_our_own_course_is_not_copied(tmp_path: Path) -> None:
    ours = find_course()
    assignment = Assignment((find_exercise(ours, "exercise04"),), "en", wheel=Wheel("tuitrainer-1.whl", b"w"))
    paths = {file.path for file in build_pack("github", assignment)}
    assert paths == {WORKFLOW, "README.md", "exercise04.py", ".github/tuitrainer/tuitrainer-1.whl"}


def test_what_is_installed_is_this_version_or_the_wheel(tmp_path: Path, course: Course) -> None:
    without = job(repository(tmp_path / "a", course, "exercise01"))
    carried = job(repository(tmp_path / "b", course, "exercise01", wheel=Wheel("tuitrainer-1.whl", b"w")))
    runs = [
        next(step["run"] for step in found["steps"] if step.get("name") == "tuitrainer") for found in (without, carried)
    ]
    assert runs == [
        f"python -m pip install tuitrainer=={tuitrainer.__version__}",
        "python -m pip install .github/tuitrainer/tuitrainer-1.whl",
    ]
