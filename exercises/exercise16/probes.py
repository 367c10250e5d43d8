"""What the grader calls: every operation forward and backward, plain numbers, shared values, and a net that learns.

A key of the results is the little program whose result it is, with its numbers, so that a report shows what to try.
"""

import re
from types import SimpleNamespace

# what it is called: how it is computed, of a > 0 and b < 0
OPERATORS = {
    "a + b": lambda a, b: a + b,
    "a - b": lambda a, b: a - b,
    "a * b": lambda a, b: a * b,
    "a / b": lambda a, b: a / b,
    "-a": lambda a, _b: -a,
    "b ** 2": lambda _a, b: b**2,
    "a ** -2": lambda a, _b: a**-2,
    "a ** 0.5": lambda a, _b: a**0.5,
}
FUNCTIONS = {
    "a.exp()": lambda a, _b: a.exp(),
    "a.log()": lambda a, _b: a.log(),
    "a.relu()": lambda a, _b: a.relu(),
    "b.relu()": lambda _a, b: b.relu(),
    "-(-b).relu()": lambda _a, b: -(-b).relu(),  # whichever sign w has, a gradient with the other one arrives here
    "a.tanh()": lambda a, _b: a.tanh(),
    "b.tanh()": lambda _a, b: b.tanh(),
}

WITH_NUMBERS = {
    "a + 3": lambda a: a + 3,
    "a - 3": lambda a: a - 3,
    "a * 2.5": lambda a: a * 2.5,
    "a / 2.5": lambda a: a / 2.5,
    "3 + a": lambda a: 3 + a,
    "3 - a": lambda a: 3 - a,
    "2.5 * a": lambda a: 2.5 * a,
    "2.5 / a": lambda a: 2.5 / a,
    "sum([a, 2.5])": lambda a: sum([a, 2.5]),  # begins with 0 + a
}


def values(module, rng):
    numbers = drawn(rng)
    a, b = operands = made(class_of(module), numbers, "a", "b")
    given = told(numbers, "a", "b")
    results = {f"{given}({text}).data": compute(a, b).data for text, compute in (OPERATORS | FUNCTIONS).items()}
    # none of them has changed its operands
    after = f"{given}a + b; ...; b.tanh()"
    return results | {f"{after}; {name}.data": v.data for name, v in zip("ab", operands, strict=True)}


def operators(module, rng):
    return derivatives(OPERATORS, class_of(module), drawn(rng))


def derivatives(operations, value, numbers):
    results = {}
    for text, compute in operations.items():
        named = dict(zip("abw", made(value, numbers, "a", "b", "w"), strict=True))
        y = compute(named["a"], named["b"]) * named["w"]
        y.backward()
        for name in sorted(names_in(text)) + ["w"] * (not results):
            results[told(numbers, "a", "b", "w") + f"y = ({text}) * w; {name}.grad"] = named[name].grad
    return results


def graph(module, rng):
    numbers, value = {name: number(rng, 0.4, 1.2) for name in "ab"}, class_of(module)
    results = {}
    for text, program in GRAPHS.items():
        a, b = made(value, numbers, "a", "b")
        named = {"a": a, "b": b} | program(a, b)
        named["y"].backward()
        for name in sorted(names_in(text)):
            results[told(numbers, "a", "b") + f"{text}; {name}.grad"] = named[name].grad
    # two values that hold the same number are two values
    numbers = dict.fromkeys("ab", numbers["a"])
    a, b = made(value, numbers, "a", "b")
    (a * b * b + a).backward()
    return results | seen(numbers, "y = a * b * b + a", a, b)


def _h_squared_plus_h(a, b):
    h = a * b
    return {"h": h, "y": h * h + h}


def _h_plus_h_squared(a, b):
    h = a * b
    return {"h": h, "y": h + h * h}


def _long_way_first(a, b):
    h = a**3
    k = h * b
    return {"h": h, "k": k, "y": k * k * h + k}


def _short_way_first(a, b):
    h = a**3
    k = h + b
    return {"h": h, "k": k, "y": h * (h * k) ** 0.5}


def _doubled(a, _b):
    y = a
    for _ in range(8):
        y = y + y
    return {"y": y}


# of operators alone: relu(a) holds the number of a, and who tells values by their numbers would be told of relu
GRAPHS = {
    "y = a + a": lambda a, _b: {"y": a + a},
    "y = a * a": lambda a, _b: {"y": a * a},
    "y = a * b + a": lambda a, b: {"y": a * b + a},
    "h = a * b; y = a + b * b": lambda a, b: {"h": a * b, "y": a + b * b},  # y does not come from h
    "h = a * b; y = h * h + h": _h_squared_plus_h,
    "h = a * b; y = h + h * h": _h_plus_h_squared,
    "h = a ** 3; k = h * b; y = k * k * h + k": _long_way_first,
    "h = a ** 3; k = h + b; y = h * (h * k) ** 0.5": _short_way_first,
    "y = a; 8 * (y = y + y)": _doubled,
}


def functions(module, rng):
    return derivatives(FUNCTIONS, class_of(module), drawn(rng))


def plain_numbers(module, rng):
    numbers, value = drawn(rng), class_of(module)
    results = {}
    for text, compute in WITH_NUMBERS.items():
        (a,) = made(value, numbers, "a")
        y = compute(a)
        y.backward()
        results[told(numbers, "a") + f"({text}).data"] = y.data
        results[told(numbers, "a") + f"y = {text}; a.grad"] = a.grad
    return results


def training(module, rng):
    numbers, value = {name: number(rng, 0.4, 1.2) for name in "ab"}, class_of(module)
    results = {}

    a, b, y = squared_plus(value, numbers)
    y.backward()
    y.backward()
    results |= seen(numbers, "h = a * b; y = h * h + h; y.backward(); y.backward()", a, b)

    a, b, y = squared_plus(value, numbers)
    y.backward()
    a.grad = b.grad = 0.0
    y.backward()
    results |= seen(numbers, "h = a * b; y = h * h + h; y.backward(); a.grad = b.grad = 0.0; y.backward()", a, b)

    a, b = made(value, numbers, "a", "b")
    h = a * b
    (h * a).backward()
    h.exp().backward()
    results |= seen(numbers, "h = a * b; (h * a).backward(); h.exp().backward()", a, b)

    losses, net = trained(value, rng)
    for step, loss in enumerate(losses):
        results[f"losses[{step}]"] = loss
    for name, parameter in vars(net).items():
        results[f"net.{name}, {len(losses)} steps"] = [entry.data for entry in parameter]
    return results


def squared_plus(value, numbers):
    """An inner value that is used three times, and its y."""
    a, b = made(value, numbers, "a", "b")
    h = a * b
    return a, b, h * h + h


def trained(value, rng):
    """Three steps of descent: two inputs, two tanh and one ReLU, one output, squared errors. Nothing comes near 0."""
    inputs = [(number(rng, 0.5, 1), -number(rng, 0.5, 1)), (-number(rng, 0.5, 1), number(rng, 0.5, 1))]
    targets = [number(rng, 4, 5), -number(rng, 4, 5)]
    net = SimpleNamespace(
        left=[value(number(rng, 0.6, 1)) for _ in range(3)],
        right=[value(-number(rng, 0.6, 1)) for _ in range(3)],
        out=[value(number(rng, 0.6, 1)) for _ in range(3)],
    )
    losses = []
    for _step in range(3):
        loss = value(0.0)
        for (one, two), target in zip(inputs, targets, strict=True):
            sums = [w * one + v * two for w, v in zip(net.left, net.right, strict=True)]
            hidden = [sums[0].tanh(), sums[1].tanh(), sums[2].relu()]
            out = hidden[0] * net.out[0] + hidden[1] * net.out[1] + hidden[2] * net.out[2]
            loss = loss + (out - target) ** 2 / len(inputs)
        loss.backward()
        losses.append(loss.data)
        for parameter in (*net.left, *net.right, *net.out):
            parameter.data = parameter.data - 0.01 * parameter.grad
            parameter.grad = 0.0
    return losses, net


def drawn(rng):
    """a > 0, b < 0, and w, negative: a gradient that arrives with a minus sign. a is no multiple of the others."""
    return {"a": number(rng, 1.2, 1.9) + 0.005, "b": -number(rng, 0.4, 0.9), "w": -number(rng, 2.1, 3)}


def number(rng, low, high):
    """Of few digits, so that a report can show it."""
    return round(float(rng.uniform(low, high)), 2)


def made(value, numbers, *names):
    return [value(numbers[name]) for name in names]


def told(numbers, *names):
    """The line of a program that gives these their numbers."""
    return f"{', '.join(names)} = {', '.join(f'{numbers[name]:g}' for name in names)}; "


def seen(numbers, program, a, b):
    """The gradients of a and b."""
    return {told(numbers, "a", "b") + f"{program}; {name}.grad": v.grad for name, v in (("a", a), ("b", b))}


def names_in(text):
    return set(re.findall(r"\b[a-z]\b", text))


def class_of(module):
    """The student's own class: what stands for its objects, to record calls, hands on methods but no operators."""
    return vars(module)["_module"].Value
