"""``tuitrainer class``: for those who have many submissions to grade."""

from __future__ import annotations

from tuitrainer.base.texts import mark
from tuitrainer.cli import class_grade, class_pack, class_report
from tuitrainer.cli.options import Nested

command = Nested(
    "class",
    {"grade": class_grade.command, "report": class_report.command, "pack": class_pack.pack},
    help=mark("Grade a whole class, and see what it got wrong."),
)
