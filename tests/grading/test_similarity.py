"""Which submissions look alike: copies in disguise are, answers of one's own are not."""

from __future__ import annotations

import ast
import hashlib
import io
import itertools
import tokenize
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tuitrainer.base.course import find_course
from tuitrainer.grading.classroom import similarity
from tuitrainer.grading.classroom.similarity import LEAST, THRESHOLD, Pair, similar_pairs
from tuitrainer.grading.classroom.tokens import tokens_of
from tuitrainer.grading.classroom.winnowing import K, W, run_hashes, selected

COURSE = find_course()
STARTER = (COURSE.exercises / "exercise04" / "starter.py").read_bytes()
FIRST = '''
import numpy as np


def softmax(logits):
    """Each row sums to 1."""
    biggest = np.max(logits, axis=1, keepdims=True)
    powers = np.exp(logits - biggest)  # never too large
    return powers / np.sum(powers, axis=1, keepdims=True)


def cross_entropy(logits, targets):
    biggest = np.max(logits, axis=1, keepdims=True)
    log_sums = np.log(np.sum(np.exp(logits - biggest), axis=1, keepdims=True))
    log_probabilities = logits - biggest - log_sums
    count = logits.shape[0]
    return -np.sum(targets * log_probabilities) / count


def cross_entropy_gradient(logits, targets):
    count = logits.shape[0]
    return (softmax(logits) - targets) / count


def mean_absolute_error(probabilities, targets):
    return np.mean(np.abs(probabilities - targets))
'''
SECOND = """
import numpy as np


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def softmax(logits):
    return np.exp(log_softmax(logits))


def cross_entropy(logits, targets):
    losses = [-(t @ row) for row, t in zip(log_softmax(logits), targets)]
    return sum(losses) / len(losses)


def cross_entropy_gradient(logits, targets):
    gradient = softmax(logits)
    gradient -= targets
    gradient /= len(targets)
    return gradient


def mean_absolute_error(probabilities, targets):
    difference = np.abs(probabilities - targets)
    return difference.sum() / difference.size
"""


class _Renamed(ast.NodeTransformer):
    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(f"{node.id}_mine" if node.id not in ("np", "sum", "zip", "len") else node.id, node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(f"{node.arg}_mine")

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name += "_mine"
        return self.generic_visit(node)


def renamed(source: str) -> str:
    """And without comments, in another layout: as ast writes it."""
    return ast.unparse(ast.fix_missing_locations(_Renamed().visit(ast.parse(source))))


def reordered(source: str) -> str:
    head, *functions = source.split("\n\n\n")
    return "\n\n\n".join([head, *reversed(functions)])


def commented(source: str) -> str:
    lines = (f"{line}  # a word on that" if line.strip() else "# and one in between" for line in source.splitlines())
    return '"""Mine alone."""\n' + "\n".join(lines).replace("sums to 1", "adds up to one") + "\n"


def padded(source: str) -> str:
    return source + "\n\ndef helper(a, b):\n    while a > b:\n        a, b = b, a % (b + 1)\n    yield [a**2, {b: a}]\n"


def cut_short(source: str) -> str:
    """Not Python any more."""
    return source + "\nprint((("


def pairs_of(*sources: str, **options: float) -> tuple[Pair, ...]:
    return similar_pairs({f"s{n}": source.encode() for n, source in enumerate(sources)}, STARTER, **options)


@pytest.mark.parametrize("source", [FIRST, SECOND], ids=["first", "second"])
@pytest.mark.parametrize("disguise", [str, renamed, reordered, commented, padded, cut_short,
                                      lambda source: reordered(commented(renamed(source)))])  # fmt: skip
def test_a_copy_in_disguise_is_found(source: str, disguise: Callable[[str], str]) -> None:
    (pair,) = pairs_of(source, disguise(source), SECOND if source == FIRST else FIRST)
    assert (pair.first, pair.second) == ("s0", "s1")
    assert THRESHOLD <= pair.share <= 1
    assert pair.shared >= LEAST


def test_answers_of_ones_own_are_not_accused() -> None:
    others = sorted((COURSE.exercises / "exercise04").glob("alternatives/*.py"))
    sources = {path.stem: path.read_bytes() for path in (COURSE.solutions / "exercise04.py", *others)}
    sources |= {"1": FIRST.encode(), "2": SECOND.encode()}
    assert len(sources) >= 3
    close = similar_pairs(sources, STARTER, 0.0)
    assert all(pair.share < THRESHOLD / 2 for pair in close), close


def test_what_was_given_to_all_accuses_nobody() -> None:
    written = STARTER.decode() + "\n".join(f"x{n} = {n}" for n in range(3))
    assert pairs_of(written, written, threshold=0.0) == ()
    work = SECOND * 2
    assert similar_pairs({"a": work.encode(), "b": work.encode()}, work.encode(), 0.0) == ()


def test_what_much_of_the_class_writes_does_not_count_and_what_a_few_do_does() -> None:
    own = {f"own{n}": "\n".join(f"a = np.f{n * 20 + m}(b) ** {m} - b @ [a, b]" for m in range(20)) for n in range(40)}
    some = {key: text + FIRST if n < 12 else text for n, (key, text) in enumerate(own.items())}
    assert similar_pairs({key: text.encode() for key, text in some.items()}, b"", 0.1) == ()
    few = {key: text + FIRST if n < 10 else text for n, (key, text) in enumerate(own.items())}
    found = similar_pairs({key: text.encode() for key, text in few.items()}, b"", 0.1)
    assert len(found) == 10 * 9 // 2
    alone = {key: text for key, text in few.items() if key in list(few)[:4]}
    assert len(similar_pairs({key: text.encode() for key, text in alone.items()}, b"", 0.1)) == 6


def test_too_little_code_says_nothing() -> None:
    short = "def softmax(x):\n    e = np.exp(x - x.max())\n    return e / e.sum()\n"
    assert pairs_of(short, short, threshold=0.0) == ()


def test_the_lines_that_match_are_named() -> None:
    filler = "\n".join(f"t = [t.a{n} for t in t.b{n}]" for n in range(12)) + "\n"
    (pair,) = pairs_of(FIRST, filler + FIRST + filler.replace("t.", "t.z."), threshold=0.4)
    length, shift = len(FIRST.splitlines()), 12
    ((begin, end),) = pair.first_lines
    ((other_begin, other_end),) = pair.second_lines
    assert 2 <= begin <= 5
    assert length - 2 <= end <= length
    assert (other_begin, other_end) == pytest.approx((begin + shift, end + shift), abs=2)


def test_at_most_the_most_alike_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similarity, "MOST_PAIRS", 3)
    sources = [FIRST, FIRST, padded(FIRST), SECOND, SECOND]
    assert [pair.share for pair in pairs_of(*sources, threshold=0.0)] == [1.0, 1.0, 1.0]


# -- whatever it is ----------------------------------------------------------------------------------------------------

PIECES = ("def f(", "):\n", "    ", "\t", "'''", "(", "f'{x", "}'", "\\\n", "#", "\0", "1e", "\n", "é")
SOURCES = st.one_of(
    st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from([FIRST, SECOND, reordered(FIRST), cut_short(SECOND)]).map(str.encode),
    st.lists(st.sampled_from(PIECES)).map(lambda parts: "".join(parts).encode()),
)  # fmt: skip


@settings(max_examples=40)
@given(st.dictionaries(st.text(max_size=3), SOURCES, max_size=5), SOURCES, st.randoms(use_true_random=False))
def test_no_file_is_too_strange_and_no_order_matters(sources: dict[str, bytes], starter: bytes, random: Random) -> None:
    pairs = similar_pairs(sources, starter, 0.1)
    keys = list(sources)
    random.shuffle(keys)
    assert similar_pairs({key: sources[key] for key in keys}, starter, 0.1) == pairs
    assert all(pair.first < pair.second and 0.1 <= pair.share <= 1 for pair in pairs)
    for pair in pairs:
        for key, ranges in ((pair.first, pair.first_lines), (pair.second, pair.second_lines)):
            numbers = [number for lines in ranges for number in lines]
            assert numbers == sorted(numbers)
            assert 1 <= numbers[0] <= numbers[-1] <= len(sources[key].split(b"\n"))


@settings(max_examples=50)
@given(SOURCES, SOURCES)
def test_alike_is_mutual(one: bytes, other: bytes) -> None:
    there = similar_pairs({"a": one, "b": other}, STARTER, 0.0)
    back = similar_pairs({"a": other, "b": one}, STARTER, 0.0)
    assert [(p.share, p.shared, p.first_lines, p.second_lines) for p in there] == [
        (p.share, p.shared, p.second_lines, p.first_lines) for p in back
    ]


STRANGE = (b"\xff\xfe\0x", b"# coding: nonsense\nx", b"\0x" * 99, b"(" * 5000, b"'" * 999, b"x=1\n" * 9999, b"\xe9")


@pytest.mark.parametrize("source", STRANGE, ids=range(len(STRANGE)))
def test_what_is_not_python_has_tokens_too(source: bytes) -> None:
    """And a text of the same few over and over has too few fingerprints to say anything."""
    assert tokens_of(source)
    assert similar_pairs({"a": source, "b": source}, b"", 0.0) == ()


# -- the method --------------------------------------------------------------------------------------------------------

KINDS = st.lists(st.sampled_from("abcdefgh"), max_size=40)


@settings(max_examples=50)
@given(KINDS, KINDS, KINDS, KINDS, st.lists(st.sampled_from("abcdefgh"), min_size=K + W - 1, max_size=30))
def test_a_run_of_so_many_tokens_is_always_found(
    before: list[str], after: list[str], other_before: list[str], other_after: list[str], run: list[str]
) -> None:
    """The guarantee of winnowing, whatever stands around."""
    one, other = before + run + after, other_before + run + other_after
    assert fingerprints(one) & fingerprints(other)


@settings(max_examples=50)
@given(KINDS, KINDS)
def test_what_shares_no_run_of_k_shares_no_fingerprint(one: list[str], other: list[str]) -> None:
    if not grams(one) & grams(other):
        assert not fingerprints(one) & fingerprints(other)


@settings(max_examples=50)
@given(KINDS)
@example(["a"] * 30)
@example(["a", "b"] * 15)
def test_fingerprints_are_as_the_paper_picks_them(kinds: list[str]) -> None:
    """Its rule, read off: of every W hashes in a row the smallest, of equal ones the last."""
    hashes = run_hashes(kinds).tolist()
    windows = [range(begin, begin + W) for begin in range(len(hashes) - W + 1)] or [range(len(hashes))]
    picked = {max(window, key=lambda place: (-hashes[place], place)) for window in windows if len(window)}
    assert selected(np.array(hashes, np.uint64)).tolist() == sorted(picked)


def test_hashes_are_the_same_everywhere() -> None:
    """In Python's own whole numbers; nothing in them depends on the process, as Python's hash of a text does."""
    kinds = [str(number) for number in range(K + 3)]
    tokens = [int.from_bytes(hashlib.blake2b(kind.encode(), digest_size=8).digest(), "little") for kind in kinds]
    expected = []
    for begin in range(4):
        value = 0
        for token in tokens[begin : begin + K]:
            value = (value * 0x9E3779B97F4A7C15 + token) % 2**64
        expected.append((value ^ value >> 31) * 0xBF58476D1CE4E5B9 % 2**64)
    assert run_hashes(kinds).tolist() == expected
    assert len(set(run_hashes([str(n) for n in range(20_000)]).tolist())) == 20_000 - K + 1


def fingerprints(kinds: Sequence[str]) -> set[int]:
    hashes = run_hashes(kinds)
    return set(hashes[selected(hashes)].tolist())


def grams(kinds: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(kinds[begin : begin + K]) for begin in range(len(kinds) - K + 1)}


def test_tokens_forget_what_is_the_students() -> None:
    source = b'"""Doc."""\ndef f(a, b=1.5):  # why\n    "doc"\n    return np.exp(a) + len(b, x="y" f"{a}")\n'
    assert " ".join(token.kind for token in tokens_of(source)) == (
        "def name ( name , name = number ) : return name . exp ( name ) + len ( name , name = text text )"
    )
    assert [token.line for token in tokens_of(source)][-1] == 4


@pytest.mark.parametrize("path", sorted(COURSE.solutions.glob("*.py")), ids=lambda path: path.stem)
def test_tokens_stay_the_same_in_disguise(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert kinds(commented_safely(source)) == kinds(source)
    broken = [token.kind for token in tokens_of((source + "\n'''").encode())]
    assert len(broken) > len(kinds(source)) / 2


def kinds(source: str) -> list[str]:
    return [token.kind for token in tokens_of(source.encode())]


def commented_safely(source: str) -> str:
    """A comment behind every logical line, blank lines between."""
    ends = {token.start[0] for token in tokenize.tokenize(io.BytesIO(source.encode()).readline)
            if token.type == tokenize.NEWLINE}  # fmt: skip
    lines = itertools.chain.from_iterable(
        (f"{line}  # so", "") if number in ends else (line,) for number, line in enumerate(source.splitlines(), 1)
    )
    return "\n".join(lines)
