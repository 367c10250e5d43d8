"""Wrong versions of exercise25's functions, each a mistake that students make. A tuple holds several forms of one."""

import math

import numpy as np

# -- log_grid ----------------------------------------------------------------------------------------------------------


def grid_linear(low, high, n):
    return np.linspace(low, high, n)


grid_ends_as_exponents = (
    np.logspace,
    lambda low, high, n: np.exp(np.linspace(low, high, n)),
)
grid_end_missing = (
    lambda low, high, n: low * (high / low) ** (np.arange(n) / n),
    lambda low, high, n: np.geomspace(low, high, n + 1)[:-1],
)
grid_start_missing = (lambda low, high, n: low * (high / low) ** (np.arange(1, n + 1) / n),)
grid_past_the_end = (
    lambda low, high, n: low * (high / low) ** (np.arange(1, n + 1) / (n - 1)),
    lambda low, high, n: low * (high / low) ** (np.arange(n) / (n - 1.5)),
)
grid_one_too_many = (
    lambda low, high, n: np.geomspace(low, high, n + 1),
    lambda low, high, n: low * (high / low) ** (np.arange(n + 1) / (n - 1)),
)


def grid_one_too_few(low, high, n):
    return np.geomspace(low, high, n)[:-1]


grid_exponents_returned = (
    lambda low, high, n: np.linspace(np.log10(low), np.log10(high), n),
    lambda low, high, n: np.linspace(np.log(low), np.log(high), n),
)
grid_bases_mixed = (
    lambda low, high, n: 10 ** np.linspace(np.log(low), np.log(high), n),
    lambda low, high, n: np.exp(np.linspace(np.log10(low), np.log10(high), n)),
    lambda low, high, n: 2 ** np.linspace(np.log(low), np.log(high), n),
)
grid_powers_of_ten = (
    lambda low, high, n: low * 10.0 ** np.arange(n),
    lambda low, high, n: 10 ** np.round(np.linspace(np.log10(low), np.log10(high), n)),
)


def grid_falling(low, high, n):
    return np.geomspace(high, low, n)


def grid_without_low(low, high, n):
    return (high / low) ** (np.arange(n) / (n - 1))


def grid_halved(low, high, n):
    """Halves from the top: each the half of the one after."""
    return high / 2.0 ** np.arange(n)[::-1]


# -- grow_until_worse --------------------------------------------------------------------------------------------------


def _grow(
    *,
    first=1,
    more=0,
    goes_on=lambda score, scores: score > scores[-1],
    keeps=lambda scores, stopped: len(scores) - stopped,
    tells=lambda scores, stopped: scores,
):
    """The search with some parts wrong. `keeps` and `tells` get all scores, and whether the last one ended it."""

    def grow(score_of_depth, max_depth):
        scores, stopped = [score_of_depth(first)], False
        for depth in range(first + 1, max_depth + 1 + more):
            score = score_of_depth(depth)
            stopped = not goes_on(score, scores)
            scores.append(score)
            if stopped:
                break
        return keeps(scores, stopped), tells(scores, stopped)

    return grow


def _best(scores):
    return max(range(len(scores)), key=lambda place: (not math.isnan(scores[place]), scores[place]))


def _grow_all(**parts):
    """Whatever the search ends with, that depth is kept."""
    return _grow(keeps=lambda scores, stopped: len(scores), **parts)


grow_keeps_one_too_many = (
    _grow_all(),
    _grow_all(tells=lambda scores, stopped: scores[:-1] if stopped else scores),
    _grow_all(goes_on=lambda score, scores: not score <= scores[-1]),
    _grow_all(goes_on=lambda score, scores: score >= scores[-1]),
    _grow_all(goes_on=lambda score, scores: not score < scores[-1]),
)
grow_keeps_one_too_many[1].also = ("grow-last-score-missing",)
grow_keeps_one_too_many[2].also = ("grow-nan-goes-on",)
grow_keeps_one_too_many[3].also = ("grow-ties-go-on",)
grow_keeps_one_too_many[4].also = ("grow-ties-go-on", "grow-nan-goes-on")
grow_one_too_few = (
    _grow(keeps=lambda scores, _stopped: len(scores) - 1),
    _grow(keeps=lambda scores, stopped: max(len(scores) - 1 - stopped, 0)),
    _grow(keeps=lambda scores, stopped: max(len(scores) - 1 - stopped, 1)),
)
grow_last_score_missing = _grow(tells=lambda scores, stopped: scores[:-1] if stopped else scores)
grow_ties_go_on = (
    _grow(goes_on=lambda score, scores: score >= scores[-1]),
    _grow(goes_on=lambda score, scores: not score < scores[-1]),
    _grow(goes_on=lambda score, scores: score >= scores[-1], keeps=lambda scores, stopped: _best(scores) + 1),
)
grow_ties_go_on[1].also = ("grow-nan-goes-on",)
grow_nan_goes_on = (
    _grow(goes_on=lambda score, scores: not score <= scores[-1]),
    _grow(goes_on=lambda score, scores: math.isnan(score) or not score <= np.nanmax(scores)),
)
grow_never_stops = (
    _grow(goes_on=lambda score, scores: True, keeps=lambda scores, stopped: _best(scores) + 1),
    _grow(goes_on=lambda score, scores: True, keeps=lambda scores, stopped: len(scores)),
    _grow(goes_on=lambda score, scores: True, keeps=lambda scores, stopped: int(np.argmax(scores)) + 1),
)
grow_lower_is_better = _grow(goes_on=lambda score, scores: score < scores[-1])
grow_max_depth_not_tried = _grow(more=-1)
grow_beyond_max_depth = _grow(more=1)
grow_from_0 = (
    _grow(first=0, keeps=lambda scores, stopped: len(scores) - 1 - stopped),
    _grow(first=0),
    _grow(first=0, more=-1),
)
grow_from_2 = (_grow(first=2, keeps=lambda scores, stopped: len(scores) + 1 - stopped), _grow(first=2))
grow_compares_with_the_first = _grow(goes_on=lambda score, scores: score > scores[0])


def _from_a_score(best):
    def grow(score_of_depth, max_depth):
        previous, scores = best, []
        for depth in range(1, max_depth + 1):
            scores.append(score_of_depth(depth))
            if not scores[-1] > previous:
                return depth - 1, scores
            previous = scores[-1]
        return max_depth, scores

    return grow


grow_begins_from_score_0 = (_from_a_score(0.0), _from_a_score(-1.0))


def grow_previous_never_updated(score_of_depth, max_depth):
    """Compared with nothing but 0: goes on for ever where scores are positive."""
    scores = []
    for depth in range(1, max_depth + 1):
        scores.append(score_of_depth(depth))
        if not scores[-1] > 0:
            return depth - 1, scores
    return max_depth, scores


grow_score_instead_of_depth = (
    _grow(keeps=lambda scores, stopped: scores[-1 - stopped]),
    _grow(keeps=lambda scores, stopped: max(scores)),
)
grow_best_score_only = _grow(tells=lambda scores, stopped: scores[-1 - stopped])


# -- relu_sum ----------------------------------------------------------------------------------------------------------


def _relu(z):
    return np.maximum(z, 0)


def _sum(term, after=lambda total: total):
    """Over the terms, of what `term` makes of (x, sign, weight, bias)."""
    return lambda x, terms: after(sum(term(x, *parts) for parts in terms))


sum_without_relu = _sum(lambda x, s, w, b: s * (w * x + b))
sum_relu_of_the_sum = (
    _sum(lambda x, s, w, b: s * (w * x + b), after=_relu),
    _sum(lambda x, s, w, b: s * _relu(w * x + b), after=_relu),
)
sum_sign_inside = (
    _sum(lambda x, s, w, b: _relu(s * (w * x + b))),
    _sum(lambda x, s, w, b: _relu(s * w * x + b)),
)
sum_sign_forgotten = _sum(lambda x, s, w, b: _relu(w * x + b))
sum_sign_only = _sum(lambda x, s, w, b: np.sign(s) * _relu(w * x + b))
sum_bias_forgotten = _sum(lambda x, s, w, b: s * _relu(w * x))
sum_bias_outside = (
    _sum(lambda x, s, w, b: s * _relu(w * x) + b),
    _sum(lambda x, s, w, b: s * (_relu(w * x) + b)),
)
sum_bias_sign = _sum(lambda x, s, w, b: s * _relu(w * x - b))
sum_bias_times_weight = (
    _sum(lambda x, s, w, b: s * _relu(w * (x + b))),
    _sum(lambda x, s, w, b: s * _relu(w * (x - b))),
)
sum_weight_outside = _sum(lambda x, s, w, b: s * w * _relu(x + b))
sum_weight_forgotten = _sum(lambda x, s, w, b: s * _relu(x + b))


def sum_averaged(x, terms):
    return np.mean([sign * _relu(weight * x + bias) for sign, weight, bias in terms], axis=0)


sum_clipped_above = (
    _sum(lambda x, s, w, b: s * np.minimum(w * x + b, 0)),
    _sum(lambda x, s, w, b: s * np.clip(w * x + b, 0, 1)),
)
sum_absolute = _sum(lambda x, s, w, b: s * np.abs(w * x + b))
sum_steps = _sum(lambda x, s, w, b: s * (w * x + b > 0))
sum_parts_mixed_up = tuple(
    _sum(term)
    for term in (
        lambda x, w, b, s: s * _relu(w * x + b),
        lambda x, s, b, w: s * _relu(w * x + b),
        lambda x, w, s, b: s * _relu(w * x + b),
        lambda x, b, w, s: s * _relu(w * x + b),
    )
)


def sum_overwritten(x, terms):
    for sign, weight, bias in terms:
        total = sign * _relu(weight * x + bias)
    return total


def sum_returned_too_early(x, terms):
    sign, weight, bias = terms[0]
    return sign * _relu(weight * x + bias)


def sum_as_chain(x, terms):
    """Each neuron gets what the one before gives."""
    for sign, weight, bias in terms:
        x = sign * _relu(weight * x + bias)
    return x


# -- piecewise_relu ----------------------------------------------------------------------------------------------------


def _piecewise(
    *,
    constant=lambda knots, values: [(values[0], 0.0, 1.0)],
    slopes=lambda knots, values: np.diff(values) / np.diff(knots),
    turns=lambda slopes: np.diff(slopes, prepend=0.0),
    term=lambda turn, knot: (turn, 1.0, -knot),
    starts=lambda knots: knots[:-1],
):
    """The construction with some parts wrong."""

    def piecewise(knots, values):
        found = turns(slopes(knots, values))
        return [*constant(knots, values), *(term(turn, knot) for turn, knot in zip(found, starts(knots), strict=False))]

    return piecewise


def _nothing(_knots, _values):
    return []


lines_slope_not_change = _piecewise(turns=lambda slopes: slopes)
lines_start_missing = _piecewise(constant=_nothing)
lines_constant_lost = (
    _piecewise(constant=lambda knots, values: [(1.0, 0.0, values[0])]),
    _piecewise(constant=lambda knots, values: [(1.0, values[0], 0.0)]),
    _piecewise(constant=lambda knots, values: [(values[0], 1.0, 0.0)]),
    _piecewise(constant=lambda knots, values: [(values[0], 1.0, 1.0)]),
)
lines_bias_sign = _piecewise(term=lambda turn, knot: (turn, 1.0, knot))
lines_not_moved = _piecewise(term=lambda turn, knot: (turn, 1.0, 0.0))
lines_end_knots = _piecewise(starts=lambda knots: knots[1:])
lines_first_slope_missing = (
    _piecewise(turns=np.diff, starts=lambda knots: knots[1:]),
    _piecewise(turns=lambda slopes: np.concatenate([[0.0], np.diff(slopes)])),
)
lines_turns_shifted = _piecewise(turns=lambda slopes: np.diff(slopes, append=0.0))
lines_width_forgotten = _piecewise(slopes=lambda knots, values: np.diff(values))
lines_even_knots = (
    _piecewise(slopes=lambda knots, values: np.diff(values) / (knots[1] - knots[0])),
    _piecewise(slopes=lambda knots, values: np.diff(values) / ((knots[-1] - knots[0]) / (len(knots) - 1))),
)
lines_slope_upside_down = _piecewise(slopes=lambda knots, values: np.diff(knots) / np.diff(values))
lines_slope_sign = _piecewise(slopes=lambda knots, values: -np.diff(values) / np.diff(knots))
lines_value_over_knot = _piecewise(slopes=lambda knots, values: values[1:] / knots[1:])
lines_turn_as_weight = (
    _piecewise(term=lambda turn, knot: (1.0, turn, -turn * knot)),
    _piecewise(term=lambda turn, knot: (np.sign(turn), turn, -turn * knot)),
)
lines_sign_only = _piecewise(term=lambda turn, knot: (np.sign(turn), 1.0, -knot))
lines_turn_twice = (
    _piecewise(term=lambda turn, knot: (turn, turn, -turn * knot)),
    _piecewise(term=lambda turn, knot: (np.sign(turn), abs(turn), -knot)),
)
lines_turns_absolute = _piecewise(term=lambda turn, knot: (abs(turn), 1.0, -knot))


def lines_last_missing(knots, values):
    return _piecewise()(knots, values)[:-1]


lines_parts_mixed_up = (
    lambda knots, values: [(w, b, s) for s, w, b in _piecewise()(knots, values)],
    lambda knots, values: [(s, b, w) for s, w, b in _piecewise()(knots, values)],
)
