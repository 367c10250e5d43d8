"""What a process confines itself with before it loads a submission, where the kernel offers it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from .guard import KERNEL_FILES, OTHER_PACKAGES, SYSTEM_FILES, with_libraries
from .landlock import READ, READ_AND_WRITE, READ_FOLDER, Ruleset
from .seccomp import refuse_calls

_LIBRARIES = (
    "libb2.", "libblas.", "libbz2.", "libc.", "libcrypt", "libdl.", "libexpat.", "libffi", "libgcc_s.", "libgfortran",
    "liblapack", "liblzma", "libm.", "libmpdec", "libmvec.", "libncurses", "libopenblas", "libpanel", "libpthread.",
    "libpython", "libquadmath", "libreadline", "librt.", "libsqlite3", "libssl", "libstdc++", "libtinfo", "libutil.",
    "libuuid.", "libz.", "libzstd",
)  # fmt: skip
"""How the names of shared libraries begin that parts of the standard library, or of NumPy, load when first imported."""


class Confinement:
    """To read no more than a submission may import, and to begin nothing. Made in advance, it is applied in no time."""

    def __init__(self, library: Iterable[str], packages: Mapping[str, str]) -> None:
        """Of the standard library's folders, and of the packages on offer with theirs."""
        self._ruleset: Ruleset | None = None
        with suppress(OSError):
            self._ruleset = Ruleset()
            for path, rights in _allowed(library, packages):
                self._ruleset.allow(path, rights)

    def apply(self) -> list[str]:
        """Confine this process, of one thread, for good. At most once; which of "landlock", "seccomp" took effect."""
        confined = ["landlock"] if self._ruleset is not None and self._ruleset.enforce() else []
        return [*confined, "seccomp"] if refuse_calls() else confined


def is_weak(required: str, wrapped: str, confined: Iterable[str]) -> bool:
    """Whether a process that was begun as `wrapped`, and is `confined`, stays below the level that is required."""
    if not required or wrapped == "bwrap":
        return False
    return required != "landlock" or not {"landlock", "seccomp"} <= set(confined)


def _allowed(library: Iterable[str], packages: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Paths, and what may be done with them."""
    for folder in library:
        yield from _parts_of_library(folder)
    for path in (*with_libraries(packages.values()), *SYSTEM_FILES, *KERNEL_FILES, *_shared_libraries()):
        yield path, READ
    yield os.devnull, READ_AND_WRITE


def _parts_of_library(folder: str) -> Iterator[tuple[str, int]]:
    """All that lies in a folder but other packages; names only of those, since who may list it may list all below."""
    with suppress(OSError):
        names = os.listdir(folder)
        own = [name for name in names if name not in OTHER_PACKAGES]
        if len(own) == len(names):
            yield folder, READ
            return
        yield folder, READ_FOLDER
        for name in own:
            yield os.path.join(folder, name), READ


def _shared_libraries() -> Iterator[str]:
    """Of the system, beside those that are in use already. One by one: whole packages of Python may lie there too."""
    folders = set()
    with suppress(OSError), open("/proc/self/maps", encoding="utf-8", errors="replace") as mapped:
        folders = {os.path.dirname(line[line.find("/") :].strip()) for line in mapped if ".so" in line}
    for folder in folders:
        with suppress(OSError):
            for name in os.listdir(folder):
                if name.startswith(_LIBRARIES) and ".so." in name:
                    yield os.path.join(folder, name)
