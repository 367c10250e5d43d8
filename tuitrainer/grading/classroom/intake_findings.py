"""Everything that can be wrong with what a student hands in before it is looked at as code, with its words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tuitrainer.base.texts import mark

INTAKE: Mapping[str, tuple[str, str]] = MappingProxyType({
    "nothing-handed-in": (mark("nothing handed in"), mark("Nothing was handed in: {name} is empty.")),
    "not-found": (mark("no file"), mark("There is no file named like the exercise; there is {names}.")),
    "too-deep": (mark("too deep"), mark("{name} lies too deep: more than {levels} folders down nothing is looked at.")),
    "several-files": (mark("several files"), mark("Several files could be meant: {names}. Leave only one of them.")),
    "link": (mark("link"), mark("{name} is a link, and links are not followed. Hand in the file itself.")),
    "special-file": (mark("no ordinary file"), mark("{name} is no ordinary file, but a pipe, a socket or a device.")),
    "unreadable": (mark("unreadable"), mark("{name} can't be read: {reason}.")),
    "crowded": (mark("too many files"), mark(
        "More than {limit} files were handed in; none was looked at. Hand in only what you wrote."
    )),
    "not-a-zip": (mark("damaged zip"), mark("{name} is damaged, or no zip at all.")),
    "unsafe-path": (mark("path that leads out"), mark(
        "The zip holds the path {path}, which leads out of it or is written for one system only: paths in a zip are "
        "relative, with slashes and without “..”."
    )),
    "twice": (mark("twice in the zip"), mark("The zip holds {name} twice, and which one is meant can't be known.")),
    "encrypted": (mark("password"), mark("{name} is protected by a password. Hand it in without.")),
    "compression": (mark("compression"), mark(
        "{name} is compressed in an unusual way (method {method}). Make the zip with your system's own program."
    )),
    "nested-zip": (mark("zip in a zip"), mark("{name} is a zip in a zip, which is not opened. Unpack the outer one.")),
    "other-archive": (mark("other archive"), mark("{name} is an archive, but no zip. Hand in a zip, or the .py file.")),
    "online-text": (mark("online text"), mark("Only a text typed into Moodle was handed in, which is not graded.")),
})  # fmt: skip
"""Id of what is wrong -> its title and its sentence."""
