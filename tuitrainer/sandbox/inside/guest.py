"""The process that a submission runs in, from its first line until the submission is about to be loaded.

Two frames of JSON come in on standard input, packages and, once those are there, the job. Events go out on what was
standard output; in its place, whatever is printed goes to standard error, which has a limited reader.
"""

from __future__ import annotations

import json
import os
import sys

from .frames import read_frame, write_frame
from .guard import offer_packages


def serve() -> None:
    """Serve one job. Ends the process when it is done, without the finalizers that the submission may have left."""
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    first = read_frame(incoming)
    if first is None:
        return
    packages: dict[str, str] = json.loads(first)["packages"]
    offer_packages(packages, besides=sys.meta_path[:1])

    from .examiner import Examiner, say  # noqa: PLC0415  with NumPy, from the packages just offered

    write_frame(outgoing, say({"event": "ready"}))
    second = read_frame(incoming)
    os.close(incoming)
    if second is None:
        return
    offer_packages(packages)
    for name in [name for name in sys.modules if name.partition(".")[0] == __name__.partition(".")[0]]:
        del sys.modules[name]  # nothing of ours can be imported from here on
    Examiner(json.loads(second), packages, outgoing).work()
    os._exit(0)
