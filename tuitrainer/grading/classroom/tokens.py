"""A Python file as the sequence of its tokens, without what is changed to hide where it comes from.

The student's names are all one, and so are numbers and texts; comments, docstrings and layout are gone. What stays is
what can't be renamed: keywords, operators, built-in functions, and what follows a dot (``np.exp``).
"""

from __future__ import annotations

import builtins
import io
import keyword
import re
import tokenize
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

MOST_TOKENS = 20_000
"""What comes after so many is not compared: no answer has thousands of lines."""
_KEPT = frozenset({*keyword.kwlist, *dir(builtins)})
_LAYOUT = frozenset({
    tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER,
    tokenize.TYPE_COMMENT, tokenize.TYPE_IGNORE,
})  # fmt: skip
_BROKEN = (tokenize.TokenError, SyntaxError, ValueError, LookupError, RecursionError)
_WORD = re.compile(rb"#[^\r\n]*|(?P<name>[^\W\d]\w*)|(?P<number>\d[\w.]*)|(?P<sign>[^\w\s])|(?P<line>\n)")
_TEXT_BEGINS = getattr(tokenize, "FSTRING_START", None)  # since Python 3.12 a text with braces is many tokens
_TEXT_ENDS = getattr(tokenize, "FSTRING_END", None)


class Token(NamedTuple):
    kind: str
    line: int


def tokens_of(source: bytes) -> tuple[Token, ...]:
    """Its tokens. Never raises: what is not Python is split into words and signs, so that it still can be compared."""
    try:
        return tuple(islice(_without_docstrings(source), MOST_TOKENS))
    except _BROKEN:
        return tuple(islice(_words(source), MOST_TOKENS))


def _without_docstrings(source: bytes) -> Iterator[Token]:
    line: list[Token] = []
    for token in _meaningful(source):
        if token is not None:
            line.append(token)
            continue
        if any(part.kind != "text" for part in line):  # a line with nothing but a text does nothing
            yield from line
        line = []
    yield from line


def _meaningful(source: bytes) -> Iterator[Token | None]:
    """Tokens that are more than layout; None where a line of the program ends."""
    before, inside = "", 0
    for token in tokenize.tokenize(io.BytesIO(source).readline):
        if token.type == _TEXT_BEGINS:
            inside += 1
            if inside == 1:
                yield Token("text", token.start[0])
        elif token.type == _TEXT_ENDS:
            inside -= 1
        elif inside or token.type in _LAYOUT:
            continue
        elif token.type == tokenize.NEWLINE:
            yield None
        else:
            yield Token(_kind(token.type, token.string, before), token.start[0])
        before = token.string


def _kind(kind: int, text: str, before: str) -> str:
    if kind == tokenize.NAME:
        return text if text in _KEPT or before == "." else "name"
    return {tokenize.NUMBER: "number", tokenize.STRING: "text"}.get(kind, text)


def _words(source: bytes) -> Iterator[Token]:
    before, line = "", 1
    for match in _WORD.finditer(source):
        text = match[0].decode("latin-1")
        if match["line"]:
            line += 1
        elif match["name"]:
            yield Token(_kind(tokenize.NAME, text, before), line)
        elif match["number"] or match["sign"]:
            yield Token("number" if match["number"] else text, line)
        before = text
