"""References with one change each, which a grader has to reject."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from tuitrainer.grading.author.changes import changes

_NOT_RUN = ("annotation", "returns", "decorator_list", "type_params")
"""Parts of a statement that say nothing about what it computes."""
_OPPOSITE = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A reference with one change."""

    function: str
    """Function, class or constant, at the top of the file, in which it lies."""
    number: int
    """Of the line in the reference, counted from 1."""
    line: str
    """The statement as it was, written as `ast.unparse` writes it: another layout of the file leaves it the same."""
    becomes: str
    source: str
    """The whole file."""


def mutants_of(source: str) -> tuple[Mutant, ...]:
    """Every mutant of a reference, in the order of its lines, no two alike. Raises SyntaxError."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    found: list[Mutant] = []
    for top in filter(_name, list(tree.body)):
        for spot in list(_spots(tree, top)):
            number, line = spot.statement.lineno, _header(spot.statement)
            for changed in _changed(spot, top):
                text = ast.unparse(tree)
                if text not in seen:
                    seen.add(text)
                    found.append(Mutant(_name(top), number, line, _header(changed), text))
    return tuple(sorted(found, key=lambda mutant: mutant.number))


def _name(top: ast.stmt) -> str:
    if isinstance(top, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return top.name
    if isinstance(top, ast.Assign) and isinstance(top.targets[0], ast.Name):
        return top.targets[0].id
    return ""


def _header(statement: ast.stmt) -> str:
    """A statement's text, of one that holds others only what stands before them."""
    if not hasattr(statement, "body"):
        return ast.unparse(statement)
    bare = copy.copy(statement)
    left_out = [name for name in ("orelse", "decorator_list") if hasattr(statement, name)]
    vars(bare).update({"body": [ast.Pass()], **{name: [] for name in left_out}})
    return ast.unparse(bare).partition("\n    pass")[0]


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a statement stands."""

    holder: ast.AST
    body: list[ast.stmt]
    place: int
    statement: ast.stmt

    def put(self, statement: ast.stmt) -> None:
        self.body[self.place] = statement


def _spots(holder: ast.AST, only: ast.stmt | None = None) -> Iterator[_Spot]:
    """Of all statements below `holder`, or of one of them and those inside it."""
    for _field, value in ast.iter_fields(holder):
        for place, child in enumerate(value if isinstance(value, list) else ()):
            if isinstance(child, ast.stmt) and only in (None, child):
                yield _Spot(holder, value, place, child)
            if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case) and only in (None, child):
                yield from _spots(child)


def _changed(spot: _Spot, top: ast.stmt) -> Iterator[ast.stmt]:
    """The tree is changed in place while an item is looked at; an item is what stands at the spot meanwhile."""
    for put, node in _parts(spot.statement):
        for other in changes(node):
            put(other)
            yield spot.statement
            put(node)
    for instead in _instead(spot, top):
        spot.put(instead)
        yield instead
        spot.put(spot.statement)


def _parts(node: ast.AST) -> Iterator[tuple[Callable[[ast.expr], None], ast.expr]]:
    """Every expression of a statement, none of a statement inside it, with what puts another in its place."""
    for field, value in ast.iter_fields(node):
        if field in _NOT_RUN or isinstance(node, ast.JoinedStr):
            continue
        for place, child in enumerate(value) if isinstance(value, list) else [(-1, value)]:
            if not isinstance(child, ast.AST) or isinstance(child, ast.stmt):
                continue
            if isinstance(child, ast.expr):
                yield partial(setattr, node, field) if place < 0 else partial(value.__setitem__, place), child
            yield from _parts(child)


def _instead(spot: _Spot, top: ast.stmt) -> Iterator[ast.stmt]:
    """Other statements in the place of this one."""
    statement = spot.statement
    if _may_be_dropped(spot, top):
        yield ast.Pass()
    if isinstance(statement, ast.AugAssign):
        other = _OPPOSITE.get(type(statement.op))
        if other is not None:
            yield _twin(statement, op=other())
        yield ast.Assign([statement.target], statement.value, lineno=statement.lineno)
    elif isinstance(statement, ast.If | ast.While):
        yield _twin(statement, test=ast.UnaryOp(ast.Not(), statement.test))
    elif isinstance(statement, ast.Return) and isinstance(statement.value, ast.BinOp | ast.Call | ast.Name):
        yield _twin(statement, value=ast.UnaryOp(ast.USub(), statement.value))


def _twin(statement: ast.stmt, **parts: Any) -> ast.stmt:
    twin = copy.copy(statement)
    vars(twin).update(parts)
    return twin


def _may_be_dropped(spot: _Spot, top: ast.stmt) -> bool:
    """Not what would only leave a name undefined, or a function without a result: that is never a right answer."""
    statement = spot.statement
    if isinstance(statement, ast.Expr):
        return not isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Return):
        return not isinstance(spot.holder, ast.FunctionDef)
    if isinstance(statement, ast.Assign):
        return _names(statement, ast.Store) <= _known_before(statement, top)
    return isinstance(statement, ast.AugAssign | ast.For | ast.While | ast.If | ast.Break | ast.Continue)


def _names(node: ast.AST, context: type[ast.expr_context]) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, context)}


def _known_before(statement: ast.stmt, top: ast.stmt) -> set[str]:
    """Names that have a value already when a statement is reached: arguments, and what was assigned above it."""
    arguments = {node.arg for node in ast.walk(top) if isinstance(node, ast.arg)}
    above = [node for node in ast.walk(top) if isinstance(node, ast.stmt) and node.lineno < statement.lineno]
    return arguments.union(*(_names(node, ast.Store) for node in above if not hasattr(node, "body")))
