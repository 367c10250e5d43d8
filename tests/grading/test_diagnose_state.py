"""State that is kept between calls: found by name where there is some, without running a line of the submission."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from tuitrainer.sandbox.inside.kept import changed, kept
from tuitrainer.sandbox.inside.recorder import STATE_KEPT, run_probe


def module_of(source: str) -> ModuleType:
    module = ModuleType("submission")
    exec(source, vars(module))
    return module


def name_after(source: str, *numbers: float) -> str:
    """What is no longer the same after f was called with each of these numbers."""
    module = module_of(source)

    def probe(module: Any, rng: Any) -> dict[str, Any]:
        return {str(place): module.f(number) for place, number in enumerate(numbers or (1.0, 2.0))}

    name = run_probe(probe, module, np.random.default_rng(0), []).results.get(STATE_KEPT, "")
    assert isinstance(name, str)
    return name


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("cache = {}\ndef f(x): return cache.setdefault('x', x)", "cache"),
        ("calls = 0\ndef f(x):\n    global calls\n    calls += 1\n    return x * calls", "calls"),
        ("def f(x):\n    global last\n    last = x\n    return x", "last"),
        ("def f(x, seen=[]):\n    seen.append(x)\n    return len(seen)", "seen (f)"),
        ("def f(x, *, seen={}):\n    seen[0] = x\n    return x", "seen (f)"),
        ("def f(x):\n    f.count = getattr(f, 'count', 0) + 1\n    return f.count", "f.count"),
        ("class Model:\n    weights = []\n\ndef f(x):\n    Model.weights.append(x)\n    return x", "Model.weights"),
        ("import numpy as np\nout = np.zeros(3)\ndef f(x):\n    out[:] = x\n    return out", "out"),
        ("best = float('nan')\ndef f(x):\n    global best\n    best = x\n    return x", "best"),
    ],
)
def test_what_is_kept_is_named(source: str, name: str) -> None:
    assert name_after(source) == name


@pytest.mark.parametrize(
    "source",
    [
        "def f(x): return 2 * x",
        "import numpy as np\nRATE, TABLE = 0.1, np.arange(5.0)\ndef f(x): return x * RATE + TABLE[1]",
        "best = float('nan')\ndef f(x): return x",
        "def f(x, shape=(1, 2), rates=[0.1]): return x * rates[0]",
        "import functools\n@functools.cache\ndef f(x): return 2 * x",  # remembers, but what it gives depends on x alone
        "def f(x):\n    global math\n    import math\n    return math.exp(x)",
        "class Adam:\n    def __init__(self): self.t = 0\n\ndef f(x): return Adam().t + x",
        "rows = [[1.0], {'a': (1, None, 'text')}]\ndef f(x): return x",
    ],
)  # fmt: skip
def test_what_only_stands_there_is_no_state(source: str) -> None:
    assert name_after(source) == ""


def test_no_code_of_the_submission_runs() -> None:
    source = """
class Loud(type):
    def __getattribute__(cls, name): raise SystemExit(name)
    def __eq__(cls, other): raise SystemExit
    __hash__ = type.__hash__

class Trap(metaclass=Loud):
    value = [1]

class Text(str):
    def __format__(self, spec): raise SystemExit
    def startswith(self, *prefix): raise SystemExit
    def __eq__(self, other): raise SystemExit
    __hash__ = str.__hash__

class Number(float):
    def __eq__(self, other): raise SystemExit
    __hash__ = float.__hash__

trap, number, listed = Trap, Number(1), [Number(2), Text("a")]

def f(x, *, y=1): return x

f.__kwdefaults__ = {Text("y"): 1}
f.__dict__[Text("z")] = 2
globals()[Text("name")] = 3
"""
    module = module_of(source)
    before = kept(module)
    assert before["trap.value"] == before["Trap.value"] == [1]
    assert changed(before, module) == ""


def test_it_is_looked_at_within_bounds() -> None:
    module = module_of("f = len\n" + "\n".join(f"a{place} = list(range(1000))" for place in range(500)))
    assert len(kept(module)) <= 200
    deep: list[Any] = []
    deep.append(deep)
    vars(module)["a0"] = deep
    kept(module)


def test_two_runs_with_one_state_both_tell() -> None:
    """Each check has a probe of its own, and the cache was filled by an earlier one: nothing new changes then."""
    source = "cache = {}\ndef f(x): return cache.setdefault(x, 2 * x)"
    module = module_of(source)
    ran = [run_probe(lambda m, rng: {"r": m.f(1)}, module, np.random.default_rng(0), []) for _time in range(2)]
    assert [STATE_KEPT in one.results for one in ran] == [True, False]
