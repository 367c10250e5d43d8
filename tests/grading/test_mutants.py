"""Mutants of a reference: which there are, which pass, and that one which never ends stops nothing."""

from __future__ import annotations

import ast
import os
import time
from pathlib import Path

import psutil
import pytest
from made_up import edit, make_course

from tuitrainer.base.course import Course, find_course
from tuitrainer.base.errors import UserError
from tuitrainer.grading.author import trials
from tuitrainer.grading.author.mutants import Mutant, mutants_of
from tuitrainer.grading.author.proof import Proof, prove
from tuitrainer.grading.author.survivors import FILE, Explanation, read_explanations
from tuitrainer.grading.author.trials import find_survivors
from tuitrainer.grading.catalog import Exercise, exercise_ids, find_exercise
from tuitrainer.grading.trusted import CourseError

SOLUTIONS = sorted(find_course().solutions.glob("*.py"))


def becoming(source: str) -> set[str]:
    """What the only statement of a function may become."""
    text = f"def f(a, b, x, n):\n    {source}\n"
    return {mutant.becomes.removeprefix("return ") for mutant in mutants_of(text)}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a + b", {"a - b", "a", "b", "-(a + b)"}),
        ("a - b", {"a + b", "b - a", "a", "-(a - b)"}),
        ("a @ b", {"a * b", "b @ a", "a", "-(a @ b)"}),
        ("a < b", {"a <= b", "a >= b"}),
        ("x is None", {"x is not None"}),
        ("a and b", {"a or b"}),
        ("not a", {"a"}),
        ("a if x else b", {"b if x else a"}),
        ("x.T", {"x"}),
        ("x[1]", {"x[0]", "x[2]"}),
        ("x[n]", {"x[n + 1]", "x[n - 1]"}),
        ("x[n:]", {"x[:]", "x[n + 1:]"}),
        ("x[::2]", {"x[:]", "x[::1]", "x[::3]", "x[::4]"}),
        ("x.sum()", {"x.mean()", "-x.sum()"}),
        ("x.sum(axis=1)", {"x.sum()", "x.mean(axis=1)", "x.sum(axis=0)", "x.sum(axis=2)", "-x.sum(axis=1)"}),
        ("x.max(keepdims=True)", {"x.max()", "x.min(keepdims=True)", "x.max(keepdims=False)", "-x.max(keepdims=True)"}),
        ("f(a, b)", {"f(b, a)", "-f(a, b)"}),
        ("np.maximum(a, b)", {"np.minimum(a, b)", "-np.maximum(a, b)"}),
        ("np.abs(a)", {"a", "-np.abs(a)"}),
        ("x.copy()", {"x", "-x.copy()"}),
        ("(a, b)", {"(b, a)"}),
        ("a + 1e-08", {"a - 1e-08", "a", "1e-08", "a + 2e-08", "a + 0.0", "-(a + 1e-08)"}),
        ("np.einsum('ni,io->no', a, b)", {
            "np.einsum('ni,io->on', a, b)", "np.einsum(a, 'ni,io->no', b)", "np.einsum('ni,io->no', b, a)",
            "-np.einsum('ni,io->no', a, b)",
        }),
        ("f'{a + 1}'", set()),
    ],
)  # fmt: skip
def test_an_expression_becomes(expression: str, expected: set[str]) -> None:
    assert becoming(f"return {expression}") == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("a += b", {"pass", "a -= b", "a = b"}),
        ("a = f(x)", {"pass"}),
        ("unknown = f(x)", set()),
        ("x[0] = a", {"pass", "x[1] = a"}),
        ("f(a)", {"pass"}),
        ("'a docstring'", set()),
        ("return", set()),
        ("number: int = n", set()),
    ],
)
def test_a_statement_becomes(statement: str, expected: set[str]) -> None:
    assert becoming(statement) == expected


def test_conditions_loops_defaults_and_constants_of_the_module() -> None:
    source = "H = 2.0\n\n\ndef f(x, k=3):\n    for i in range(k):\n        if x:\n            return i\n    return x\n"
    found = {(mutant.function, mutant.number, mutant.line, mutant.becomes) for mutant in mutants_of(source)}
    assert found >= {
        ("H", 1, "H = 2.0", "H = 4.0"), ("f", 4, "def f(x, k=3):", "def f(x, k=6):"),
        ("f", 5, "for i in range(k):", "pass"), ("f", 6, "if x:", "if not x:"), ("f", 7, "return i", "pass"),
        ("f", 8, "return x", "return -x"),
    }  # fmt: skip


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_each_mutant_of_ours_differs_in_one_line_and_is_python(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    original = ast.unparse(ast.parse(source)).splitlines()
    mutants = mutants_of(source)
    assert len({mutant.source for mutant in mutants}) == len(mutants)
    for mutant in mutants:
        compile(mutant.source, "mutant", "exec")
        lines = mutant.source.splitlines()
        if mutant.becomes != "pass":
            assert len(lines) == len(original), mutant
            assert sum(one != other for one, other in zip(original, lines, strict=True)) == 1, mutant
        written = source.splitlines()[mutant.number - 1].split()[0]
        assert mutant.line.startswith(written.split("(")[0]), mutant


# -- tried ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path)


@pytest.fixture
def exercise(course: Course) -> Exercise:
    return find_exercise(course, "exercise01")


def tried(exercise: Exercise, *sources: str) -> list[bool]:
    """Whether each file survives."""
    mutants = [Mutant("double", place, "", "", source) for place, source in enumerate(sources)]
    passing = {mutant.number for mutant in find_survivors(exercise, mutants, lambda _done: None)}
    return [mutant.number in passing for mutant in mutants]


def source_with(exercise: Exercise, double: str) -> str:
    return exercise.solution.read_text(encoding="utf-8").replace("return 2 * x", double)


def test_what_never_ends_or_ends_the_process_is_rejected_and_stops_nothing(
    exercise: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "_SECONDS", 1.0)
    wrong = [
        source_with(exercise, line)
        for line in (
            "while True: pass", "import os; os._exit(0)", "raise SystemExit", "return double(x)", "return undefined",
            "return x", "print('{\"rejected\": false}'); return 3 * x", "x *= 2; return x", "return (((",
        )
    ]  # fmt: skip
    right = [source_with(exercise, "return 2 * x"), source_with(exercise, "return x + x")]
    before = {child.pid for child in psutil.Process().children()}
    assert tried(exercise, *wrong, *right, *wrong[:1], *right) == [False] * len(wrong) + [True, True, False, True, True]
    assert {child.pid for child in psutil.Process().children()} <= before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
def test_what_needs_too_much_memory_is_rejected(exercise: Exercise) -> None:
    edit(exercise.folder / "exercise.toml", "wall_s = 20", "wall_s = 20\nmemory_mb = 512")
    begun = time.monotonic()
    greedy = source_with(exercise, "everything = []\n    while True: everything.append(np.ones(10_000_000))")
    assert tried(exercise, greedy) == [False]
    assert time.monotonic() - begun < 60


def test_a_mutant_is_asked_for_by_every_check_that_may_use_it(exercise: Exercise) -> None:
    """A helper of its own has no check."""
    exercise.solution.write_text(
        source_with(exercise, "return twice(x)") + "\n\ndef twice(x):\n    return 2 * x\n", encoding="utf-8"
    )
    mutants = mutants_of(exercise.solution.read_text(encoding="utf-8"))
    assert any(mutant.function == "twice" for mutant in mutants)
    assert not find_survivors(exercise, mutants, lambda _done: None)


def test_a_judge_that_fails_is_the_course_s_fault(course: Course) -> None:
    shuffle = find_exercise(course, "exercise02")
    judge = "def judge_shuffle(got, expected, inputs):\n    return None if got['numbers'].sum() > -1000 else 1 / 0\n"
    (shuffle.folder / "judges.py").write_text(judge, encoding="utf-8")
    source = shuffle.solution.read_text(encoding="utf-8").replace("rng.permutation(x)", "x - 1000")
    with pytest.raises(CourseError, match="ZeroDivisionError"):
        find_survivors(shuffle, [Mutant("shuffle", 2, "", "", source)], lambda _done: None)


def test_a_reference_that_fails_is_no_bad_mutant(exercise: Exercise) -> None:
    mutant = Mutant("double", 5, "", "", source_with(exercise, "return x"))
    edit(exercise.solution, "return 2 * x", "return undefined")
    with pytest.raises(CourseError, match="undefined"):
        find_survivors(exercise, [mutant], lambda _done: None)


# -- explained --------------------------------------------------------------------------------------------------------

REASON = """
[[survivors]]
function = "total"
line = "return float( double(x).sum() )"
becomes = "return float(double(x).mean())"
reason = "There is one number."
"""


def proof_of(course: Course) -> Proof:
    return prove(find_exercise(course, "exercise01"), exercise_ids(course), 1)


def test_a_survivor_is_a_problem_until_it_is_explained(course: Course) -> None:
    folder = course.exercises / "exercise01"
    edit(folder / "probes.py", "total(rng.normal(size=5))", "total(rng.normal(size=1))")  # whose mean is its sum
    proof = proof_of(course)
    assert len(proof.problems) == 1
    assert "survivors.toml" in proof.problems[0]
    assert [(survivor.number, survivor.becomes) for survivor in proof.survivors] == [
        (9, "return float(double(x).mean())")
    ]
    (folder / FILE).write_text(REASON, encoding="utf-8")
    proof = proof_of(course)
    assert not proof.problems
    assert proof.survivors[0].reason == "There is one number."
    assert proof.rejected == proof.mutants - 1


def test_an_explanation_of_nothing_is_a_problem(course: Course) -> None:
    (course.exercises / "exercise01" / FILE).write_text(REASON, encoding="utf-8")
    proof = proof_of(course)
    assert len(proof.problems) == 1
    assert "total" in proof.problems[0]


def test_more_than_one_in_twenty_can_not_be_explained_away(course: Course) -> None:
    folder = course.exercises / "exercise01"
    lazy = "def {0}(module, rng):\n    return {{'zeros': module.{0}(rng.normal(size=3) * 0)}}\n"
    (folder / "probes.py").write_text("\n\n".join(map(lazy.format, ("double", "total", "triple"))), encoding="utf-8")
    text = (folder / "exercise.toml").read_text(encoding="utf-8")
    (folder / "exercise.toml").write_text(text[: text.index("[[mistakes]]")], encoding="utf-8")
    survivors = proof_of(course).survivors
    entries = (
        "[[survivors]]\n" + "".join(f"{key} = '{value}'\n" for key, value in (
            ("function", survivor.function), ("line", survivor.line), ("becomes", survivor.becomes), ("reason", "x"),
        ))
        for survivor in survivors
    )  # fmt: skip
    (folder / FILE).write_text("\n".join(entries), encoding="utf-8")
    (problem,) = proof_of(course).problems
    assert "95%" in problem


def test_everything_that_is_wrong_with_explanations_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(
        'author = "me"\n[[survivors]]\nfunction = ""\nlin = "x"\nbecomes = 3\nreason = "x"\n', encoding="utf-8"
    )
    with pytest.raises(UserError) as caught:
        read_explanations(tmp_path)
    said = str(caught.value)
    for part in (
        "author",
        "Did you mean 'line'?",
        "survivors[0].function",
        "survivors[0].line",
        "survivors[0].becomes",
    ):
        assert part in said
    for content in (b"survivors = 3\n", b"survivors = [3]\n", b"\xff", b"[["):
        (tmp_path / FILE).write_bytes(content)
        with pytest.raises(UserError, match=FILE):
            read_explanations(tmp_path)


def test_an_explanation_fits_whatever_the_layout() -> None:
    mutant = Mutant("f", 1, "for i in range(n):", "for i in range(n + 1):", "")
    assert Explanation("f", "for i  in range( n ):", "for i in range(n+1):", "x").fits(mutant)
    assert not Explanation("f", "for i in range(n):", "for i in range(n + 2):", "x").fits(mutant)
    assert not Explanation("g", "for i in range(n):", "for i in range(n + 1):", "x").fits(mutant)
