"""The numbers of exercise16's worked example, as its statements print them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from worked_numbers import fixed, short


def numbers(e: Any) -> Iterable[str]:
    a, b = e.Value(2), e.Value(-3)
    h = a * b
    k = h * h
    y = k + h
    y.backward()
    yield from short([h.data, k.data, y.data, y.grad, k.grad, h.grad, a.grad, b.grad])
    handed_on_early = 2 * h.data * k.grad * b.data
    yield from short([2 * h.data * k.grad, handed_on_early, handed_on_early + a.grad])
    handed_on_again = 2 * h.grad
    yield from short([handed_on_again, handed_on_again * b.data, a.grad + handed_on_again * b.data])
    y.backward()
    yield from short([a.grad])
    yield from fixed(losses(e.Value), 4)


def losses(value: Any) -> Iterable[float]:
    """Of the network that learns XOR, at every fiftieth step."""
    draw = random.Random(6)
    hidden = [[value(draw.uniform(-1, 1)) for _ in range(3)] for _ in range(4)]
    out = [value(draw.uniform(-1, 1)) for _ in range(4)]
    net = [*hidden[0], *hidden[1], *hidden[2], *hidden[3], *out]
    found = []
    for step in range(201):
        loss = 0
        for p, q, target in (0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0):
            h = [(u * p + v * q + bias).tanh() for u, v, bias in hidden]
            y = sum(w * one for w, one in zip(out, h, strict=True))
            loss = loss + (y - target) ** 2
        for parameter in net:
            parameter.grad = 0.0
        loss.backward()  # type: ignore[attr-defined]
        for parameter in net:
            parameter.data -= 0.05 * parameter.grad
        if step % 50 == 0:
            found.append(loss.data)  # type: ignore[attr-defined]
    return found
