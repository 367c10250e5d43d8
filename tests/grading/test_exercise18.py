"""exercise18's reference against sums written out, and what is known of attention and of the encoding of positions."""

from __future__ import annotations

import math

import numpy as np

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.trusted import load_module

REFERENCE = load_module(find_exercise(find_course(), "exercise18").solution)
RNG = np.random.default_rng(18)


def test_attention_is_a_mean_with_softmax_weights() -> None:
    q, k, v = RNG.normal(size=(2, 4, 3)), RNG.normal(size=(2, 5, 3)), RNG.normal(size=(2, 5, 6))
    mask = np.tri(4, 5, dtype=bool)
    out, weights = REFERENCE.scaled_dot_product_attention(q, k, v, mask)
    for n, i in np.ndindex(2, 4):
        powers = [math.exp(q[n, i] @ k[n, j] / math.sqrt(3)) for j in range(i + 1)]
        shares = [power / sum(powers) for power in powers]
        assert np.allclose(weights[n, i], [*shares, *[0] * (4 - i)], rtol=1e-12)
        assert np.allclose(out[n, i], sum(share * v[n, j] for j, share in enumerate(shares)), rtol=1e-12)


def test_each_head_has_its_block_of_columns() -> None:
    x, parameters = RNG.normal(size=(3, 5, 8)), tuple(RNG.normal(size=(4, 8, 8)))
    alone = []
    for block in (slice(0, 4), slice(4, 8)):
        q, k, v = (x @ weights[:, block] for weights in parameters[:3])
        alone.append(REFERENCE.scaled_dot_product_attention(q, k, v)[0] @ parameters[3][block])
    assert np.allclose(REFERENCE.multi_head_attention(x, parameters, 2), sum(alone), rtol=1e-10)


def test_attention_does_not_know_the_order() -> None:
    x, parameters, order = RNG.normal(size=(2, 5, 6)), tuple(RNG.normal(size=(4, 6, 6))), [3, 0, 4, 1, 2]
    shuffled = REFERENCE.multi_head_attention(x[:, order], parameters, 3)
    assert np.allclose(shuffled, REFERENCE.multi_head_attention(x, parameters, 3)[:, order])


def test_so_many_places_further_on_is_a_rotation_that_is_the_same_everywhere() -> None:
    pairs = REFERENCE.positional_encoding(40, 8).reshape(40, 4, 2) @ [1j, 1]  # cos + i sin
    turned = pairs[7:] / pairs[:-7]
    assert np.allclose(turned, turned[0])
    assert np.allclose(
        np.angle(turned[0]), [7 / 10000 ** (2 * i / 8) - (2 * math.pi if i == 0 else 0) for i in range(4)]
    )
