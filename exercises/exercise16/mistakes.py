"""Wrong versions of exercise16's class, each a mistake that students make. A tuple holds several forms of one.

A class has parts: for each operation a rule that gives the result and its derivatives, the special methods by which
Python finds it, and the way back. `_value` builds the class with some parts wrong, or without some of them. A
derivative that is a function gets the gradient that arrives, and gives what goes on to the operand.
"""

import math

_RULES = {
    "add": lambda x, y: (x + y, 1.0, 1.0),
    "sub": lambda x, y: (x - y, 1.0, -1.0),
    "mul": lambda x, y: (x * y, y, x),
    "div": lambda x, y: (x / y, 1 / y, -x / y**2),
    "neg": lambda x: (-x, -1.0),
    "pow": lambda x, n: (x**n, n * x ** (n - 1)),
    "exp": lambda x: (math.exp(x), math.exp(x)),
    "log": lambda x: (math.log(x), 1 / x),
    "relu": lambda x: (max(x, 0.0), 1.0 if x > 0 else 0.0),
    "tanh": lambda x: (math.tanh(x), 1 - math.tanh(x) ** 2),
}


def _backward(self):
    """The right way back."""
    arrived = {self: 1.0}
    for value in reversed(_operands_first(self)):
        value.grad += arrived[value]
        for operand, derivative in value.operands:
            arrived[operand] = arrived.get(operand, 0.0) + _passed_on(arrived[value], derivative)


def _operands_first(value, key=lambda value: value):
    """Every value, each once, after its operands; two with the same key are taken for one."""
    order, seen = [], set()

    def visit(value):
        if key(value) not in seen:
            seen.add(key(value))
            for operand, _derivative in value.operands:
                visit(operand)
            order.append(value)

    visit(value)
    return order


def _passed_on(gradient, derivative):
    return derivative(gradient) if callable(derivative) else gradient * derivative


class _Parts:
    def __init__(self, data, operands=()):
        self.data = data
        self.grad = 0.0
        self.operands = operands

    def lifted(self, other):
        return type(self)(other) if isinstance(other, int | float) else other

    def apply(self, name, *others):
        """The new value of an operation on this one and others; what remains a plain number gets no gradient."""
        operands = [self, *others]
        result, *derivatives = self.rules[name](*(getattr(operand, "data", operand) for operand in operands))
        pairs = zip(operands, derivatives, strict=False)
        return type(self)(result, [(operand, derivative) for operand, derivative in pairs])

    def __add__(self, other):
        return self.apply("add", self.lifted(other))

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self.apply("sub", self.lifted(other))

    def __rsub__(self, other):
        return self.lifted(other) - self

    def __mul__(self, other):
        return self.apply("mul", self.lifted(other))

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self.apply("div", self.lifted(other))

    def __rtruediv__(self, other):
        return self.lifted(other) / self

    def __neg__(self):
        return self.apply("neg")

    def __pow__(self, exponent):
        return self.apply("pow", exponent)

    def exp(self):
        return self.apply("exp")

    def log(self):
        return self.apply("log")

    def relu(self):
        return self.apply("relu")

    def tanh(self):
        return self.apply("tanh")


_METHODS = {name: part for name, part in vars(_Parts).items() if name not in ("__dict__", "__weakref__")}


def _value(*, rules=None, without=(), **methods):
    """A class named Value with these rules and methods, and without some that it should have."""
    parts = _METHODS | {"rules": _RULES | (rules or {}), "backward": _backward} | methods
    return type("Value", (), {name: part for name, part in parts.items() if name not in without})


# - and / made of the other operators, as most do it: what is wrong in these is wrong in those too
_COMPOSED = {
    "__neg__": lambda self: self * -1,
    "__sub__": lambda self, other: self + -self.lifted(other),
    "__truediv__": lambda self, other: self * self.lifted(other) ** -1,
}
_IN_OTHERS = ("neg", "mul", "pow")


def _each(name, *rules):
    """A class for each wrong rule of one operation; two where others are made of it."""
    classes = [_value(rules={name: rule}) for rule in rules]
    for rule in rules if name in _IN_OTHERS else ():
        own = {"__sub__": _COMPOSED["__sub__"]} if name == "neg" else _COMPOSED
        classes.append(_value(rules={name: rule}, **own))
    return tuple(classes)


# -- values ------------------------------------------------------------------------------------------------------------


def _returning_number(name):
    return lambda self, *others: self.rules[name](*(getattr(one, "data", one) for one in (self, *others)))[0]


def _returning_none(_self, *_others):
    return None


_SPECIAL = {"add": "__add__", "sub": "__sub__", "mul": "__mul__", "div": "__truediv__", "neg": "__neg__"} | {
    "pow": "__pow__", "exp": "exp", "log": "log", "relu": "relu", "tanh": "tanh",
}  # fmt: skip

operation_missing = tuple(_value(without=[method]) for method in _SPECIAL.values())
number_returned = tuple(_value(**{method: _returning_number(name)}) for name, method in _SPECIAL.items())
nothing_returned = (_value(__add__=_returning_none), _value(exp=_returning_none))


def _changing_self(name):
    """The result is written into the left operand."""

    def method(self, *others):
        self.data = self.rules[name](*(getattr(one, "data", one) for one in (self, *others)))[0]
        return self

    return method


operand_changed = (
    *(_value(**{_SPECIAL[name]: _changing_self(name)}) for name in ("add", "neg", "relu")),
    _value(**{method: _changing_self(name) for name, method in _SPECIAL.items()}),
    _value(__neg__=_changing_self("neg"), __sub__=lambda self, other: self + -self.lifted(other)),
)
difference_reversed = _each("sub", lambda x, y: (y - x, -1.0, 1.0))
quotient_reversed = _each("div", lambda x, y: (y / x, -y / x**2, 1 / x))
floor_division = _each("div", lambda x, y: (x // y, 1 / y, -x / y**2))
power_times = _each("pow", lambda x, n: (x * n, n), lambda x, n: (n**x, n**x))
log_of_another_base = _each(
    "log", lambda x: (math.log10(x), 1 / x), lambda x: (math.log2(x), 1 / x), lambda x: (math.log1p(x), 1 / x)
)
exp_of_another_base = _each("exp", lambda x: (2**x, 2**x), lambda x: (10**x, 10**x), lambda x: (math.expm1(x), 1.0))
relu_absolute = _each("relu", lambda x: (abs(x), math.copysign(1, x)))
relu_clips_above = _each("relu", lambda x: (min(x, 0.0), 1.0 if x < 0 else 0.0))
relu_is_a_step = _each("relu", lambda x: (1.0 if x > 0 else 0.0, 0.0))
relu_leaks = _each(
    "relu",
    lambda x: (x if x > 0 else 0.01 * x, 1.0),
    lambda x: (x if x > 0 else 0.1 * x, 1.0),
    lambda x: (x, 1.0),
)
tanh_is_sigmoid = _each("tanh", lambda x: (1 / (1 + math.exp(-x)), 0.0))
tanh_sign = _each("tanh", lambda x: (-math.tanh(x), 0.0))
tanh_is_tan = _each("tanh", lambda x: (math.tan(x), 0.0))


def _truncating(self, data, operands=()):
    self.data, self.grad, self.operands = int(data), 0.0, operands


data_integer = _value(__init__=_truncating)


# -- operators --------------------------------------------------------------------------------------------------------


def _seeding(seed):
    """The way back that begins with another number than 1, or ends after some values."""

    def backward(self):
        arrived = {self: seed(self)}
        for value in reversed(_operands_first(self)):
            value.grad += arrived[value]
            for operand, derivative in value.operands:
                arrived[operand] = arrived.get(operand, 0.0) + _passed_on(arrived[value], derivative)

    return backward


def _one_level(self):
    self.grad += 1.0
    for operand, derivative in self.operands:
        operand.grad += _passed_on(1.0, derivative)


def _in_computed_order(self):
    """In the order of the computation: operands pass on before anything has arrived."""
    self.grad = 1.0
    for value in _operands_first(self):
        for operand, derivative in value.operands:
            operand.grad += _passed_on(value.grad, derivative)


def _returning_gradients(self):
    return dict.fromkeys(_operands_first(self), 1.0)


nothing_arrives = (_value(backward=_seeding(lambda _self: 0.0)), _value(backward=_returning_gradients))
seed_is_own_number = _value(backward=_seeding(lambda self: self.data))
one_level_only = (_value(backward=_one_level), _value(backward=_in_computed_order))


def _from_one(self, data, operands=()):
    self.data, self.grad, self.operands = data, 1.0, operands


grad_begins_at_one = _value(__init__=_from_one)


def _ignoring(rule):
    """Its derivatives go on to the operands as they are, without the gradient that arrives."""

    def ignoring(*numbers):
        result, *derivatives = rule(*numbers)
        return result, *((lambda _gradient, d=d: d) for d in derivatives)

    return ignoring


def _adding(rule):
    """Gradient and derivative are added instead of multiplied."""

    def adding(*numbers):
        result, *derivatives = rule(*numbers)
        return result, *((lambda gradient, d=d: gradient + d) for d in derivatives)

    return adding


def _ignoring_in(*names, **methods):
    return _value(rules={name: _ignoring(_RULES[name]) for name in names}, **methods)


arriving_gradient_ignored = (
    _ignoring_in(*_RULES),
    *(_ignoring_in(name) for name in ("add", "sub", "neg", "mul", "div", "pow")),
    *(_ignoring_in(name, **_COMPOSED) for name in ("add", "mul", "pow")),
    _ignoring_in(*_RULES, **_COMPOSED),
)
chain_rule_adds = _value(rules={name: _adding(rule) for name, rule in _RULES.items()})
difference_sign = _each("sub", lambda x, y: (x - y, 1.0, 1.0), lambda x, y: (x - y, -1.0, 1.0))
negation_sign = _each("neg", lambda x: (-x, 1.0))
product_own_factor = _each("mul", lambda x, y: (x * y, x, y), lambda x, y: (x * y, y, y), lambda x, y: (x * y, x, x))
product_like_sum = _each("mul", lambda x, y: (x * y, 1.0, 1.0))
quotient_square = _each(
    "div", lambda x, y: (x / y, 1 / y, -x / y), lambda x, y: (x / y, 1 / y, -1 / y**2),
    lambda x, y: (x / y, 1 / y, -1 / y), lambda x, y: (x / y, 1 / y, x), lambda x, y: (x / y, 1 / y, 1 / x),
    lambda x, y: (x / y, 1 / y, -x * y**2),
)  # fmt: skip
quotient_sign = _each("div", lambda x, y: (x / y, 1 / y, x / y**2))
quotient_numerator = _each(
    "div",
    lambda x, y: (x / y, y, -x / y**2),
    lambda x, y: (x / y, 1.0, -x / y**2),
    lambda x, y: (x / y, 1 / y**2, -x / y**2),
)
power_factor_forgotten = _each("pow", lambda x, n: (x**n, x ** (n - 1)))
power_exponent_kept = _each("pow", lambda x, n: (x**n, n * x**n), lambda x, n: (x**n, n * x ** (n + 1)))
power_like_exp = _each("pow", lambda x, n: (x**n, x**n * math.log(abs(x))))


# -- functions ---------------------------------------------------------------------------------------------------------

function_ignores_gradient = (
    *(_ignoring_in(name) for name in ("exp", "log", "relu", "tanh")),
    _ignoring_in("exp", "log", "relu", "tanh"),
)
exp_like_power = _each("exp", lambda x: (math.exp(x), x * math.exp(x - 1)), lambda x: (math.exp(x), x * math.exp(x)))
exp_passes_on = _each("exp", lambda x: (math.exp(x), 1.0), lambda x: (math.exp(x), x))
log_derivative = _each(
    "log", lambda x: (math.log(x), x), lambda x: (math.log(x), 1.0), lambda x: (math.log(x), math.log(x)),
    lambda x: (math.log(x), -1 / x), lambda x: (math.log(x), 1 / (x * math.log(10))),
    lambda x: (math.log(x), 1 / x**2), lambda x: (math.log(x), -1 / x**2),
)  # fmt: skip
relu_passes_all = _each("relu", lambda x: (max(x, 0.0), 1.0))
relu_passes_nothing = _each("relu", lambda x: (max(x, 0.0), 0.0))
relu_passes_the_number = _each("relu", lambda x: (max(x, 0.0), max(x, 0.0)), lambda x: (max(x, 0.0), x))
relu_masks_the_gradient = _each(
    "relu",
    lambda x: (max(x, 0.0), lambda gradient: max(gradient, 0.0)),
    lambda x: (max(x, 0.0), lambda gradient: gradient if gradient > 0 and x > 0 else 0.0),
)
tanh_of_operand = _each("tanh", lambda x: (math.tanh(x), 1 - x**2))
tanh_of_result = _each("tanh", lambda x: (math.tanh(x), 1 - math.tanh(math.tanh(x)) ** 2))
tanh_square_forgotten = _each("tanh", lambda x: (math.tanh(x), 1 - math.tanh(x)))
tanh_like_sigmoid = _each("tanh", lambda x: (math.tanh(x), math.tanh(x) * (1 - math.tanh(x))))
tanh_plus = _each("tanh", lambda x: (math.tanh(x), 1 + math.tanh(x) ** 2), lambda x: (math.tanh(x), math.tanh(x) ** 2))


# -- plain_numbers -----------------------------------------------------------------------------------------------------

_REFLECTED = ("__radd__", "__rsub__", "__rmul__", "__rtruediv__")

reflected_missing = (_value(without=_REFLECTED), *(_value(without=[name]) for name in _REFLECTED))


def _not_lifted(name):
    def method(self, other):
        other.data  # noqa: B018  what a plain number does not have
        return self.apply(name, other)

    return method


plain_number_not_wrapped = (
    *(_value(**{_SPECIAL[name]: _not_lifted(name)}) for name in ("add", "sub", "mul", "div")),
    _value(**{_SPECIAL[name]: _not_lifted(name) for name in ("add", "sub", "mul", "div")}),
    _value(__rsub__=lambda self, other: other.data - self),
)


def _subtracting_from_self(self, other):
    return self - other


def _divided_itself(self, other):
    return self / other


reflected_difference_reversed = (
    _value(__rsub__=_subtracting_from_self),
    _value(__rsub__=_subtracting_from_self, __rtruediv__=_divided_itself),
)
reflected_difference_reversed[1].also = ("reflected-quotient-reversed",)
reflected_quotient_reversed = _value(__rtruediv__=_divided_itself)
reflected_gradient_lost = (
    *(_value(**{f"__r{name}__": lambda self, other, rule=rule: type(self)(rule(other, self.data))}) for name, rule in {
        "add": lambda x, y: x + y, "sub": lambda x, y: x - y, "mul": lambda x, y: x * y, "truediv": lambda x, y: x / y,
    }.items()),
)  # fmt: skip
reflected_derivative = (
    _value(__rsub__=lambda self, other: type(self)(other - self.data, [(self, 1.0)])),
    _value(__rtruediv__=lambda self, other: type(self)(other / self.data, [(self, 1 / other)])),
    _value(__rtruediv__=lambda self, other: type(self)(other / self.data, [(self, other / self.data**2)])),
    _value(__rtruediv__=lambda self, other: type(self)(other / self.data, [(self, -1 / self.data**2)])),
    _value(__rtruediv__=lambda self, other: type(self)(other / self.data, [(self, other)])),
)


# -- graph -------------------------------------------------------------------------------------------------------------


def _overwriting(self):
    self.grad = 1.0
    for value in reversed(_operands_first(self)):
        for operand, derivative in value.operands:
            operand.grad = _passed_on(value.grad, derivative)


def _overwriting_recursively(self, gradient=1.0):
    self.grad = gradient
    for operand, derivative in self.operands:
        _overwriting_recursively(operand, _passed_on(gradient, derivative))


def _overwriting_in_breadth(self):
    self.grad = 1.0
    waiting = [self]
    while waiting:
        value = waiting.pop(0)
        for operand, derivative in value.operands:
            operand.grad = _passed_on(value.grad, derivative)
            waiting.append(operand)


grad_overwritten = tuple(
    _value(backward=way) for way in (_overwriting, _overwriting_recursively, _overwriting_in_breadth)
)


def _whole_grad_at_each_visit(self, next_one, seen):
    """What has gathered in grad is passed on at each visit, or at the first one where `seen` is a set."""
    self.grad = 1.0
    waiting = [self]
    while waiting:
        value = waiting.pop(next_one)
        if seen is not None:
            if value in seen:
                continue
            seen.add(value)
        for operand, derivative in value.operands:
            operand.grad += _passed_on(value.grad, derivative)
            waiting.append(operand)


def _recursively(self):
    self.grad = 1.0

    def visit(value):
        for operand, derivative in value.operands:
            operand.grad += _passed_on(value.grad, derivative)
        for operand, _derivative in value.operands:
            visit(operand)

    visit(self)


def _recursively_one_by_one(self):
    self.grad = 1.0

    def visit(value):
        for operand, derivative in value.operands:
            operand.grad += _passed_on(value.grad, derivative)
            visit(operand)

    visit(self)


def _recursively_once(self):
    self.grad, seen = 1.0, set()

    def visit(value):
        if value in seen:
            return
        seen.add(value)
        for operand, derivative in value.operands:
            operand.grad += _passed_on(value.grad, derivative)
        for operand, _derivative in value.operands:
            visit(operand)

    visit(self)


def _values_first(self):
    """A list of all values, each put down before its operands: no topological order where values are shared."""
    self.grad, order = 1.0, []

    def visit(value):
        if value not in order:
            order.append(value)
            for operand, _derivative in value.operands:
                visit(operand)

    visit(self)
    for value in order:
        for operand, derivative in value.operands:
            operand.grad += _passed_on(value.grad, derivative)


def _in_breadth(next_one, once):
    return lambda self: _whole_grad_at_each_visit(self, next_one, set() if once else None)


no_topological_order = tuple(
    _value(backward=way)
    for way in (
        _recursively, _recursively_one_by_one, _recursively_once, _values_first,
        _in_breadth(0, once=False), _in_breadth(0, once=True), _in_breadth(-1, once=False), _in_breadth(-1, once=True),
    )
)  # fmt: skip


def _known_by(key):
    """The right order, in which values with the same key are taken for one."""

    def backward(self):
        arrived = {self: 1.0}
        for value in reversed(_operands_first(self, key)):
            value.grad += arrived.get(value, 0.0)
            for operand, derivative in value.operands:
                arrived[operand] = arrived.get(operand, 0.0) + _passed_on(arrived.get(value, 0.0), derivative)

    return backward


def _shared_by_number(self):
    """Gradients by number, so that equal numbers share one."""
    arrived = {self.data: 1.0}
    for value in reversed(_operands_first(self)):
        value.grad += arrived[value.data]
        for operand, derivative in value.operands:
            arrived[operand.data] = arrived.get(operand.data, 0.0) + _passed_on(arrived[value.data], derivative)


equal_numbers_confused = (_value(backward=_known_by(lambda value: value.data)), _value(backward=_shared_by_number))


def _operands_once(self):
    """A set of operands: of x * x only one x is left."""
    arrived = {self: 1.0}
    for value in reversed(_operands_first(self)):
        value.grad += arrived[value]
        for operand, derivative in dict(value.operands).items():
            arrived[operand] = arrived.get(operand, 0.0) + _passed_on(arrived[value], derivative)


both_sides_the_same = _value(backward=_operands_once)


def _without_own(self):
    before = self.grad
    _backward(self)
    self.grad = before


own_gradient_missing = _value(backward=_without_own)


def _only_leaves(self):
    arrived = {self: 1.0}
    for value in reversed(_operands_first(self)):
        if not value.operands:
            value.grad += arrived[value]
        for operand, derivative in value.operands:
            arrived[operand] = arrived.get(operand, 0.0) + _passed_on(arrived[value], derivative)


inner_gradients_missing = _value(backward=_only_leaves)


# -- training ----------------------------------------------------------------------------------------------------------


def _in_order(self):
    for value in reversed(_operands_first(self)):
        for operand, derivative in value.operands:
            operand.grad += _passed_on(value.grad, derivative)


def _keeping(self):
    self.grad = 1.0
    _in_order(self)


def _keeping_own_too(self):
    self.grad += 1.0
    _in_order(self)


inner_gradients_kept = (_value(backward=_keeping), _value(backward=_keeping_own_too))


def _erasing(self):
    for value in _operands_first(self):
        value.grad = 0.0
    _keeping(self)


old_gradients_erased = _value(backward=_erasing)


def _seen_kept():
    seen = set()

    def backward(self):
        order = []

        def visit(value):
            if value not in seen:
                seen.add(value)
                for operand, _derivative in value.operands:
                    visit(operand)
                order.append(value)

        visit(self)
        self.grad = 1.0
        for value in reversed(order):
            for operand, derivative in value.operands:
                operand.grad += _passed_on(value.grad, derivative)

    return backward


def _once_only(self):
    if not getattr(self, "done", False):
        self.done = True
        _backward(self)


seen_kept = (_value(backward=_seen_kept()), _value(backward=_once_only))
