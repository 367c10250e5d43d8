"""The process that a submission runs in, from its first line until the submission is about to be loaded.

Two frames of JSON come in on standard input, packages and, once those are there, the job; a fork of a server has the
packages already. Events go out on what was standard output; in its place, whatever is printed goes to standard error,
which has a limited reader.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass

from .confinement import Confinement
from .frames import read_frame, write_frame
from .guard import offer_packages


def serve() -> None:
    """Serve one job in a new interpreter. Ends the process when it is done."""
    incoming, outgoing = _take_streams()
    ready = get_ready(incoming)
    if ready is not None:
        _answer(ready, incoming, outgoing)


def serve_warm(ready: Ready) -> None:
    """Serve one job in a fork of a process that is ready. Ends the process when it is done."""
    _answer(ready, *_take_streams())


@dataclass(frozen=True)
class Ready:
    """What a process has that waits for a job."""

    packages: dict[str, str]
    """On offer: name -> folder."""
    confinement: Confinement


def get_ready(incoming: int) -> Ready | None:
    """Import NumPy from the packages that are offered; None when whoever began this is gone."""
    first = read_frame(incoming)
    if first is None:
        return None
    packages: dict[str, str] = json.loads(first)["packages"]
    offer_packages(packages, besides=sys.meta_path[:1])

    from . import examiner  # noqa: F401, PLC0415  with NumPy, from the packages just offered

    return Ready(packages, Confinement(sys.path, packages))


def _take_streams() -> tuple[int, int]:
    """(where a job comes in, where events go out), both out of the way of standard input and output."""
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return incoming, outgoing


def _answer(ready: Ready, incoming: int, outgoing: int) -> None:
    """Without the finalizers that the submission may have left."""
    from .examiner import Examiner, say  # noqa: PLC0415  it is there since `get_ready`

    write_frame(outgoing, say({"event": "ready"}))
    job = read_frame(incoming)
    os.close(incoming)
    if job is None:
        return
    offer_packages(ready.packages)
    for name in [name for name in sys.modules if name.partition(".")[0] == __name__.partition(".")[0]]:
        del sys.modules[name]  # nothing of ours can be imported from here on
    Examiner(json.loads(job), ready.packages, outgoing, ready.confinement).work()
    os._exit(0)
