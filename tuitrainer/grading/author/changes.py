"""What may become of one expression in a mutated reference: the small slips that results have to show.

A short table instead of a library: those mutate whole projects and judge them by a test suite, here one function is
judged by one probe, and the slips that matter are those of array code (axes, transposes, sums and means).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

_OPERATORS: Mapping[type[ast.operator], type[ast.operator]] = MappingProxyType({
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.MatMult: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
})  # fmt: skip
_ORDERED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
"""Operators whose sides may not be exchanged."""
_COMPARISONS: Mapping[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = MappingProxyType({
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
})  # fmt: skip
_PAIRS = (
    ("sum", "mean"), ("max", "min"), ("maximum", "minimum"), ("argmax", "argmin"), ("zeros", "ones"),
    ("zeros_like", "ones_like"), ("any", "all"), ("var", "std"), ("floor", "ceil"), ("hstack", "vstack"),
)  # fmt: skip
_TWINS: Mapping[str, str] = MappingProxyType(dict([*_PAIRS, *((b, a) for a, b in _PAIRS)]))
_BUILTIN = ("max", "min", "any", "all")
_DROPPED = ("abs", "absolute", "copy", "cumsum", "exp", "log", "reversed", "sorted", "sqrt", "square", "tanh")
"""Functions of one argument that may be forgotten."""

_SYMMETRIC = ("add", "allclose", "array_equal", "logaddexp", "max", "maximum", "min", "minimum", "multiply")
"""Functions whose arguments may be exchanged without a difference."""


def changes(node: ast.expr) -> Iterator[ast.expr]:
    """Every expression that may take the place of this one. Its parts are asked for by themselves."""
    if isinstance(node, ast.BinOp):
        yield from _of_operation(node)
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in _COMPARISONS[type(operator)]:
                ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
                yield ast.Compare(node.left, ops, node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.Constant):
        yield from map(ast.Constant, _of_constant(node.value))
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.Attribute | ast.Name | ast.Tuple | ast.List) and isinstance(node.ctx, ast.Load):
        yield from _of_loaded(node)
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name):
        for sign in (ast.Add(), ast.Sub()):
            yield ast.Subscript(node.value, ast.BinOp(node.slice, sign, ast.Constant(1)), node.ctx)
    elif isinstance(node, ast.Slice):
        yield from _of_slice(node)


def _of_operation(node: ast.BinOp) -> Iterator[ast.expr]:
    other = _OPERATORS.get(type(node.op))
    if other is None:
        return
    yield ast.BinOp(node.left, other(), node.right)
    if isinstance(node.op, _ORDERED):
        yield ast.BinOp(node.right, node.op, node.left)
    yield node.left
    if isinstance(node.op, ast.Add | ast.Mult):
        yield node.right


def _of_constant(value: object) -> Sequence[float]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return sorted({0 if value == 1 else 1 if value == 0 else value - 1, value + 1, 2 * value} - {value})
    if isinstance(value, float):
        return sorted({2 * value, 0.0} - {value}) or [1.0]
    return []


def _of_call(node: ast.Call) -> Iterator[ast.expr]:
    values = node.args
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name not in _SYMMETRIC and not any(isinstance(value, ast.Starred) for value in values):
        for swapped in _swapped(values):
            yield ast.Call(node.func, swapped, node.keywords)
    for keyword in node.keywords:
        yield ast.Call(node.func, values, [other for other in node.keywords if other is not keyword])
    if name in _DROPPED and not node.keywords:
        if len(values) == 1:
            yield values[0]
        elif not values and isinstance(node.func, ast.Attribute):
            yield node.func.value
    if name == "einsum" and values and isinstance(values[0], ast.Constant) and "->" in str(values[0].value):
        inputs, _arrow, output = str(values[0].value).partition("->")
        yield ast.Call(node.func, [ast.Constant(f"{inputs}->{output.strip()[::-1]}"), *values[1:]], node.keywords)


def _of_loaded(node: ast.Attribute | ast.Name | ast.Tuple | ast.List) -> Iterator[ast.expr]:
    if isinstance(node, ast.Attribute):
        if node.attr == "T":
            yield node.value
        elif node.attr in _TWINS:
            yield ast.Attribute(node.value, _TWINS[node.attr], node.ctx)
    elif isinstance(node, ast.Name):
        if node.id in _BUILTIN:
            yield ast.Name(_TWINS[node.id], node.ctx)
    else:
        for swapped in _swapped(node.elts):
            yield type(node)(swapped, node.ctx)


def _swapped(values: Sequence[ast.expr]) -> Iterator[list[ast.expr]]:
    """With each two neighbours exchanged."""
    for place, (one, other) in enumerate(pairwise(values)):
        yield [*values[:place], other, one, *values[place + 2 :]]


def _of_slice(node: ast.Slice) -> Iterator[ast.expr]:
    for name in ("lower", "upper", "step"):
        bound = getattr(node, name)
        if bound is None:
            continue
        others: list[ast.expr | None] = [None]
        if isinstance(bound, ast.Name) and name != "step":
            others.append(ast.BinOp(bound, ast.Add(), ast.Constant(1)))
        for other in others:
            twin = ast.Slice(node.lower, node.upper, node.step)
            setattr(twin, name, other)
            yield twin
