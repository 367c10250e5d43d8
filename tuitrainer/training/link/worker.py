"""The training process: `python -m tuitrainer.training.link.worker ADDRESS`, started by `ProcessLink`.

ADDRESS is that of the shared memory which takes the snapshots. Standard input brings a job and then controls, standard
output takes states, a line each. When the input ends, whoever wanted this training is gone, and so is this process,
at once and in the middle of whatever it does; the thread that waits for it needs no more than the GIL, which kernels
do not hold.
"""

from __future__ import annotations

import atexit
import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType

from tuitrainer.base.texts import choose_language
from tuitrainer.training.control import Control
from tuitrainer.training.link.codec import encode
from tuitrainer.training.link.driver import Driver, find_factory
from tuitrainer.training.link.link import LinkStatus
from tuitrainer.training.link.memory import SharedMemory
from tuitrainer.training.link.messages import Job, lines, read_control, status_line, write_all
from tuitrainer.training.snapshot import Snapshot


def main(address: str) -> int:
    """Serve one job; 0 when it ended as asked, 1 when it failed."""
    faulthandler.enable()
    incoming, outgoing = _own_pipes()
    requests = lines(incoming)
    line = next(requests, None)
    if line is None:
        return 0
    job = Job.from_line(line)
    choose_language(job.language)
    memory = SharedMemory.open(address)
    failed = False

    def report(status: LinkStatus) -> None:
        nonlocal failed
        failed = status.state == "failed"
        _send(outgoing, status)

    def publish(snapshot: Snapshot) -> None:
        memory.write(encode(snapshot))

    driver = Driver(lambda: find_factory(job.factory)(job.recipe), publish, report)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        _obey(driver, Control("stop"))

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_listen, args=(requests, driver), name="controls", daemon=True).start()
    driver.run()
    return int(failed)


def _own_pipes() -> tuple[int, int]:
    """Descriptors of the input and output. In their old places nothing comes in, and what is printed goes to stderr."""
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return incoming, outgoing


def _listen(requests: Iterator[bytes], driver: Driver) -> None:
    try:
        for line in requests:
            _obey(driver, read_control(line))
    finally:
        os._exit(0)


def _obey(driver: Driver, control: Control) -> None:
    if control.verb == "stop" and not driver.ready:
        os._exit(0)  # compiling can't be interrupted, and nothing was learnt yet
    driver.send(control)


def _send(outgoing: int, status: LinkStatus) -> None:
    try:
        write_all(outgoing, status_line(status))
    except OSError:
        os._exit(0)  # nobody listens any more


def _leave(code: int) -> None:
    """End as an interpreter does, but for taking LLVM apart object by object: 0.3 s that closing would wait for."""
    atexit._run_exitfuncs()
    os._exit(code)


if __name__ == "__main__":
    _leave(main(sys.argv[1]))
