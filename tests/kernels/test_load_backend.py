from __future__ import annotations

import numpy as np
import pytest

from tuitrainer.base.errors import UserError
from tuitrainer.base.machine import Cuda
from tuitrainer.kernels import reference
from tuitrainer.kernels.backend import ACTIVATIONS, Backend
from tuitrainer.kernels.compiling import watch_compiling
from tuitrainer.kernels.load import BACKENDS, fastest, load_backend
from tuitrainer.kernels.warmup import kernel_set, warm_up


def test_names(cpu: Backend) -> None:
    assert load_backend("reference") is reference
    assert load_backend("cpu") is cpu
    assert (reference.NAME, cpu.NAME) == ("reference", "cpu")


def test_cuda_says_what_is_missing_and_what_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = Cuda(False, "", "", (), "no NVIDIA driver was found")
    monkeypatch.setattr("tuitrainer.kernels.load.find_cuda", lambda: missing)
    with pytest.raises(UserError, match="can't be used here: no NVIDIA driver was found") as caught:
        load_backend("cuda")
    assert caught.value.problems[0].accepted == ("auto", "reference", "cpu")


def test_auto_takes_a_gpu_where_there_is_one(cpu: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    for usable, name in ((False, "cpu"), (True, "cuda")):
        found = Cuda(usable, "13.0", "0.30", (), "")
        monkeypatch.setattr("tuitrainer.kernels.load.find_cuda", lambda found=found: found)
        assert fastest() == load_backend("auto").NAME == name


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(UserError) as caught:
        load_backend("referense")
    problem = caught.value.problems[0]
    assert (problem.nearest, problem.place) == ("reference", "backend")
    assert set(problem.accepted) == set(BACKENDS)


def test_warm_up_leaves_nothing_to_compile(cpu: Backend) -> None:
    told: list[tuple[int, int, str]] = []
    warm_up(lambda done, total, name: told.append((done, total, name)))
    total = told[0][1]
    assert [done for done, _total, _name in told] == list(range(total + 1))
    assert told[-1] == (total, total, "")
    compiled: list[str] = []
    x = np.ones((4, 3), np.float32)
    with watch_compiling(compiled.append):
        for _name, call in kernel_set(cpu, "float32"):
            call()
        for name in ACTIVATIONS:
            cpu.activation(name, x, x.copy())
    assert compiled == []


def test_the_reference_takes_the_same_calls() -> None:
    for _name, call in kernel_set(reference, "float64"):
        call()


def test_every_verb_is_warmed_up() -> None:
    verbs = {name for name in vars(reference) if name in reference.__all__ and name != "NAME"}
    nothing_to_compile = {"empty", "from_numpy", "to_numpy", "add", "copy_columns", "set_columns", "scatter", "record"}
    warm = {name for name, _call in kernel_set(reference, "float32")}
    assert verbs - nothing_to_compile - {"can_run", "prepare_loop"} <= warm
