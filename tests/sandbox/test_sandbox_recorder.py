"""Every call is recorded, and who changes what is not theirs is found."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from tuitrainer.sandbox.inside.recorder import Call, ProbeError, Ran, run_probe

Probe = Callable[[Any, np.random.Generator], Any]


class Adam:
    """Changes its parameter in place, as it is asked to, and keeps what it needs."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.moment: Any = 0.0

    def update(self, parameter: Any, gradient: Any) -> Any:
        self.moment = self.moment + gradient
        parameter -= self.rate * self.moment
        return parameter


class Layer:
    def __init__(self, size: int) -> None:
        self.weights = np.ones((size, size))

    def forward(self, x: Any) -> Any:
        return x @ self.weights


class Network:
    def __init__(self, layers: list[Any], named: dict[str, Any] | None = None) -> None:
        self.layers = [*layers, *(named or {}).values()]

    def forward(self, x: Any) -> Any:
        assert all(type(layer) is Layer for layer in self.layers)
        for layer in self.layers:
            x = layer.forward(x)
        return x


def record(probe: Probe, **functions: Any) -> Ran:
    module = ModuleType("submission")
    vars(module).update(functions)
    calls: list[Call] = []
    ran = run_probe(probe, module, np.random.default_rng(1), calls)
    assert ran.calls == tuple(calls)
    return ran


def spoil(x: Any) -> Any:
    x[...] = 0
    return x + 1


def restore(x: Any) -> Any:
    x += 0.1
    result = x * 2
    x -= 0.1
    return result


def test_calls_are_recorded_with_copies_of_what_they_were_given() -> None:
    def probe(module: Any, rng: Any) -> Any:
        x = rng.normal(size=3)
        y = module.double(x, factor=2)
        x[0] = 100
        return {"y": y, "again": module.double(y), "part": module.both(x)[1], "other": 5}

    ran = record(probe, double=lambda x, factor=3: x * factor, both=lambda x: (x, x + 1))
    assert [call.function for call in ran.calls] == ["double", "double", "both"]
    assert list(ran.calls[0].arguments) == ["x", "factor"]
    assert np.array_equal(ran.calls[0].arguments["x"], np.random.default_rng(1).normal(size=3))
    assert np.array_equal(ran.calls[0].returned, ran.results["y"])
    assert all(call.finished and not call.modified for call in ran.calls)
    assert ran.links == {"y": 0, "again": 1, "part": 2}


@pytest.mark.parametrize(
    ("function", "argument", "modified"),
    [
        (spoil, np.ones(3), [0]),
        (spoil, np.ones((2, 3), np.float32).T, [0]),
        (lambda x: x.append(1), [1, 2], [0]),
        (lambda x: x[0].append(1), [[1], 2], [0]),
        (lambda x: x[1].fill(7), (1, np.ones(2)), [0]),
        (lambda x: x.update(b=2), {"a": 1}, [0]),
        (lambda x: x["a"].sort(), {"a": np.array([2, 1])}, [0]),
        (lambda x: x.sort(), np.array([np.nan, 1.0]), [0]),
        (lambda x: x.resize((1, 3), refcheck=False), np.ones(3), [0]),
        (restore, np.array([0.3, 0.7, 1e9]), []),
        (lambda x: x.copy(), np.array([np.nan, np.inf]), []),
        (lambda x: x + x, np.ones(3), []),
        (lambda x: x, "text", []),
        (lambda x: x, float("nan"), []),
        (lambda x: x, object(), []),
        (next, iter([1, 2]), []),
    ],
)
def test_changed_arguments_are_found(function: Any, argument: Any, modified: list[int]) -> None:
    ran = record(lambda module, rng: {"r": module.f(argument)}, f=function)
    assert ran.calls[0].modified == modified


def test_the_position_counts() -> None:
    def change(a: Any, b: Any, *rest: Any, c: Any = None, **others: Any) -> None:
        for array in (b, rest[0], c, others["d"]):
            array.fill(7)

    ran = record(
        lambda module, rng: {"r": module.f(np.ones(1), np.ones(2), np.ones(3), c=np.ones(4), d=np.ones(5))}, f=change
    )
    assert list(ran.calls[0].arguments) == ["a", "b", "rest", "c", "others"]
    assert ran.calls[0].modified == [1, 2, 3, 4]


def test_who_gets_a_result_back_may_change_it() -> None:
    def probe(module: Any, rng: Any) -> Any:
        state = module.make()
        module.change(state)
        first, _second = module.pair()
        module.change(first)
        module.change(np.ones(2))
        return {"state": state}

    def change(x: Any) -> None:
        x += 1

    ran = record(probe, make=lambda: np.zeros(2), pair=lambda: (np.zeros(2), np.ones(2)), change=change)
    assert [call.modified for call in ran.calls if call.function == "change"] == [[], [], [0]]


def test_small_shared_objects_are_nobody_s() -> None:
    """Python may use the same 1 and None everywhere: they link to a call only where it returned just that."""
    ran = record(lambda module, rng: {"n": module.f(), "other": 7, "text": module.g()[0]}, f=lambda: 7, g=lambda: ["a"])
    assert ran.links == {"n": 0, "other": 0}


def test_methods_are_recorded_by_their_class() -> None:
    def probe(module: Any, rng: Any) -> Any:
        parameter = np.ones(2)
        optimizer = module.Adam(rate=0.5)
        optimizer.update(parameter, np.ones(2))
        optimizer.rate = 0.25
        return {"p": optimizer.update(parameter, gradient=np.ones(2)), "rate": optimizer.rate}

    ran = record(probe, Adam=Adam)
    assert [call.function for call in ran.calls] == ["Adam", "Adam.update", "Adam.update"]
    assert [call.modified for call in ran.calls] == [[], [0], []]  # the second time, it gets its own result
    assert list(ran.calls[2].arguments) == ["parameter", "gradient"]
    assert ran.results["p"].tolist() == [0.0, 0.0]
    assert ran.results["rate"] == 0.25


def test_a_submission_never_sees_the_recorder() -> None:
    def probe(module: Any, rng: Any) -> Any:
        layer = module.Layer(2)
        network = module.Network([layer, module.Layer(2)], named={"last": layer})
        return {"y": network.forward(np.ones((1, 2))), "layers": [layer], "kind": module.kind(layer)}

    ran = record(probe, Layer=Layer, Network=Network, kind=lambda layer: type(layer).__name__)
    assert ran.results["y"].tolist() == [[8.0, 8.0]]
    assert ran.results["kind"] == "Layer"
    assert ran.results["layers"][0].type_name == "Layer"


def test_containers_without_recorded_objects_stay_the_same_ones() -> None:
    given: list[Any] = [np.ones(2), {"a": [1]}]
    ran = record(lambda module, rng: {"same": module.f(given)}, f=lambda x: x is given)
    assert ran.results["same"] is True


def test_what_was_called_is_known_even_when_it_raises() -> None:
    module = ModuleType("submission")
    vars(module)["f"] = lambda x: 1 / 0
    calls: list[Call] = []
    with pytest.raises(ZeroDivisionError):
        run_probe(lambda module, rng: {"r": module.f(1)}, module, np.random.default_rng(1), calls)
    assert [(call.function, call.finished, call.arguments) for call in calls] == [("f", False, {"x": 1})]


def test_arguments_that_do_not_fit_are_numbered() -> None:
    module = ModuleType("submission")
    vars(module)["f"] = lambda x: x
    calls: list[Call] = []
    with pytest.raises(TypeError):
        run_probe(lambda module, rng: {"r": module.f(1, 2, y=3)}, module, np.random.default_rng(1), calls)
    assert calls[0].arguments == {"argument 1": 1, "argument 2": 2, "y": 3}


def test_a_probe_returns_a_dictionary() -> None:
    with pytest.raises(ProbeError, match="list"):
        record(lambda module, rng: [1])


def test_plain_values_of_the_module_are_handed_out() -> None:
    assert record(lambda module, rng: {"r": module.CONSTANT}, CONSTANT=3).results == {"r": 3}
    with pytest.raises(AttributeError):
        record(lambda module, rng: {"r": module.nothing})
