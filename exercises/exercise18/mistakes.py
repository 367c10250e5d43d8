"""Wrong versions of exercise18's functions, each a mistake that students make. A tuple holds several forms of one.

Attention is a row of small steps. Nearly every mistake sits in one of them, so the makers below (`_attention`,
`_heads`, `_encoding`) take the wrong step by name.
"""

from itertools import permutations

import numpy as np


def _softmax(scores, axis=-1):
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _root(q, k, v):
    return np.sqrt(q.shape[-1])


def _products(q, k):
    return q @ np.swapaxes(k, -1, -2)


def _hide(scores, mask):
    return np.where(mask, scores, -np.inf)


def _unchanged(values, mask):
    return values


def _attention(
    divisor=_root, products=_products, hide=_hide, softmax=_softmax, hide_later=_unchanged,
    mix=lambda weights, q, k, v: weights @ v, told=lambda out, weights, scores: (out, weights),
):  # fmt: skip
    """scaled_dot_product_attention with some of its steps exchanged."""

    def attention(q, k, v, mask=None):
        scores = products(q, k) / divisor(q, k, v)
        shown = scores if mask is None else hide(scores, mask)
        weights = softmax(shown)
        if mask is not None:
            weights = hide_later(weights, mask)
        return told(mix(weights, q, k, v), weights, shown)

    return attention


# -- scaled_dot_product_attention --------------------------------------------------------------------------------------

_SECOND = {
    "mask-ignored": {"hide": _unchanged},
    "mask-inverted": {"hide": lambda scores, mask: np.where(mask, -np.inf, scores)},
    "masked-scores-0": {"hide": lambda scores, mask: scores * mask},
    "mask-after-softmax": {"hide": _unchanged, "hide_later": lambda weights, mask: weights * mask},
    "softmax-over-queries": {"softmax": lambda scores: _softmax(scores, -2)},
}
"""Mistakes that may come on top of a wrong divisor."""


def _alone_and_with_another(divisor):
    forms = [_attention(divisor=divisor)]
    for also, steps in _SECOND.items():
        forms.append(_attention(divisor=divisor, **steps))
        forms[-1].also = (also,)
    return tuple(forms)


_without_divisor = _attention(divisor=lambda q, k, v: 1)
not_scaled = _alone_and_with_another(lambda q, k, v: 1)
scaled_otherwise = (
    *_alone_and_with_another(lambda q, k, v: q.shape[-1]),
    _attention(divisor=lambda q, k, v: 1 / np.sqrt(q.shape[-1])),
    _attention(divisor=lambda q, k, v: 1 / q.shape[-1]),
    _attention(divisor=lambda q, k, v: np.sqrt(v.shape[-1])),
    _attention(divisor=lambda q, k, v: np.sqrt(k.shape[-2])),
    _attention(divisor=lambda q, k, v: np.sqrt(q.shape[-2])),
    _attention(divisor=lambda q, k, v: np.sqrt(q.size)),
    _attention(divisor=lambda q, k, v: np.sqrt(q.shape[0])),
)


def _weights_scaled(q, k, v, mask=None):
    _, weights = _without_divisor(q, k, v, mask)
    weights = weights / _root(q, k, v)
    return weights @ v, weights


def _out_scaled(q, k, v, mask=None):
    out, weights = _without_divisor(q, k, v, mask)
    return out / _root(q, k, v), weights


scaled_after_softmax = (_weights_scaled, _out_scaled)
softmax_over_queries = (
    _attention(softmax=lambda scores: _softmax(scores, -2)),
    _attention(softmax=lambda scores: _softmax(scores, 0)),
    _attention(softmax=lambda scores: _softmax(scores, 1)),
)


def _over_everything(scores):
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


softmax_over_everything = (_attention(softmax=_over_everything), _attention(softmax=lambda s: _softmax(s, (-2, -1))))
softmax_forgotten = (
    _attention(softmax=lambda scores: scores),
    _attention(softmax=lambda scores: scores, hide=lambda scores, mask: scores * mask),
    _attention(softmax=lambda scores: scores, hide=_unchanged),
    _attention(softmax=lambda scores: scores, hide=lambda scores, mask: np.where(mask, scores, -1e9)),
)
softmax_not_normalised = (
    _attention(softmax=np.exp),
    _attention(softmax=lambda scores: np.exp(scores - scores.max(axis=-1, keepdims=True))),
)
sum_instead_of_softmax = _attention(
    softmax=lambda scores: scores / scores.sum(axis=-1, keepdims=True), hide=lambda scores, mask: scores * mask
)
mask_ignored = _attention(hide=_unchanged)
mask_inverted = (
    _attention(hide=lambda scores, mask: np.where(mask, -np.inf, scores)),
    _attention(hide=_unchanged, hide_later=lambda weights, mask: np.where(mask, 0, weights)),
)
mask_after_softmax = (
    _attention(hide=_unchanged, hide_later=lambda weights, mask: weights * mask),
    _attention(hide=_unchanged, hide_later=lambda weights, mask: np.where(mask, weights, -np.inf)),
    _attention(hide=_unchanged, hide_later=lambda weights, mask: np.where(mask, weights, -1e9)),
    _attention(hide=_unchanged, hide_later=lambda weights, mask: weights + np.where(mask, 0, -1e9)),
    _attention(hide=_unchanged, hide_later=lambda weights, mask: weights + mask),
    _attention(hide=_unchanged, hide_later=lambda weights, mask: weights - 1e9 * (~mask)),
)
masked_scores_0 = (
    _attention(hide=lambda scores, mask: scores * mask),
    _attention(hide=lambda scores, mask: np.where(mask, scores, 1e-9)),
)
mask_added_to_scores = (
    _attention(hide=lambda scores, mask: scores + mask),
    _attention(hide=lambda scores, mask: np.where(mask, scores, -1)),
)
mask_adding_the_wrong_way = (
    _attention(hide=lambda scores, mask: scores + np.where(mask, 0, 1e9)),
    _attention(hide=lambda scores, mask: np.where(mask, scores, 1e9)),
    _attention(hide=lambda scores, mask: np.where(mask, scores, np.inf)),
)


def _first_axes(scores, mask):
    scores = scores.copy()
    scores[~mask] = -np.inf
    return scores


mask_on_the_first_axes = _attention(hide=_first_axes)
mask_transposed = (
    _attention(hide=lambda scores, mask: np.where(mask.T, scores, -np.inf)),
    _attention(hide=lambda scores, mask: scores * mask.T),
    _attention(hide=lambda scores, mask: scores + np.where(mask.T, 0, -1e9)),
)
all_axes_of_k_reversed = (
    _attention(products=lambda q, k: q @ k.T),
    _attention(products=lambda q, k: np.matmul(q, k.T)),
)
one_number_of_axes_only = (
    _attention(products=lambda q, k: q @ k.transpose(0, 2, 1)),
    _attention(products=lambda q, k: q @ np.transpose(k, (0, 2, 1))),
    _attention(products=lambda q, k: q @ k.transpose(0, 1, 3, 2)),
    _attention(products=lambda q, k: q @ np.swapaxes(k, 1, 2)),
    _attention(products=lambda q, k: np.einsum("nqd,nkd->nqk", q, k)),
)
keys_not_transposed = (
    _attention(products=lambda q, k: q @ k),
    _attention(products=lambda q, k: q * k),
)
keys_averaged = _attention(mix=lambda weights, q, k, v: weights @ k)
values_not_mixed = (
    _attention(mix=lambda weights, q, k, v: v),
    _attention(mix=lambda weights, q, k, v: np.repeat(v.mean(axis=-2, keepdims=True), q.shape[-2], axis=-2)),
)


def _unmasked_scores_returned(q, k, v, mask=None):
    return _attention()(q, k, v, mask)[0], _products(q, k) / _root(q, k, v)


scores_returned = (_attention(told=lambda out, weights, scores: (out, scores)), _unmasked_scores_returned)


# -- multi_head_attention ----------------------------------------------------------------------------------------------


def _split(x, heads):
    examples, steps, depth = x.shape
    return x.reshape(examples, steps, heads, depth // heads).transpose(0, 2, 1, 3)


def _join(x):
    examples, heads, steps, columns = x.shape
    return x.transpose(0, 2, 1, 3).reshape(examples, steps, heads * columns)


def _of_each(parameters):
    return parameters


def _heads(split=_split, join=_join, attention=None, use=_of_each, project=None, finish=None):
    """multi_head_attention with some of its steps exchanged."""
    attention = attention or _attention()
    project = project or (lambda x, Wq, Wk, Wv: (x @ Wq, x @ Wk, x @ Wv))
    finish = finish or (lambda mixed, x, Wo: mixed @ Wo)

    def multi_head_attention(x, parameters, heads):
        Wq, Wk, Wv, Wo = use(parameters)
        q, k, v = (split(part, heads) for part in project(x, Wq, Wk, Wv))
        return finish(join(attention(q, k, v)[0]), x, Wo)

    return multi_head_attention


def _reshaped(x, heads):
    examples, steps, depth = x.shape
    return x.reshape(examples, heads, steps, depth // heads)


def _reshaped_back(x):
    examples, heads, steps, columns = x.shape
    return x.reshape(examples, steps, heads * columns)


def _in_time(x, heads):
    return np.stack(np.split(x, heads, axis=1), axis=1)


heads_split_on_the_wrong_axis = (
    _heads(split=_reshaped, join=_reshaped_back),
    _heads(split=_reshaped),
    _heads(split=_in_time),
    _heads(split=lambda x, heads: np.stack(np.split(x, heads, axis=0), axis=1)),
    _heads(split=lambda x, heads: np.stack(np.split(x, heads), axis=1)),
)
heads_joined_on_the_wrong_axis = (
    _heads(join=_reshaped_back),
    _heads(join=lambda x: x.transpose(0, 2, 3, 1).reshape(x.shape[0], x.shape[2], -1)),
)


def _interleaved(x, heads):
    examples, steps, depth = x.shape
    return x.reshape(examples, steps, depth // heads, heads).transpose(0, 3, 1, 2)


heads_interleaved = (
    _heads(split=_interleaved),
    _heads(split=_interleaved, join=lambda x: x.transpose(0, 2, 3, 1).reshape(x.shape[0], x.shape[2], -1)),
)


def _attention_between_heads(x, heads):
    examples, steps, depth = x.shape
    return x.reshape(examples, steps, heads, depth // heads)


heads_attend_to_each_other = _heads(
    split=_attention_between_heads, join=lambda x: x.reshape(x.shape[0], x.shape[1], -1)
)
heads_ignored = _heads(split=lambda x, heads: _split(x, 1))


def _scaled_by(divisor):
    def multi_head_attention(x, parameters, heads):
        attention = _attention(divisor=lambda q, k, v: divisor(x.shape[2], heads))
        return _heads(attention=attention)(x, parameters, heads)

    return multi_head_attention


heads_scaled_by_root_of_depth = _scaled_by(lambda depth, heads: np.sqrt(depth))
heads_scaled_otherwise = (
    _scaled_by(lambda depth, heads: 1),
    _scaled_by(lambda depth, heads: np.sqrt(heads)),
    _scaled_by(lambda depth, heads: depth / heads),
    _scaled_by(lambda depth, heads: np.sqrt(depth) / heads),
)
heads_softmax_over_another_axis = (
    _heads(attention=_attention(softmax=lambda scores: _softmax(scores, -2))),
    _heads(attention=_attention(softmax=lambda scores: _softmax(scores, 1))),
    _heads(attention=_attention(softmax=lambda scores: _softmax(scores, 0))),
)


heads_added = (
    _heads(join=lambda x: x.sum(axis=1)),
    _heads(join=lambda x: x.mean(axis=1)),
    _heads(join=lambda x: x[:, -1]),
)
output_projection_forgotten = _heads(finish=lambda mixed, x, Wo: mixed)
projections_in_another_order = tuple(
    _heads(use=lambda parameters, order=order: [parameters[place] for place in order])
    for order in permutations(range(4))
    if order != (0, 1, 2, 3)
)
projections_transposed = (
    _heads(use=lambda parameters: [W.T for W in parameters]),
    _heads(use=lambda parameters: [*(W.T for W in parameters[:3]), parameters[3]]),
    _heads(use=lambda parameters: [*parameters[:3], parameters[3].T]),
)
projections_forgotten = (
    _heads(project=lambda x, Wq, Wk, Wv: (x, x, x)),
    _heads(project=lambda x, Wq, Wk, Wv: (x, x, x), finish=lambda mixed, x, Wo: mixed),
    _heads(project=lambda x, Wq, Wk, Wv: (x @ Wq, x @ Wk, x)),
    _heads(project=lambda x, Wq, Wk, Wv: (x @ Wq, x, x)),
    _heads(project=lambda x, Wq, Wk, Wv: (x, x @ Wk, x @ Wv)),
)
one_projection_for_all = tuple(
    _heads(project=lambda x, Wq, Wk, Wv, places=places: [x @ (Wq, Wk, Wv)[place] for place in places])
    for places in ((0, 0, 0), (0, 0, 2), (0, 1, 1), (0, 1, 0))
)
input_added = (
    _heads(finish=lambda mixed, x, Wo: x + mixed @ Wo),
    _heads(finish=lambda mixed, x, Wo: (x + mixed) @ Wo),
)


# -- positional_encoding -----------------------------------------------------------------------------------------------


def _alternating(sines, cosines):
    return np.stack([sines, cosines], axis=2).reshape(len(sines), -1)


def _encoding(
    first=0, base=10000.0, exponents=lambda depth: np.arange(0, depth, 2) / depth, waves=(np.sin, np.cos),
    arrange=_alternating, sign=-1,
):  # fmt: skip
    """positional_encoding with some of its steps exchanged."""

    def positional_encoding(length, depth):
        angles = np.arange(first, first + length)[:, None] * base ** (sign * exponents(depth))
        return arrange(waves[0](angles), waves[1](angles))

    return positional_encoding


sines_before_cosines = _encoding(arrange=lambda sines, cosines: np.concatenate([sines, cosines], axis=1))
sines_and_cosines_swapped = _encoding(waves=(np.cos, np.sin))
one_wave_only = (_encoding(waves=(np.sin, np.sin)), _encoding(waves=(np.cos, np.cos)))
columns_left_at_0 = (
    _encoding(arrange=lambda sines, cosines: _alternating(sines, 0 * cosines)),
    _encoding(arrange=lambda sines, cosines: _alternating(0 * sines, cosines)),
)
exponent_not_doubled = _encoding(exponents=lambda depth: np.arange(depth // 2) / depth)
exponent_doubled_twice = _encoding(exponents=lambda depth: 2 * np.arange(0, depth, 2) / depth)


def _by_column(wave_of):
    def positional_encoding(length, depth):
        columns = np.arange(depth)
        angles = np.arange(length)[:, None] / wave_of(columns, depth)
        return np.where(columns % 2 == 0, np.sin(angles), np.cos(angles))

    return positional_encoding


frequency_for_each_column = (
    _by_column(lambda columns, depth: 10000 ** (columns / depth)),
    _by_column(lambda columns, depth: 10000 ** (2 * columns / depth)),
    _by_column(lambda columns, depth: 10000 ** ((columns + columns % 2) / depth)),
)
multiplied_by_the_power = _encoding(sign=1)
positions_from_1 = _encoding(first=1)
another_base = tuple(_encoding(base=base) for base in (1000.0, 100000.0, 10.0, 20000.0, np.e))
without_exponent = (
    _encoding(exponents=lambda depth: np.zeros(depth // 2)),
    _encoding(exponents=lambda depth: np.ones(depth // 2)),
    _encoding(exponents=lambda depth: np.arange(0, depth, 2)),
    _encoding(exponents=lambda depth: np.arange(0, depth, 2) // depth),
)
exponent_up_to_1 = (
    _encoding(exponents=lambda depth: np.arange(depth // 2) / max(1, depth // 2 - 1)),
    _encoding(exponents=lambda depth: np.linspace(0, 1, depth // 2)),
)
one_row_too_many = (
    lambda length, depth: _encoding()(length + 1, depth),
    lambda length, depth: _encoding()(length - 1, depth),
)
