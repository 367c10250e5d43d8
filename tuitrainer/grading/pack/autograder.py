"""What Gradescope's run_autograder runs: every exercise of a pack is graded, and one results.json made of the reports.

    python -I -m tuitrainer.grading.pack.autograder SOURCE SUBMISSION RESULTS

An exercise whose file is missing gets its report too, that of an empty file, so that its points count. Where the grader
itself could not judge one of them, no score is written at all: Gradescope then shows the run as failed, not as a zero.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuitrainer.base.strict_json import strict_json
from tuitrainer.base.texts import _, choose_language
from tuitrainer.grading.pack.handed_in import HandedIn, find_handed_in

MANIFEST = "pack.json"
PATIENCE = 300.0
"""Seconds after which the grader of one exercise, which has limits of its own, has failed."""
_COMMAND = ("-I", "-c", "import sys; from tuitrainer.cli.main import main; sys.exit(main())")
_JUDGED = (0, 1)
"""Exit codes of a grader that reached a verdict."""

Results = dict[str, Any]
"""A results.json."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a pack grades, and how."""

    exercises: tuple[str, ...]
    language: str
    options: tuple[str, ...]
    course: str
    """The folder of exercises that the pack carries; empty where it carries none."""

    def to_data(self) -> dict[str, Any]:
        return {"schema": 1, "exercises": self.exercises, "language": self.language, "options": self.options,
                "course": self.course}  # fmt: skip

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Manifest:
        return cls(tuple(data["exercises"]), data["language"], tuple(data["options"]), data["course"])


def ungraded() -> Results:
    """What stands for results where there are none: text and no score, so that nothing looks like a zero."""
    sentence = _("Not graded: the grader itself failed, and that does not count against you. Tell your instructor.")
    return {"output": sentence, "output_format": "text", "extra_data": {"status": "ungraded"}}


def main(arguments: Sequence[str]) -> int:
    """Writes RESULTS, whole or not at all. Always 0 when it is written."""
    source, submission, results = (Path(argument).absolute() for argument in arguments)
    manifest = Manifest.from_data(json.loads((source / MANIFEST).read_text(encoding="utf-8")))
    choose_language(manifest.language)
    alone = len(manifest.exercises) == 1
    handed_in = {name: find_handed_in(submission, name, alone) for name in manifest.exercises}
    with tempfile.TemporaryDirectory() as folder:
        parts = {name: _graded(name, file, source, manifest, Path(folder)) for name, file in handed_in.items()}
    remarks = [file.remark for file in handed_in.values() if file.remark]
    written = results.with_name(".results.json")
    written.write_text(strict_json(combined(parts, remarks)) + "\n", encoding="utf-8")
    written.replace(results)
    return 0


def combined(parts: Mapping[str, Results | None], remarks: Sequence[str]) -> Results:
    """One document of the results of each exercise; None where there are none."""
    there = {name: part for name, part in parts.items() if part is not None and "tests" in part}
    if len(there) < len(parts):
        whole = ungraded()
    elif len(there) == 1:
        (whole,) = there.values()
    else:
        whole = _joined(there)
    return {**whole, "output": "\n\n".join(filter(None, (*remarks, whole["output"])))}


def _joined(parts: Mapping[str, Results]) -> Results:
    tests = [
        {**test, "name": f"{name}, {test['name']}", "number": f"{place}.{number}"}
        for place, (name, part) in enumerate(parts.items(), 1)
        for number, test in enumerate(part["tests"], 1)
    ]
    first = next(iter(parts.values()))
    return {
        **first,
        "execution_time": sum(part["execution_time"] for part in parts.values()),
        "output": "\n\n".join(f"{name}: {part['output']}" for name, part in parts.items() if part["output"]),
        "extra_data": {key: value for part in parts.values() for key, value in part["extra_data"].items()},
        "tests": tests,
    }


def _graded(name: str, file: HandedIn, source: Path, manifest: Manifest, folder: Path) -> Results | None:
    """What `tuitrainer grade` writes for one exercise; what it says on the side goes to the instructor's log."""
    part, path = folder / f"{name}.json", file.path
    if path is None:
        path = folder / f"{name}.py"
        path.touch()
    options = ["--lang", manifest.language, *manifest.options]
    if manifest.course:
        options += ["--exercises", str(source / manifest.course)]
    command = [sys.executable, *_COMMAND, "grade", name, str(path), "--format", "gradescope", "--output", str(part)]
    try:
        done = subprocess.run([*command, *options], stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False)  # noqa: S603  our own
        read = json.loads(part.read_text(encoding="utf-8"))
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        print(f"{name}: {type(error).__name__}", file=sys.stderr)  # noqa: T201  for the instructor
        return None
    return read if done.returncode in _JUDGED and isinstance(read, dict) else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
