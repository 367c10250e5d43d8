"""The platforms that can be packed for: a further one is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tuitrainer.base.texts import mark
from tuitrainer.grading.pack import github, gradescope, moodle_vpl
from tuitrainer.grading.pack.assignment import Assignment, PackedFile


@dataclass(frozen=True, slots=True)
class Target:
    files: Callable[[Assignment], tuple[PackedFile, ...]]
    suffix: str
    """Of what is written, unless another name is asked for; empty for a folder."""
    next_step: str
    public: bool = False
    """Whether students can read the whole pack."""


TARGETS: Mapping[str, Target] = MappingProxyType({
    "gradescope": Target(
        gradescope.files, ".zip",
        mark("Next: upload the zip under 'Configure Autograder', then try 'Test Autograder' with a right answer."),
    ),
    "github": Target(
        github.files, "",
        mark("Next: push the content of the folder to a new repository, and make that a template for the students'."),
        public=True,
    ),
    "moodle-vpl": Target(
        moodle_vpl.files, "",
        mark("Next: have server/install.sh run on the execution server; then upload each exercise's files as 'Execution"
             " files' of a VPL activity of its own."),
    ),
})  # fmt: skip
