"""Wrong versions of exercise17's functions, each a mistake that students make. A tuple holds several forms of one.

A network is a loop over time. Nearly every mistake sits in one part of it, so the makers below (`_rnn`, `_rnn_back`,
`_step`, `_lstm`, `_lstm_back`) take the wrong part by name.
"""

from itertools import permutations
from types import SimpleNamespace

import numpy as np


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _before(first, states):
    """What each step began with, (N, T, H)."""
    return np.concatenate([first[:, None], states[:, :-1]], axis=1)


def _before_without_first(first, states):
    return _before(np.zeros(first.shape), states)


# -- rnn_forward -------------------------------------------------------------------------------------------------------


def _cell(x, h, W, U, b):
    return np.tanh(x @ W + h @ U + b)


def _in_time(states):
    return np.stack(states, axis=1)


def _rnn(cell=_cell, start=lambda h0: h0, carry=lambda new, h0: new, lay_out=_in_time):
    def rnn_forward(x, h0, parameters):
        h, states = start(h0), []
        for t in range(x.shape[1]):
            states.append(cell(x[:, t], h, *parameters))
            h = carry(states[-1], h0)
        return lay_out(states)

    return rnn_forward


rnn_state_not_carried = (
    _rnn(carry=lambda new, h0: h0),
    _rnn(cell=lambda x, h, W, U, b: np.tanh(x @ W + b)),
    _rnn(carry=lambda new, h0: 0 * h0),
)
rnn_h0_ignored = _rnn(start=lambda h0: 0 * h0)
rnn_bias_forgotten = _rnn(cell=lambda x, h, W, U, b: np.tanh(x @ W + h @ U))
rnn_tanh_forgotten = _rnn(cell=lambda x, h, W, U, b: x @ W + h @ U + b)
rnn_other_activation = (
    _rnn(cell=lambda x, h, W, U, b: np.maximum(0, x @ W + h @ U + b)),
    _rnn(cell=lambda x, h, W, U, b: _sigmoid(x @ W + h @ U + b)),
)


def rnn_sum_carried(x, h0, parameters):
    W, U, b = parameters
    z, states = h0, []
    for t in range(x.shape[1]):
        z = x[:, t] @ W + z @ U + b
        states.append(np.tanh(z))
    return _in_time(states)


rnn_part_outside_tanh = (
    _rnn(cell=lambda x, h, W, U, b: np.tanh(x @ W + b) + h @ U),
    _rnn(cell=lambda x, h, W, U, b: np.tanh(x @ W) + h @ U + b),
    _rnn(cell=lambda x, h, W, U, b: np.tanh(x @ W + h @ U) + b),
    _rnn(cell=lambda x, h, W, U, b: np.tanh(x @ W) + np.tanh(h @ U) + b),
    _rnn(cell=lambda x, h, W, U, b: np.tanh(x @ W + b) + np.tanh(h @ U)),
)
rnn_u_transposed = _rnn(cell=lambda x, h, W, U, b: np.tanh(x @ W + h @ U.T + b))
rnn_last_state_only = (
    _rnn(lay_out=lambda states: states[-1]),
    _rnn(lay_out=lambda states: states[-1][:, None]),
)
rnn_axes_in_another_order = (
    _rnn(lay_out=np.array),
    _rnn(lay_out=lambda states: np.stack(states, axis=2)),
    _rnn(lay_out=lambda states: np.concatenate(states, axis=1)),
    _rnn(lay_out=np.concatenate),
    _rnn(lay_out=lambda states: np.reshape(states, (states[0].shape[0], len(states), -1))),
)


def _rows_for_steps(x, h0, parameters):
    h, states = h0, []
    for t in range(x.shape[0]):
        h = _cell(x[:, t], h, *parameters)
        states.append(h)
    return _in_time(states)


def _sequences_for_steps(x, h0, parameters):
    h, states = h0, []
    for step in x:
        h = _cell(step, h, *parameters)
        states.append(h)
    return _in_time(states)


rnn_time_on_the_first_axis = (_sequences_for_steps, _rows_for_steps)


def _with_first(x, h0, parameters):
    return np.concatenate([h0[:, None], _rnn()(x, h0, parameters)], axis=1)


def _one_late(x, h0, parameters):
    return _before(h0, _rnn()(x, h0, parameters))


rnn_h0_among_the_states = (_with_first, _one_late)


# -- rnn_backward ------------------------------------------------------------------------------------------------------


def _sum_of_both(of_output, from_later, last):
    return of_output + from_later


def _of_output_only(of_output, from_later, last):
    return of_output


def _of_last_output_only(of_output, from_later, last):
    return of_output if last else from_later


def _through_tanh(of_output, from_later, grad, h, before, z):
    return grad * (1 - h**2)


def _through_u(grad_z, grad, U):
    return grad_z @ U.T


def _sum_of_steps(parts):
    return sum(parts)


def _bias_of_step(grad_z):
    return grad_z.sum(axis=0)


def _given(first):
    return first


def _rnn_back(
    arriving=_sum_of_both, through_tanh=_through_tanh, to_earlier=_through_u, before=_before, collect=_sum_of_steps,
    bias=_bias_of_step, start=_given, end=lambda from_later, grad_z, grad: from_later, order=reversed, divide=None,
):  # fmt: skip
    """rnn_backward with some of its parts exchanged."""

    def rnn_backward(grad_h, x, h0, parameters):
        W, U, b = parameters
        h = _rnn(start=start)(x, h0, parameters)
        h_before, h_before_in_u = _before(start(h0), h), before(h0, h)
        grad_x, from_later, parts = np.zeros(x.shape), np.zeros(h0.shape), []
        for t in order(range(x.shape[1])):
            grad = arriving(grad_h[:, t], from_later, t == x.shape[1] - 1)
            z = x[:, t] @ W + h_before[:, t] @ U + b
            grad_z = through_tanh(grad_h[:, t], from_later, grad, h[:, t], h_before[:, t], z)
            grad_x[:, t] = grad_z @ W.T
            parts.append((x[:, t].T @ grad_z, h_before_in_u[:, t].T @ grad_z, bias(grad_z)))
            from_later = to_earlier(grad_z, grad, U)
        of_parameters = tuple(map(collect, zip(*parts, strict=True)))
        if divide is not None:
            of_parameters = tuple(part / divide(x) for part in of_parameters)
        return grad_x, end(from_later, grad_z, grad), of_parameters

    return rnn_backward


def _nothing(from_later, grad_z, grad):
    return np.zeros(from_later.shape)


rnn_back_not_through_time = (
    _rnn_back(arriving=_of_output_only),
    _rnn_back(arriving=_of_output_only, end=_nothing),
)
rnn_back_last_output_only = _rnn_back(arriving=_of_last_output_only)
rnn_back_tanh_forgotten = _rnn_back(through_tanh=lambda of_output, from_later, grad, h, before, z: grad)
rnn_back_other_slope = (
    _rnn_back(through_tanh=lambda of_output, from_later, grad, h, before, z: grad * (1 - z**2)),
    _rnn_back(through_tanh=lambda of_output, from_later, grad, h, before, z: grad * (1 - np.tanh(h) ** 2)),
    _rnn_back(through_tanh=lambda of_output, from_later, grad, h, before, z: grad * (1 - h)),
    _rnn_back(through_tanh=lambda of_output, from_later, grad, h, before, z: grad * h * (1 - h)),
    _rnn_back(through_tanh=lambda of_output, from_later, grad, h, before, z: grad * (h > 0)),
    _rnn_back(through_tanh=lambda of_output, from_later, grad, h, before, z: grad * h),
)
rnn_back_slope_of_the_state_before = _rnn_back(
    through_tanh=lambda of_output, from_later, grad, h, before, z: grad * (1 - before**2)
)
rnn_back_slope_on_one_part = (
    _rnn_back(through_tanh=lambda of_output, from_later, grad, h, before, z: of_output * (1 - h**2) + from_later),
    _rnn_back(through_tanh=lambda of_output, from_later, grad, h, before, z: of_output + from_later * (1 - h**2)),
)
rnn_back_new_state_for_u = _rnn_back(before=lambda first, states: states)
rnn_back_h0_ignored = (
    _rnn_back(before=_before_without_first),
    _rnn_back(start=lambda h0: 0 * h0),
)
rnn_back_last_state_before_the_first = _rnn_back(before=lambda first, states: np.roll(states, 1, axis=1))
rnn_back_parameters_of_one_step = (
    _rnn_back(collect=lambda parts: parts[-1]),
    _rnn_back(collect=lambda parts: parts[0]),
)
rnn_back_parameters_averaged = (
    _rnn_back(divide=lambda x: x.shape[0]),
    _rnn_back(divide=lambda x: x.shape[1]),
    _rnn_back(divide=lambda x: x.shape[0] * x.shape[1]),
)
rnn_back_bias_not_summed = (
    _rnn_back(bias=lambda grad_z: grad_z),
    _rnn_back(bias=lambda grad_z: grad_z.sum(axis=0, keepdims=True)),
    _rnn_back(bias=lambda grad_z: grad_z.sum(axis=1)),
)
rnn_back_u_not_transposed = _rnn_back(to_earlier=lambda grad_z, grad, U: grad_z @ U)
rnn_back_not_through_u = (
    _rnn_back(to_earlier=lambda grad_z, grad, U: grad_z),
    _rnn_back(to_earlier=lambda grad_z, grad, U: grad @ U.T),
)
rnn_back_grad_h0_of_another_state = (
    _rnn_back(end=_nothing),
    _rnn_back(end=lambda from_later, grad_z, grad: grad),
    _rnn_back(end=lambda from_later, grad_z, grad: grad_z),
)
rnn_back_forward_in_time = _rnn_back(order=iter)


# -- lstm_step ---------------------------------------------------------------------------------------------------------

_ORDERS = [order for order in permutations(range(4)) if order != (0, 1, 2, 3)]
"""Which column block is taken for f, i, o and the candidate."""
_ORDERS_OF_LIBRARIES = ((1, 0, 3, 2), (1, 0, 2, 3), (0, 1, 3, 2), (2, 0, 3, 1), (2, 0, 1, 3))
"""Keras and PyTorch; i f o c~; f i c~ o; early TensorFlow; ONNX."""


def _four(z):
    return np.split(z, 4, axis=1)


def _new_cell(f, i, g, c):
    return f * c + i * g


def _step(
    blocks=_four, gate=_sigmoid, candidate=np.tanh, cell=_new_cell, h_of=lambda o, new, old: o * np.tanh(new),
    z_of=lambda x, h, W, U, b: x @ W + h @ U + b, returned=lambda h, c: (h, c),
):  # fmt: skip
    """lstm_step with some of its parts exchanged."""

    def lstm_step(x, h, c, parameters):
        f, i, o, g = blocks(z_of(x, h, *parameters))
        new = cell(gate(f), gate(i), candidate(g), c)
        return returned(h_of(gate(o), new, c), new)

    return lstm_step


def _ordered(order):
    return lambda z: [_four(z)[place] for place in order]


step_gates_in_another_order = tuple(_step(blocks=_ordered(order)) for order in _ORDERS)
step_gates_interleaved = (
    _step(blocks=lambda z: [z[:, place::4] for place in range(4)]),
    _step(blocks=lambda z: z.reshape(len(z), -1, 4).transpose(2, 0, 1)),
    _step(blocks=lambda z: z.reshape(4, len(z), -1)),
)
step_sigmoid_on_candidate = _step(candidate=_sigmoid)
step_candidate_without_tanh = (_step(candidate=lambda z: z), _step(candidate=lambda z: np.maximum(z, 0)))
step_gates_without_sigmoid = (_step(gate=np.tanh), _step(gate=lambda z: z))
step_cell_without_tanh = _step(h_of=lambda o, new, old: o * new)
step_sigmoid_of_cell = _step(h_of=lambda o, new, old: o * _sigmoid(new))
step_tanh_around_product = _step(h_of=lambda o, new, old: np.tanh(o * new))
step_output_gate_ignored = _step(h_of=lambda o, new, old: np.tanh(new))
step_old_cell_in_h = _step(h_of=lambda o, new, old: o * np.tanh(old))
step_cell_overwritten = (
    _step(cell=lambda f, i, g, c: i * g),
    _step(cell=lambda f, i, g, c: g),
    _step(cell=lambda f, i, g, c: f * g),
    _step(cell=lambda f, i, g, c: f * (i * g)),
    _step(cell=lambda f, i, g, c: f * (i * g) + i * g),
)
step_forget_gate_ignored = _step(cell=lambda f, i, g, c: c + i * g)
step_input_gate_ignored = _step(cell=lambda f, i, g, c: f * c + g)
step_forget_gate_inverted = (
    _step(cell=lambda f, i, g, c: (1 - f) * c + i * g),
    _step(cell=lambda f, i, g, c: f * c + (1 - f) * g),
    _step(cell=lambda f, i, g, c: (1 - i) * c + i * g),
    _step(cell=lambda f, i, g, c: (1 - f) * c + f * g),
)
step_gates_both_on_sum = (
    _step(cell=lambda f, i, g, c: f * (c + i * g)),
    _step(cell=lambda f, i, g, c: f * (c + g)),
    _step(cell=lambda f, i, g, c: i * (f * c + g)),
)


def step_cell_squashed(x, h, c, parameters):
    h, c = _step()(x, h, c, parameters)
    return h, np.tanh(c)


def _h_for_cell(x, h, c, parameters):
    f, i, o, g = _four(x @ parameters[0] + h @ parameters[1] + parameters[2])
    new = _sigmoid(f) * h + _sigmoid(i) * np.tanh(g)
    return _sigmoid(o) * np.tanh(new), new


def _cell_for_h(x, h, c, parameters):
    return _step()(x, c, c, parameters)


step_h_and_c_mixed_up = (_h_for_cell, _cell_for_h, lambda x, h, c, parameters: _step()(x, c, h, parameters))
step_h_ignored = _step(z_of=lambda x, h, W, U, b: x @ W + b)
step_x_ignored = _step(z_of=lambda x, h, W, U, b: h @ U + b)
step_bias_forgotten = _step(z_of=lambda x, h, W, U, b: x @ W + h @ U)
step_one_result_only = (_step(returned=lambda h, c: h), _step(returned=lambda h, c: c))


# -- lstm_forward ------------------------------------------------------------------------------------------------------


def _lstm(step=None, start=lambda h0, c0: (h0, c0), carry=lambda h, c, h0, c0: (h, c), lay_out=None, kept=None):
    """lstm_forward with some of its parts exchanged."""
    step = step or _step()
    lay_out = lay_out or _in_time

    def lstm_forward(x, h0, c0, parameters):
        (h, c), states = start(h0, c0), []
        for t in range(x.shape[1]):
            h, c = step(x[:, t], h, c, parameters)
            states.append(h if kept is None else kept(h, c))
            h, c = carry(h, c, h0, c0)
        return lay_out(states)

    return lstm_forward


lstm_cell_not_carried = (
    _lstm(carry=lambda h, c, h0, c0: (h, c0)),
    _lstm(carry=lambda h, c, h0, c0: (h, 0 * c)),
)
lstm_state_not_carried = (
    _lstm(carry=lambda h, c, h0, c0: (h0, c)),
    _lstm(carry=lambda h, c, h0, c0: (0 * h, c)),
    _lstm(step=step_h_ignored),
)
lstm_nothing_carried = (
    _lstm(carry=lambda h, c, h0, c0: (h0, c0)),
    _lstm(carry=lambda h, c, h0, c0: (0 * h, 0 * c)),
)
lstm_start_ignored = (
    _lstm(start=lambda h0, c0: (0 * h0, 0 * c0)),
    _lstm(start=lambda h0, c0: (0 * h0, c0)),
    _lstm(start=lambda h0, c0: (h0, 0 * c0)),
)
lstm_h_and_c_swapped = (
    _lstm(start=lambda h0, c0: (c0, h0)),
    _lstm(carry=lambda h, c, h0, c0: (c, h)),
    _lstm(start=lambda h0, c0: (c0, h0), carry=lambda h, c, h0, c0: (c, h)),
    _lstm(carry=lambda h, c, h0, c0: (h, h)),
    _lstm(carry=lambda h, c, h0, c0: (c, c)),
)
lstm_cells_returned = _lstm(kept=lambda h, c: c)
lstm_last_state_only = (
    _lstm(lay_out=lambda states: states[-1]),
    _lstm(lay_out=lambda states: states[-1][:, None]),
)
lstm_axes_in_another_order = (
    _lstm(lay_out=np.array),
    _lstm(lay_out=lambda states: np.stack(states, axis=2)),
    _lstm(lay_out=lambda states: np.concatenate(states, axis=1)),
    _lstm(lay_out=np.concatenate),
    _lstm(lay_out=lambda states: np.reshape(states, (states[0].shape[0], len(states), -1))),
)


def _lstm_with_first(x, h0, c0, parameters):
    return np.concatenate([h0[:, None], _lstm()(x, h0, c0, parameters)], axis=1)


def _lstm_one_late(x, h0, c0, parameters):
    return _before(h0, _lstm()(x, h0, c0, parameters))


lstm_h0_among_the_states = (_lstm_with_first, _lstm_one_late)
lstm_steps_of_its_own = (
    *(_lstm(step=_step(blocks=_ordered(order))) for order in _ORDERS_OF_LIBRARIES),
    _lstm(step=step_sigmoid_on_candidate),
    _lstm(step=step_cell_without_tanh),
    _lstm(step=step_bias_forgotten),
    _lstm(step=step_forget_gate_ignored),
    _lstm(step=step_input_gate_ignored),
    _lstm(step=step_cell_squashed),
)


# -- lstm_backward -----------------------------------------------------------------------------------------------------


def _both_in_time(pairs):
    return [_in_time(states) for states in zip(*pairs, strict=True)]


def _of_cell(s):
    """The gradient of c_t: through h_t, and from the step after it."""
    return s.of_h * s.o * (1 - s.tanh_c**2) + s.c_from_later


def _of_gates(s):
    return {
        "f": s.of_c * s.c_before * s.f * (1 - s.f),
        "i": s.of_c * s.g * s.i * (1 - s.i),
        "o": s.of_h * s.tanh_c * s.o * (1 - s.o),
        "g": s.of_c * s.i * (1 - s.g**2),
    }


def _lstm_back(
    arriving=_sum_of_both, of_cell=_of_cell, of_gates=_of_gates, to_earlier_c=lambda s: s.of_c * s.f,
    to_earlier_h=lambda s, U: s.grad_z @ U.T, order="fiog", before_in_u=_before, before_in_f=_before, start=None,
    collect=_sum_of_steps, bias=_bias_of_step, divide=None, time=reversed, end=lambda s: (s.h_out, s.c_out),
):  # fmt: skip
    """lstm_backward with some of its parts exchanged."""

    def lstm_backward(grad_h, x, h0, c0, parameters):
        W, U, b = parameters
        begin = start or (lambda h0, c0: (h0, c0))
        states, cells = _lstm(start=begin, kept=lambda h, c: (h, c), lay_out=_both_in_time)(x, h0, c0, parameters)
        first_h, first_c = begin(h0, c0)
        h_before = _before(first_h, states)
        h_in_u, c_in_f = before_in_u(first_h, states), before_in_f(first_c, cells)
        s = SimpleNamespace(h_from_later=np.zeros(h0.shape), c_from_later=np.zeros(c0.shape))
        grad_x, parts = np.zeros(x.shape), []
        for t in time(range(x.shape[1])):
            z = _four(x[:, t] @ W + h_before[:, t] @ U + b)
            (s.f, s.i, s.o), s.g = map(_sigmoid, z[:3]), np.tanh(z[3])
            s.h, s.c, s.tanh_c, s.c_before = states[:, t], cells[:, t], np.tanh(cells[:, t]), c_in_f[:, t]
            s.of_h = arriving(grad_h[:, t], s.h_from_later, t == x.shape[1] - 1)
            s.of_c = of_cell(s)
            by_gate = of_gates(s)
            s.grad_z = np.concatenate([by_gate[name] for name in order], axis=1)
            grad_x[:, t] = s.grad_z @ W.T
            parts.append((x[:, t].T @ s.grad_z, h_in_u[:, t].T @ s.grad_z, bias(s.grad_z)))
            s.c_from_later, s.h_from_later = to_earlier_c(s), to_earlier_h(s, U)
        s.h_out, s.c_out = s.h_from_later, s.c_from_later
        of_parameters = tuple(map(collect, zip(*parts, strict=True)))
        if divide is not None:
            of_parameters = tuple(part / divide(x) for part in of_parameters)
        return grad_x, *end(s), of_parameters

    return lstm_backward


def _of_cell_now(s):
    """Through h_t alone."""
    return s.of_h * s.o * (1 - s.tanh_c**2)


lstm_back_not_through_c = (
    _lstm_back(of_cell=_of_cell_now),
    _lstm_back(of_cell=_of_cell_now, end=lambda s: (s.h_out, 0 * s.c_out)),
)
lstm_back_not_through_h = (
    _lstm_back(arriving=_of_output_only),
    _lstm_back(arriving=_of_output_only, end=lambda s: (0 * s.h_out, s.c_out)),
)
lstm_back_not_through_time = (
    _lstm_back(arriving=_of_output_only, of_cell=_of_cell_now),
    _lstm_back(arriving=_of_output_only, of_cell=_of_cell_now, end=lambda s: (0 * s.h_out, 0 * s.c_out)),
)
lstm_back_last_output_only = _lstm_back(arriving=_of_last_output_only)
lstm_back_cell_forgets_h = _lstm_back(of_cell=lambda s: s.c_from_later)


def lstm_back_gates_without_later_cell(grad_h, x, h0, c0, parameters):
    def of_gates(s):
        return _of_gates(SimpleNamespace(**{**vars(s), "of_c": _of_cell_now(s)}))

    return _lstm_back(of_gates=of_gates)(grad_h, x, h0, c0, parameters)


lstm_back_cell_tanh_forgotten = _lstm_back(of_cell=lambda s: s.of_h * s.o + s.c_from_later)
lstm_back_other_slope_of_cell = (
    _lstm_back(of_cell=lambda s: s.of_h * s.o * (1 - s.c**2) + s.c_from_later),
    _lstm_back(of_cell=lambda s: s.of_h * s.o * (1 - s.h**2) + s.c_from_later),
    _lstm_back(of_cell=lambda s: s.of_h * s.o * (1 - np.tanh(s.tanh_c) ** 2) + s.c_from_later),
    _lstm_back(of_cell=lambda s: s.of_h * s.o * (1 - s.tanh_c) + s.c_from_later),
    _lstm_back(of_cell=lambda s: s.of_h * s.o * s.tanh_c + s.c_from_later),
    _lstm_back(of_cell=lambda s: s.of_h * s.o * (1 - np.tanh(s.c_before) ** 2) + s.c_from_later),
)
lstm_back_output_gate_forgotten = _lstm_back(of_cell=lambda s: s.of_h * (1 - s.tanh_c**2) + s.c_from_later)


def _with_gates(**other):
    """Some gates' gradients replaced, each by a function of the step."""
    return _lstm_back(of_gates=lambda s: {**_of_gates(s), **{name: form(s) for name, form in other.items()}})


_WITHOUT_SLOPE = {
    "f": lambda s: s.of_c * s.c_before, "i": lambda s: s.of_c * s.g, "o": lambda s: s.of_h * s.tanh_c,
}  # fmt: skip
lstm_back_sigmoid_forgotten = (
    _with_gates(**_WITHOUT_SLOPE),
    _with_gates(**_WITHOUT_SLOPE, g=lambda s: s.of_c * s.i),
    *(_with_gates(**{name: form}) for name, form in _WITHOUT_SLOPE.items()),
)
lstm_back_candidate_slope = (
    _with_gates(g=lambda s: s.of_c * s.i),
    _with_gates(g=lambda s: s.of_c * s.i * s.g * (1 - s.g)),
    _with_gates(g=lambda s: s.of_c * s.i * (1 - s.g)),
    _with_gates(g=lambda s: s.of_c * s.i * (1 - np.tanh(s.g) ** 2)),
)
lstm_back_tanh_slope_for_gates = _with_gates(
    f=lambda s: s.of_c * s.c_before * (1 - s.f**2), i=lambda s: s.of_c * s.g * (1 - s.i**2),
    o=lambda s: s.of_h * s.tanh_c * (1 - s.o**2),
)  # fmt: skip
_WITHOUT_PARTNER = {
    "f": lambda s: s.of_c * s.f * (1 - s.f), "i": lambda s: s.of_c * s.i * (1 - s.i),
    "o": lambda s: s.of_h * s.o * (1 - s.o), "g": lambda s: s.of_c * (1 - s.g**2),
}  # fmt: skip
lstm_back_partner_forgotten = (
    _with_gates(**_WITHOUT_PARTNER),
    *(_with_gates(**{name: form}) for name, form in _WITHOUT_PARTNER.items()),
)
lstm_back_new_cell_for_forget_gate = _lstm_back(before_in_f=lambda first, cells: cells)
lstm_back_output_gate_without_tanh = _with_gates(o=lambda s: s.of_h * s.c * s.o * (1 - s.o))
lstm_back_output_gate_from_cell = _with_gates(o=lambda s: s.of_c * s.tanh_c * s.o * (1 - s.o))
lstm_back_past_the_forget_gate = (
    _lstm_back(to_earlier_c=lambda s: s.of_c),
    _lstm_back(to_earlier_c=lambda s: s.of_c * s.i),
    _lstm_back(to_earlier_c=lambda s: s.of_c * s.f * (1 - s.f)),
)
lstm_back_forget_gate_too_early = _lstm_back(of_cell=lambda s: _of_cell(s) * s.f, to_earlier_c=lambda s: s.of_c)
lstm_back_cell_gradient_replaced = _lstm_back(to_earlier_c=lambda s: _of_cell_now(s) * s.f)
lstm_back_gates_in_another_order = tuple(_lstm_back(order=order) for order in ("ifgo", "ifog", "figo", "igfo", "iofg"))
lstm_back_new_state_for_u = _lstm_back(before_in_u=lambda first, states: states)
lstm_back_start_ignored = (
    _lstm_back(start=lambda h0, c0: (0 * h0, 0 * c0)),
    _lstm_back(start=lambda h0, c0: (0 * h0, c0)),
    _lstm_back(start=lambda h0, c0: (h0, 0 * c0)),
    _lstm_back(before_in_u=_before_without_first, before_in_f=_before_without_first),
    _lstm_back(before_in_u=_before_without_first),
    _lstm_back(before_in_f=_before_without_first),
)


def _rolled(first, states):
    """As states[:, t - 1] reads them, for t = 0 too."""
    return np.roll(states, 1, axis=1)


lstm_back_last_state_before_the_first = (
    _lstm_back(before_in_u=_rolled, before_in_f=_rolled),
    _lstm_back(before_in_u=_rolled),
    _lstm_back(before_in_f=_rolled),
)
lstm_back_parameters_of_one_step = (
    _lstm_back(collect=lambda parts: parts[-1]),
    _lstm_back(collect=lambda parts: parts[0]),
)
lstm_back_parameters_averaged = (
    _lstm_back(divide=lambda x: x.shape[0]),
    _lstm_back(divide=lambda x: x.shape[1]),
    _lstm_back(divide=lambda x: x.shape[0] * x.shape[1]),
)
lstm_back_bias_not_summed = (
    _lstm_back(bias=lambda grad_z: grad_z),
    _lstm_back(bias=lambda grad_z: grad_z.sum(axis=0, keepdims=True)),
    _lstm_back(bias=lambda grad_z: grad_z.sum(axis=1)),
)
lstm_back_start_gradients_of_another_state = (
    _lstm_back(end=lambda s: (0 * s.h_out, 0 * s.c_out)),
    _lstm_back(end=lambda s: (0 * s.h_out, s.c_out)),
    _lstm_back(end=lambda s: (s.h_out, 0 * s.c_out)),
    _lstm_back(end=lambda s: (s.of_h, s.of_c)),
    _lstm_back(end=lambda s: (s.h_out, s.of_c)),
    _lstm_back(end=lambda s: (s.of_h, s.c_out)),
)
lstm_back_forward_in_time = _lstm_back(time=iter)
