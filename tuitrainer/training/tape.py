"""The tape of an expression: every operation in the order in which it is computed, with what the way back needs.

Reverse-mode differentiation: dy/dv is the sum, over every use of v in some u, of dy/du * du/dv. On a tape every operand
stands before what is made of it, so that going through it from its end each value is complete before it hands on
(exercise16; Linnainmaa 1970).
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError, unknown_name
from tuitrainer.base.texts import _

Derivatives = Callable[..., tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Operation:
    """How it is written with its operands' names, its value, and the derivative with respect to each operand."""

    text: str
    value: Callable[..., float]
    derivatives: Derivatives


def _sigmoid(a: float) -> float:
    return 0.5 * (1 + math.tanh(0.5 * a))


BINARY: Mapping[type[ast.operator], Operation] = {
    ast.Add: Operation("{} + {}", lambda a, b: a + b, lambda _a, _b: (1.0, 1.0)),
    ast.Sub: Operation("{} - {}", lambda a, b: a - b, lambda _a, _b: (1.0, -1.0)),
    ast.Mult: Operation("{} * {}", lambda a, b: a * b, lambda a, b: (b, a)),
    ast.Div: Operation("{} / {}", lambda a, b: a / b, lambda a, b: (1 / b, -a / b**2)),
}
NEGATIVE = Operation("-{}", lambda a: -a, lambda _a: (-1.0,))
FUNCTIONS: Mapping[str, Operation] = {
    "exp": Operation("exp {}", math.exp, lambda a: (math.exp(a),)),
    "log": Operation("log {}", math.log, lambda a: (1 / a,)),
    "relu": Operation("relu {}", lambda a: max(a, 0.0), lambda a: (float(a > 0),)),
    "tanh": Operation("tanh {}", math.tanh, lambda a: (1 - math.tanh(a) ** 2,)),
    "sigmoid": Operation("sigmoid {}", _sigmoid, lambda a: (_sigmoid(a) * (1 - _sigmoid(a)),)),
}


def _power(exponent: float) -> Operation:
    text = f"{{}} ** {exponent:g}"
    return Operation(text, lambda a: float(a**exponent), lambda a: (exponent * float(a ** (exponent - 1)),))


@dataclass(frozen=True, slots=True)
class Node:
    """One value of the tape: an input, a plain number or the result of an operation on earlier nodes."""

    name: str
    operation: str
    """As it is read: "h * h"; empty for an input."""
    value: float
    operands: tuple[int, ...] = ()
    """Indices of nodes; one that is used twice stands there twice."""
    derivatives: tuple[float, ...] = ()
    """Of this node with respect to each operand."""


def record(program: str, inputs: Mapping[str, float]) -> tuple[Node, ...]:
    """The tape of lines ``name = expression``, separated by semicolons or new lines; the last one is the result.

    Expressions take + - * / and ** with a plain exponent, exp, log, relu, tanh, sigmoid, numbers and names that stand
    for inputs or earlier lines. Raises UserError for anything else, and where there is no value (1 / 0, log of -1).
    """
    try:
        statements = ast.parse(program).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _refused(program) from None
    tape = _Tape(inputs)
    for statement in statements:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
            raise _refused(ast.unparse(statement))
        tape.add(statement.value, statement.targets[0].id)
    if not statements:
        raise _refused(program)
    return tuple(tape.nodes)


def backward(tape: tuple[Node, ...], handed_on: int | None = None) -> list[float]:
    """The gradient of the last node with respect to each, once the last `handed_on` nodes have handed theirs on.

    None goes all the way. With fewer, the gradients of earlier nodes are the parts that they have got so far.
    """
    gradients = [0.0] * len(tape)
    gradients[-1] = 1.0
    for index in list(reversed(range(len(tape))))[:handed_on]:
        for operand, derivative in zip(tape[index].operands, tape[index].derivatives, strict=True):
            gradients[operand] += gradients[index] * derivative
    return gradients


class _Tape:
    """Puts each value behind those that it is made of."""

    def __init__(self, inputs: Mapping[str, float]) -> None:
        with Check() as check:
            self.nodes = [Node(name, "", check.number(f"values.{name}", value)) for name, value in inputs.items()]
        self._places = {node.name: index for index, node in enumerate(self.nodes)}

    def add(self, expression: ast.expr, name: str = "") -> int:
        """Put `expression` on the tape, under a name of its own where none is given; where its value stands."""
        match expression:
            case ast.Name(id=used):
                if used not in self._places:
                    message = _("there is no value '{name}'").format(name=used)
                    raise UserError(unknown_name(message, used, self._places, "expression"))
                place = self._places[used]
            case ast.Constant(value=bool() | str()):
                raise _refused(ast.unparse(expression))
            case ast.Constant(value=int() | float() as number):
                place = self._append(Node(f"{number:g}", "", float(number)), "")
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                place = self._apply(NEGATIVE, (operand,), name)
            case ast.BinOp(op=ast.Pow(), left=left, right=ast.Constant(value=int() | float() as exponent)):
                place = self._apply(_power(float(exponent)), (left,), name)
            case ast.BinOp(
                op=ast.Pow(),
                left=left,
                right=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as size)),
            ):
                place = self._apply(_power(-float(size)), (left,), name)
            case ast.BinOp(op=operator, left=left, right=right) if type(operator) in BINARY:
                place = self._apply(BINARY[type(operator)], (left, right), name)
            case ast.Call(func=ast.Name(id=function), args=[argument], keywords=[]) if function in FUNCTIONS:
                place = self._apply(FUNCTIONS[function], (argument,), name)
            case _:
                raise _refused(ast.unparse(expression))
        if name:
            self._places[name] = place
        return place

    def _apply(self, operation: Operation, expressions: tuple[ast.expr, ...], name: str) -> int:
        operands = tuple(self.add(expression) for expression in expressions)
        names, values = [self.nodes[place].name for place in operands], [self.nodes[place].value for place in operands]
        text = operation.text.format(*names)
        try:
            value, derivatives = operation.value(*values), operation.derivatives(*values)
        except (ArithmeticError, ValueError, TypeError):  # TypeError: a root of a negative number is complex
            value, derivatives = math.nan, ()
        if not all(math.isfinite(number) for number in (value, *derivatives)):
            message = _("{operation} has no value or no derivative at {values}")
            shown = ", ".join(f"{number:g}" for number in values)
            raise UserError(Problem(message.format(operation=text, values=shown), "expression"))
        own = name or f"v{sum(bool(node.operands) for node in self.nodes) + 1}"
        return self._append(Node(own, text, value, operands, derivatives), own)

    def _append(self, node: Node, name: str) -> int:
        self.nodes.append(node)
        if name:
            self._places[name] = len(self.nodes) - 1
        return len(self.nodes) - 1


def _refused(text: str) -> UserError:
    shown = text if len(text) <= 40 else text[:39] + "…"
    message = _("'{text}' is no expression that can be put on a tape").format(text=shown)
    accepted = ("h = a * b; y = h * h + h", *(f"{name}(a)" for name in FUNCTIONS), "a ** 2")
    return UserError(Problem(message, "expression", accepted))
