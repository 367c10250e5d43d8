"""exercise.toml: what is right is read, and whatever is wrong is said, all of it, with its place."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import EXERCISE01, EXERCISE02

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import choose_language
from tuitrainer.grading.definition import CLOSE, in_language
from tuitrainer.grading.definition_file import read_definition

VALID: dict[str, Any] = tomllib.loads(EXERCISE01)


def written(folder: Path, content: str | bytes | dict[str, Any]) -> Path:
    path = folder / "exercise.toml"
    if isinstance(content, dict):
        content = tomli_w.dumps(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def problems(path: Path) -> list[tuple[str, str]]:
    """(place, what is said) of everything that is wrong; the file itself is taken out of the places."""
    with pytest.raises(UserError) as caught:
        read_definition(path)
    found = []
    for problem in caught.value.problems:
        assert problem.place.startswith(f"{path}, ")
        found.append((problem.place.removeprefix(f"{path}, "), str(problem).removeprefix(f"{problem.place}: ")))
    return found


def test_a_definition_is_read(tmp_path: Path) -> None:
    read = read_definition(written(tmp_path, EXERCISE01))
    assert (read.order, read.minutes, read.requires, read.imports) == (1, 5, (), ("numpy",))
    assert (read.wall_seconds, read.memory_bytes) == (20.0, 2048 * 2**20)
    double, total, triple = read.checks
    assert (double.probe, double.rule, double.tolerance, double.optional) == ("double", "close", CLOSE, False)
    assert (total.after, total.points, triple.optional) == (("double",), 3, True)
    assert [mistake.id for mistake in read.mistakes] == ["double-squares", "total-of-halves"]
    assert len(read.hints) == 2
    choose_language("fr")
    assert in_language(total.title) == "Somme des doubles"


def test_what_is_left_out_has_a_default(tmp_path: Path) -> None:
    read = read_definition(written(tmp_path, EXERCISE02))
    assert (read.minutes, read.wall_seconds, read.memory_bytes, read.imports) == (30, 10, 2048 * 2**20, ("numpy",))
    assert (read.requires, read.checks[0].rule) == (("exercise01",), "judge")


EVERYTHING_WRONG = """
schema = 2
order = -1
minute = 10
minutes = 2.5
requires = "exercise01"
languages = ["en", "fr"]
imports = [1]
title = { en = "Only English" }
colour = "red"
[limits]
wall_s = 0
memory_mb = 1.5
cpu = 3
[[hints]]
en = ""
[[checks]]
name = "a"
points = -2
title = "not in languages"
rule = "clsoe"
tolerance = 2
optional = "yes"
after = ["b"]
repalces = "dense"
[[checks]]
name = "a"
function = "f"
points = nan
title = { en = "x", fr = "x" }
outputs = "one"
[[mistakes]]
id = "Not An Id"
check = "c"
title = { en = "x", fr = "x" }
message = { en = "x" }
[[mistakes]]
"""


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    found = problems(written(tmp_path, EVERYTHING_WRONG))
    wanted = [
        ("schema", "2 is out of range"),
        ("order", "-1 is out of range"),
        ("minute", "Did you mean 'minutes'?"),
        ("minutes", "2.5 is not a whole number"),
        ("requires", "'exercise01' is not a list of texts"),
        ("imports", "[1] is not a list of texts"),
        ("title.fr", "this language is declared, but the text is missing"),
        ("colour", "there is no such setting"),
        ("limits.wall_s", "0 is out of range"),
        ("limits.memory_mb", "1.5 is not a whole number"),
        ("limits.cpu", "there is no such setting"),
        ("hints[0]", "is not a text in each language"),
        ("checks[0].function", "this is missing"),
        ("checks[0].points", "-2 is out of range"),
        ("checks[0].title", "'not in languages' is not a text in each language"),
        ("checks[0].rule", "Did you mean 'close'?"),
        ("checks[0].tolerance", "2 is out of range"),
        ("checks[0].optional", "'yes' is neither true nor false"),
        ("checks[0].after", "'b' is no check that comes before this one"),
        ("checks[0].repalces", "Did you mean 'replaces'?"),
        ("checks[1].name", "'a' is there twice"),
        ("checks[1].points", "nan is not a finite number"),
        ("checks[1].outputs", "'one' is not a list of texts"),
        ("mistakes[0].id", "an id is made of lower case letters, digits and single hyphens"),
        ("mistakes[0].check", "there is no check 'c'. Accepted: a, a"),
        ("mistakes[0].message.fr", "this language is declared, but the text is missing"),
        *((f"mistakes[1].{name}", "this is missing") for name in ("id", "check", "title", "message")),
    ]
    assert sorted(place for place, _said in found) == sorted(place for place, _said in wanted)
    said = dict(found)
    for place, words in wanted:
        assert words in said[place], place


def test_nothing_is_said_of_what_is_missing_but_that_it_is(tmp_path: Path) -> None:
    """Two checks without a name are not one name that is there twice."""
    nameless = 'schema = 1\norder = 1\ntitle = { en = "x", fr = "x" }\n' + 2 * "[[checks]]\n[[mistakes]]\n"
    assert {said for _place, said in problems(written(tmp_path, nameless))} == {"this is missing"}


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        ({"checks": []}, "checks", "could never be failed"),
        ({"checks": "none"}, "checks", "is not a list of tables"),
        ({"limits": 3}, "limits", "3 is not a table"),
        ({"limits": {"wall_s": 1e300}}, "limits.wall_s", "out of range"),
        ({"limits": {"memory_mb": 10**30}}, "limits.memory_mb", "out of range"),
        ({"checks": [{**check, "optional": True} for check in VALID["checks"]]}, "checks", "must not be optional"),
        ({"mistakes": 2 * VALID["mistakes"][:1]}, "mistakes[1].id", "'double-squares' is there twice"),
        ({"languages": ["en", "fr", "de"]}, "title.de", "this language is declared"),
    ],
)
def test_one_thing_wrong(tmp_path: Path, change: dict[str, Any], place: str, said: str) -> None:
    found = problems(written(tmp_path, {**VALID, **change}))
    assert any(where == place and said in words for where, words in found), found


@pytest.mark.parametrize(
    "content", [b"= 3", b"\xff\xfe", b'a = "\xe9"', b"x = " + 5000 * b"[", b"x = " + 5000 * b"9"], ids=lambda c: c[:8]
)
def test_what_is_no_toml_is_one_problem(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, content)
    with pytest.raises(UserError) as caught:
        read_definition(path)
    assert str(path) in str(caught.value)


def test_a_file_that_is_missing_is_one_problem(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No such file"):
        read_definition(tmp_path / "exercise.toml")


def places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything in a table."""
    if here:
        yield here
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield from places(entry, (*here, key))


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
VALUES = st.recursive(
    st.booleans() | st.integers() | st.floats() | TEXTS | st.datetimes() | st.dates() | st.just(10**40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(place=st.sampled_from(list(places(VALID))), value=VALUES, extra=TEXTS)
def test_no_value_in_any_place_is_more_than_a_problem(
    tmp_path_factory: pytest.TempPathFactory, place: tuple[Any, ...], value: Any, extra: str
) -> None:
    table = copy.deepcopy(VALID)
    inner = table
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    table[extra] = value
    path = written(tmp_path_factory.mktemp("toml"), table)
    found = None
    try:
        read_definition(path)
    except UserError as error:
        found = error
    if found is not None:
        assert found.problems
        assert all(problem.place.startswith(str(path)) and str(problem) for problem in found.problems)
