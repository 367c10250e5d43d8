"""The strongest way that works is found by a real run, once, and again when anything has changed."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tuitrainer.base.places import cache_directory
from tuitrainer.sandbox import trial
from tuitrainer.sandbox.isolation import LEVELS, LIMITS, Isolation, is_enough, reached
from tuitrainer.sandbox.trial import first_that_works, works

TRIAL = trial._TRIAL


class Way(Isolation):
    """Puts something before the command, and counts how often it is asked to."""

    def __init__(self, *before: str, program: str = "") -> None:
        super().__init__("limits")
        object.__setattr__(self, "before", before)
        object.__setattr__(self, "program", program)
        object.__setattr__(self, "asked", [])

    def __repr__(self) -> str:
        return f"Way{self.before}"  # type: ignore[attr-defined]

    def wrap(self, command: Sequence[str], folder: str, readable: Sequence[str]) -> list[str]:
        self.asked.append(folder)  # type: ignore[attr-defined]
        return [*self.before, *command]  # type: ignore[attr-defined]

    @property
    def times(self) -> int:
        return len(self.asked)  # type: ignore[attr-defined]


def python(text: str) -> tuple[str, ...]:
    return (sys.executable, "-c", text)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(trial, "cache_directory", lambda: tmp_path / "own" / "cache")
    monkeypatch.setattr(trial, "_TRIAL", "print('works')")
    return tmp_path / "own" / "cache" / "isolation.json"


def test_limits_work_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "_TRIAL", TRIAL)
    assert works(LIMITS)


def test_what_does_not_work_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "_PATIENCE", 0.5)
    broken = [
        Way("/nowhere/program"),  # can't be begun
        Way(*python("raise SystemExit(1)")),
        Way(*python("pass")),  # says that all is well, and has run nothing
        Way(*python("import time; time.sleep(30)")),
    ]
    assert [works(way) for way in broken] == [False] * 4
    assert first_that_works(broken) is None


def test_it_is_tried_once_and_the_first_that_works_is_taken() -> None:
    ways = [Way("/nowhere/program"), Way(), Way()]
    assert [first_that_works(ways) is ways[1] for _ in range(3)] == [True] * 3
    assert [way.times for way in ways] == [1, 1, 0]


def test_that_nothing_works_is_remembered_too() -> None:
    ways = [Way("/nowhere/program")]
    assert [first_that_works(ways) for _ in range(2)] == [None, None]
    assert ways[0].times == 1


def test_a_change_asks_for_a_new_trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "program"
    program.write_text("")
    way = Way(program=str(program))
    first_that_works([way])
    os.utime(program, (1, 1))
    first_that_works([way])
    assert way.times == 2
    monkeypatch.setattr("platform.release", lambda: "another kernel")
    first_that_works([way])
    assert way.times == 3


@pytest.mark.parametrize("content", ["", "{", "[]", '{"place": 0}', '{"circumstances": [], "place": "0"}', "\x00\xff"])
def test_a_spoiled_memory_is_no_error(content: str, own_cache: Path) -> None:
    way = Way()
    first_that_works([way])
    own_cache.write_text(content, encoding="latin-1")
    assert first_that_works([way]) is way
    assert way.times == 2


def test_no_place_for_a_memory_is_no_error(own_cache: Path) -> None:
    own_cache.parent.parent.parent.mkdir(exist_ok=True)
    own_cache.parent.parent.write_text("a file where a folder should be")
    way = Way()
    assert [first_that_works([way]) for _ in range(2)] == [way, way]
    assert way.times == 2


def test_the_cache_is_where_the_user_wants_it() -> None:
    assert cache_directory().is_relative_to(os.environ["TUITRAINER_HOME"])


LAYERS = ("landlock", "seccomp")


@pytest.mark.parametrize("confined", [set(part) for size in range(3) for part in itertools.combinations(LAYERS, size)])
@pytest.mark.parametrize("name", ["limits", "bwrap", "seatbelt", "job-object"])
def test_a_level_is_reached_by_all_that_it_stands_for(name: str, confined: set[str]) -> None:
    level = reached(Isolation(name), confined)
    if name == "bwrap":
        assert level == "bwrap"
    else:
        assert level == ("landlock" if len(confined) == 2 else name)


def test_which_level_is_enough() -> None:
    enough = {
        (level, required) for level in LEVELS for required in ("", "landlock", "bwrap") if is_enough(level, required)
    }
    assert enough == {
        *((level, "") for level in LEVELS),
        ("landlock", "landlock"),
        ("bwrap", "landlock"),
        ("bwrap", "bwrap"),
    }
    assert LIMITS.name in LEVELS
