"""A link to a training in a process of its own.

    display                      pipe: job, controls ->                     training
    ProcessLink                  <- pipe: states                            worker.main
                                 <- shared memory: the latest snapshot

Whichever of the two dies, however it dies, the other knows: the pipes close. Nothing is left over: the memory has no
name and goes with the last of them, and the training ends at once when its input does.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import IO, Any, cast

from tuitrainer.base.texts import _
from tuitrainer.training.control import Control
from tuitrainer.training.link.codec import SnapshotFormatError, decode
from tuitrainer.training.link.failure import describe_exit
from tuitrainer.training.link.link import LinkStatus
from tuitrainer.training.link.memory import SharedMemory
from tuitrainer.training.link.messages import Job, control_line, lines, read_status, write_all
from tuitrainer.training.snapshot import Snapshot

_POLITE = 0.5
"""Seconds that a training has to end after `stop`."""
_PROMPT = 0.15
"""Seconds that the process has to end once its input has."""
_ERROR_OUTPUT = 8192
"""Bytes kept of what the process writes to stderr."""
_ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "BLIS_NUM_THREADS",
)
"""A BLAS with threads of its own fights with the display for the cores, and its sums depend on their number."""


class ProcessLink:
    """Matches `Link`. Beginning takes milliseconds; the process then prepares its session in its own time."""

    def __init__(
        self, recipe: Mapping[str, Any], language: str, factory: str = "tuitrainer.training.link.driver:open_session"
    ) -> None:
        """Train `recipe` (JSON-able, as of `Recipe.as_mapping`), speaking `language`.

        `factory` names the function, importable as "module:function", that makes a `driver.Drivable` of the recipe.
        Raises OSError when the system grants no process or memory.
        """
        self._status = LinkStatus("starting")
        self._error_output = b""
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._outgoing.put(Job(language, factory, recipe).as_line())
        self._gone = threading.Event()
        self._closing = threading.Lock()
        self._asked_to_end = False
        self._reading = threading.Lock()
        self._memory: SharedMemory | None = SharedMemory.create()
        try:
            self._process = _start(self._memory)
        except BaseException:
            self._memory.close()
            raise
        self._errors = self._in_background(self._keep_errors)
        self._in_background(self._write)
        self._in_background(self._listen)

    @property
    def pid(self) -> int:
        """The training process's number."""
        return self._process.pid

    @property
    def status(self) -> LinkStatus:
        return self._status

    def send(self, control: Control) -> None:
        if not self._gone.is_set():
            self._outgoing.put(control_line(control))

    def latest(self) -> Snapshot | None:
        with self._reading:
            block = None if self._memory is None else self._memory.read()
        if block is None:
            return None
        try:
            return decode(block)
        except SnapshotFormatError as error:
            self._update(LinkStatus("failed", _("The training sent something unreadable: {error}").format(error=error)))
            return None

    def close(self) -> None:
        with self._closing:
            self._asked_to_end = True
            self.send(Control("stop"))
            if not self._gone.wait(_POLITE):
                self._outgoing.put(None)
                if not self._gone.wait(_PROMPT):
                    _kill_tree(self._process.pid)
                    self._gone.wait(_PROMPT)
            with self._reading:
                if self._memory is not None:
                    self._memory.close()
                    self._memory = None

    def _update(self, status: LinkStatus) -> None:
        if self._status.state not in ("ended", "failed"):
            self._status = status

    def _in_background(self, work: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=work, name=f"training {self._process.pid}", daemon=True)
        thread.start()
        return thread

    def _write(self) -> None:
        """Send what is asked for, so that `send` never waits for a process that does not read."""
        with cast("IO[bytes]", self._process.stdin) as pipe:
            try:
                while (line := self._outgoing.get()) is not None:
                    write_all(pipe.fileno(), line)
            except OSError:
                return  # the process is gone, which the thread that listens finds out

    def _listen(self) -> None:
        """Follow the process's states to its end, and reap it."""
        with cast("IO[bytes]", self._process.stdout) as pipe:
            for line in lines(pipe.fileno()):
                with suppress(ValueError):  # a state from a newer version, installed since: its exit code will do
                    self._update(read_status(line))
        code = self._process.wait()
        self._errors.join(_PROMPT)
        if code == 0 or self._asked_to_end:
            self._update(LinkStatus("ended"))
        else:
            self._update(LinkStatus("failed", describe_exit(code, self._error_output.decode("utf-8", "replace"))))
        self._gone.set()
        self._outgoing.put(None)

    def _keep_errors(self) -> None:
        with cast("IO[bytes]", self._process.stderr) as pipe:
            while chunk := os.read(pipe.fileno(), _ERROR_OUTPUT):
                self._error_output = (self._error_output + chunk)[-_ERROR_OUTPUT:]


def _start(memory: SharedMemory) -> subprocess.Popen[bytes]:
    """The process, away from the terminal's signals, finding modules exactly where this one finds them.

    -P keeps the current folder out of it: a student's own random.py must not be taken for the library's.
    """
    environment = {
        **os.environ,
        **dict.fromkeys(_ONE_THREAD, "1"),
        "PYTHONPATH": os.pathsep.join(entry or os.getcwd() for entry in sys.path),
    }
    if sys.platform == "win32":
        apart = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    else:
        apart = 0
    return subprocess.Popen(  # noqa: S603  our own module in our own interpreter
        [sys.executable, "-P", "-m", "tuitrainer.training.link.worker", memory.address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        env=environment,
        pass_fds=memory.inherited,
        start_new_session=sys.platform != "win32",
        creationflags=apart,
    )


def _kill_tree(pid: int) -> None:
    import psutil  # noqa: PLC0415  rarely needed

    try:
        process = psutil.Process(pid)
        family = [*process.children(recursive=True), process]
    except psutil.Error:
        return
    for member in family:
        with suppress(psutil.Error):
            member.kill()
