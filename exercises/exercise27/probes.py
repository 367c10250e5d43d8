"""What the grader launches: both kernels on small matrices, and the tiled one once more to see who reads what when.

Without a graphics card Numba's simulator runs a kernel, each thread of a block as a thread of Python. It is told here
to let one of them run at a time, from barrier to barrier, which is ten times as fast and the same each time; to tell
two shared arrays apart by more than their line; and to note each use of shared memory.
"""

import sys
import threading
from _thread import allocate_lock
from collections import deque
from contextlib import contextmanager

import numpy as np
from numba import config, cuda, types
from numba.cuda.simulator.cudadrv.devicearray import FakeWithinKernelCUDAArray
from numba.cuda.simulator.kernel import BlockManager, BlockThread
from numba.cuda.simulator.kernelapi import Dim3, FakeCUDAShared
from numba.np.numpy_support import as_dtype

BLOCK = 16
STACK = 2**19
"""Bytes for each of 256 threads, in place of megabytes."""
LEFT_OVER = 1234
"""What shared memory holds before anything is written to it; where there are several blocks, no number."""
OUTSIDE = "index out of bounds"
IDLE = []
"""Workers that have nothing to do: to begin a thread takes longer than what it does here."""
BESIDE_A_SUBMISSION = __name__ == "probes"

# name: M, K, N. In a block that is filled no index can lie outside, so there rows taken for columns give wrong numbers.
CASES = {"whole_block": (16, 16, 16), "narrow": (11, 19, 6), "four_blocks": (18, 5, 21)}
WATCHED = 9, 20, 6


def matmul_kernel(module, rng):
    return products(module.matmul_kernel.__wrapped__, rng)


def tiled_matmul_kernel(module, rng):
    return products(module.tiled_matmul_kernel.__wrapped__, rng)


def products(kernel, rng):
    results = {"ran_on": device()}
    with changed_simulator() as memory:
        for name, (m, k, n) in CASES.items():
            results[name] = launched(kernel, memory, *arguments(rng, m, k, n))
    return results


def barriers(module, rng):
    """Of the tiled kernel: how two threads come into conflict over shared memory, and who comes to which barrier."""
    watch = Watch()
    with changed_simulator(watch) as memory:
        launched(module.tiled_matmul_kernel.__wrapped__, memory, *arguments(rng, *WATCHED))
    return {
        "ran_on": device(), "shared": watch.used, "before_use": watch.before_use, "after_use": watch.after_use,
        "uneven": watch.uneven(),
    }  # fmt: skip


def arguments(rng, m, k, n):
    """a, b, and what happens to be in out."""
    a, b = rng.normal(0, 1, (m, k)).astype(np.float32), rng.normal(0, 1, (k, n)).astype(np.float32)
    return a, b, rng.normal(3, 1, (m, n)).astype(np.float32)


def launched(kernel, memory, a, b, out):
    """What is in out afterwards; a text where a thread reads or writes outside of an array."""
    blocks = -(-max(out.shape) // BLOCK)
    memory.left_over = np.nan if blocks > 1 else LEFT_OVER
    try:
        kernel[(blocks, blocks), (BLOCK, BLOCK)](a, b, out)
    except IndexError:
        return OUTSIDE
    return out


def device():
    if config.ENABLE_CUDASIM:
        return "SIMULATOR"
    name = cuda.get_current_device().name
    return name.decode() if isinstance(name, bytes) else str(name)


class Memory:
    """What shared memory is like that nobody has written to."""

    left_over = LEFT_OVER


@contextmanager
def changed_simulator(watch=None):
    """Threads take turns; shared arrays are told apart by the place of their call and hold a number of no use."""
    memory = Memory()
    if not config.ENABLE_CUDASIM:
        yield memory
        return
    allocate = FakeCUDAShared.array

    def array(shared, shape, dtype):
        if isinstance(shape, int) and shape == 0:  # of a size that the launch gives
            return allocate(shared, shape, dtype)
        caller = sys._getframe(1)
        place = caller.f_code, caller.f_lasti
        made = shared._allocations.get(place)
        if made is None:
            kind = as_dtype(dtype) if isinstance(dtype, types.Type) else np.dtype(dtype)
            made = np.full(shape, memory.left_over if kind.kind == "f" else 0, kind)
            made = shared._allocations[place] = made if watch is None else Noted(made, watch)
        return made

    def block(manager, place, *given):
        Block(manager, place, given, watch).run()

    original, stack = (BlockManager.run, BlockThread.syncthreads), threading.stack_size(STACK)
    FakeCUDAShared.array, BlockManager.run, BlockThread.syncthreads = array, block, wait
    FakeWithinKernelCUDAArray.shape = property(lambda array: array._item._ary.shape)  # else looked for with dir()
    try:
        yield memory
    finally:
        FakeCUDAShared.array, (BlockManager.run, BlockThread.syncthreads) = allocate, original
        del FakeWithinKernelCUDAArray.shape
        threading.stack_size(stack)
        if BESIDE_A_SUBMISSION:  # which must leave nothing running
            while IDLE:
                IDLE.pop().end()


class Steps:
    """How far one thread of a block has come."""

    def __init__(self, block):
        self.block = block  # its place in the grid
        self.passed = 0  # barriers
        self.has_read = False  # from shared memory, since the last barrier


class Block:
    """The threads of a block, one after the other, each as far as to its next barrier.

    A worker plays them until one has to wait, and keeps that one; another worker then goes on with the next.
    """

    def __init__(self, manager, place, given, watch):
        self.manager, self.place, self.given, self.watch = manager, place, given, watch
        self.points = iter(np.ndindex(*manager._block_dim))
        self.together, self.waiting = deque(), deque()  # past a barrier that all have come to, and before one
        self.failed, self.all_begun = None, False
        self.done = allocate_lock()
        self.done.acquire()

    def run(self):
        self.advance()
        self.done.acquire()
        if self.failed:
            raise self.failed

    def advance(self):
        """Of whoever stops: let the next one work."""
        if not (self.failed or self.all_begun):
            if IDLE:
                worker = IDLE.pop()
                worker.block = self
                worker.go.release()
            else:
                Worker(self).start()
            return
        if not self.together:
            self.together, self.waiting = self.waiting, deque()
        (self.together.popleft().go if self.together else self.done).release()

    def play(self, worker):
        """Of a worker: thread after thread."""
        for point in self.points:
            worker.play(self, point)
            if self.failed:
                return
        self.all_begun = True


class Worker(BlockThread):
    """A thread of Python that is now one, now another of the simulator's, which asks it who it is."""

    def __init__(self, block):
        threading.Thread.__init__(self, daemon=True)
        self.block, self.go = block, allocate_lock()
        self.go.acquire()

    def run(self):
        while self.block is not None:
            block, self.block = self.block, None
            block.play(self)
            IDLE.append(self)
            block.advance()
            self.go.acquire()

    def play(self, block, point):
        width, height, _depth = block.manager._block_dim
        self.at, self._manager, self.blockIdx, self.threadIdx = block, block.manager, Dim3(*block.place), Dim3(*point)
        self.thread_id = point[0] + width * (point[1] + height * point[2])
        self.steps = Steps(block.place)
        if block.watch is not None:
            block.watch.threads.append(self.steps)
        try:
            block.manager._f(*block.given)
        except BaseException as error:  # noqa: BLE001  as in a thread of the simulator's, another raises it
            block.failed = block.failed or error

    def end(self):
        self.block = None
        self.go.release()
        self.join()


def wait(worker):
    """Of a thread: at a barrier, until all others of its block have come to one or ended."""
    block = worker.at
    if not block.failed:
        block.waiting.append(worker)
        block.advance()
        worker.go.acquire()
    if block.failed:
        raise RuntimeError("another thread has failed")
    worker.steps.passed, worker.steps.has_read = worker.steps.passed + 1, False


class Watch:
    """Who has used which entry of shared memory since which barrier."""

    def __init__(self):
        self.threads = []
        self.used = self.before_use = self.after_use = False
        self._since = {}  # entry -> (block and barriers passed, its readers, its writers and whether they had read)

    def note(self, entries, writes):
        thread = threading.current_thread().steps
        when = thread.block, thread.passed
        self.used = True
        for entry in entries:
            since = self._since.get(entry)
            if since is None or since[0] != when:
                since = self._since[entry] = (when, set(), {})
            _when, readers, writers = since
            if writes:
                if readers - {thread}:
                    self._conflict(thread.has_read)
                writers[thread] = thread.has_read
            else:
                readers.add(thread)
                for writer, had_read in writers.items():
                    if writer is not thread:
                        self._conflict(had_read)
        thread.has_read = thread.has_read or not writes

    def _conflict(self, writer_had_read):
        """Of a thread that writes and one that reads, without a barrier in between."""
        if writer_had_read:  # it had used its tile, and goes on to the next one
            self.after_use = True
        else:
            self.before_use = True

    def uneven(self):
        """Whether threads of one block have passed different numbers of barriers."""
        passed = {}
        for thread in self.threads:
            passed.setdefault(thread.block, set()).add(thread.passed)
        return any(len(numbers) > 1 for numbers in passed.values())


class Noted:
    """A shared array that notes each use."""

    def __init__(self, array, watch):
        self._array, self._watch = array, watch
        self._numbers = np.arange(array.size).reshape(array.shape)
        self.shape, self.dtype, self.size, self.ndim = array.shape, array.dtype, array.size, array.ndim

    def __len__(self):
        return len(self._array)

    def _entries(self, index):
        return [(id(self), int(number)) for number in np.ravel(self._numbers[index])]

    def __getitem__(self, index):
        self._watch.note(self._entries(index), writes=False)
        return self._array[index]

    def __setitem__(self, index, value):
        self._watch.note(self._entries(index), writes=True)
        self._array[index] = value
