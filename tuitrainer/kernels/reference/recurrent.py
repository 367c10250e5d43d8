"""Recurrent layers over whole sequences, and backpropagation through time.

A step reads the state that the step before has left, so the steps run one after the other, each for the whole batch.
Unrolled in time this is one deep network whose layers share their weights. The way back is therefore the chain rule
from the last step to the first, and the gradient of a weight is the sum of what every step contributes (Werbos,
"Backpropagation through time: what it does and how to do it", 1990).

In the gradients dh is that of h_t: what the layers above say of it (dy), plus what the later steps said. da is that of
a = x_t W + h_(t-1) U + b, which the activations are applied to (z is taken: it is a gate of the GRU), and gives
dx_t = da W^T, dW = x_t^T da, dU = h_(t-1)^T da, db = the sum of da over the batch. `candidate` is what the formulas
call c~ in the LSTM and h~ in the GRU: what the step would remember if its gates let all of it in.
"""

from __future__ import annotations

import numpy as np

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.reference.activations import activation as apply
from tuitrainer.kernels.reference.activations import activation_gradient, sigmoid


@np.errstate(all="ignore")
def simple_rnn_forward(
    x: Array, input_weights: Array, recurrent_weights: Array, bias: Array, activation: str, out: Array
) -> None:
    h = np.zeros_like(out[:, 0])
    for t in range(x.shape[1]):
        a = x[:, t] @ input_weights + h @ recurrent_weights + bias
        h = out[:, t]
        apply(activation, a, h)


@np.errstate(all="ignore")
def simple_rnn_gradient(
    x: Array, input_weights: Array, recurrent_weights: Array, activation: str, h: Array, dy: Array,
    input_weights_gradient: Array, recurrent_weights_gradient: Array, bias_gradient: Array, out: Array | None,
) -> None:  # fmt: skip
    for gradient in (input_weights_gradient, recurrent_weights_gradient, bias_gradient):
        gradient[...] = 0
    da = np.empty_like(h[:, 0])
    dh_from_later = np.zeros_like(da)
    for t in reversed(range(x.shape[1])):
        dh = dy[:, t] + dh_from_later
        activation_gradient(activation, h[:, t], h[:, t], dh, da)
        input_weights_gradient += x[:, t].T @ da
        recurrent_weights_gradient += _before(h, t).T @ da
        bias_gradient += da.sum(axis=0)
        dh_from_later = da @ recurrent_weights.T
        if out is not None:
            out[:, t] = da @ input_weights.T


@np.errstate(all="ignore")
def lstm_forward(
    x: Array, input_weights: Array, recurrent_weights: Array, bias: Array, gates: Array, cells: Array, out: Array
) -> None:
    h = c = np.zeros_like(out[:, 0])
    for t in range(x.shape[1]):
        a_f, a_i, a_o, a_c = _blocks(x[:, t] @ input_weights + h @ recurrent_weights + bias, 4)
        f, i, o = sigmoid(a_f), sigmoid(a_i), sigmoid(a_o)
        candidate = np.tanh(a_c)
        c = f * c + i * candidate
        h = o * np.tanh(c)
        gates[:, t] = np.concatenate([f, i, o, candidate], axis=1)
        cells[:, t] = c
        out[:, t] = h


@np.errstate(all="ignore")
def lstm_gradient(
    x: Array, input_weights: Array, recurrent_weights: Array, gates: Array, cells: Array, h: Array, dy: Array,
    input_weights_gradient: Array, recurrent_weights_gradient: Array, bias_gradient: Array, out: Array | None,
) -> None:  # fmt: skip
    """Between two steps the gradient of the cell is only multiplied by f: where f is near 1 it does not vanish."""
    for gradient in (input_weights_gradient, recurrent_weights_gradient, bias_gradient):
        gradient[...] = 0
    dh_from_later = np.zeros_like(h[:, 0])
    dc_from_later = np.zeros_like(h[:, 0])
    for t in reversed(range(x.shape[1])):
        f, i, o, candidate = _blocks(gates[:, t], 4)
        tanh_c = np.tanh(cells[:, t])
        dh = dy[:, t] + dh_from_later
        dc = dh * o * (1 - tanh_c * tanh_c) + dc_from_later
        da_f = dc * _before(cells, t) * f * (1 - f)
        da_i = dc * candidate * i * (1 - i)
        da_o = dh * tanh_c * o * (1 - o)
        da_c = dc * i * (1 - candidate * candidate)
        dc_from_later = dc * f
        da = np.concatenate([da_f, da_i, da_o, da_c], axis=1)
        input_weights_gradient += x[:, t].T @ da
        recurrent_weights_gradient += _before(h, t).T @ da
        bias_gradient += da.sum(axis=0)
        dh_from_later = da @ recurrent_weights.T
        if out is not None:
            out[:, t] = da @ input_weights.T
        gates[:, t] = da


@np.errstate(all="ignore")
def gru_forward(
    x: Array, input_weights: Array, recurrent_weights: Array, bias: Array, gates: Array, out: Array
) -> None:
    u_z, u_r, u_h = _blocks(recurrent_weights, 3)
    h = np.zeros_like(out[:, 0])
    for t in range(x.shape[1]):
        from_x_z, from_x_r, from_x_h = _blocks(x[:, t] @ input_weights + bias, 3)
        z, r = sigmoid(from_x_z + h @ u_z), sigmoid(from_x_r + h @ u_r)
        candidate = np.tanh(from_x_h + (r * h) @ u_h)
        h = z * h + (1 - z) * candidate
        gates[:, t] = np.concatenate([z, r, candidate], axis=1)
        out[:, t] = h


@np.errstate(all="ignore")
def gru_gradient(
    x: Array, input_weights: Array, recurrent_weights: Array, gates: Array, h: Array, dy: Array,
    input_weights_gradient: Array, recurrent_weights_gradient: Array, bias_gradient: Array, out: Array | None,
) -> None:  # fmt: skip
    """h_(t-1) reaches h_t on four ways: straight through z, inside r * h_(t-1), and through z and r themselves."""
    for gradient in (input_weights_gradient, recurrent_weights_gradient, bias_gradient):
        gradient[...] = 0
    u_z, u_r, u_h = _blocks(recurrent_weights, 3)
    du_z, du_r, du_h = _blocks(recurrent_weights_gradient, 3)
    dh_from_later = np.zeros_like(h[:, 0])
    for t in reversed(range(x.shape[1])):
        z, r, candidate = _blocks(gates[:, t], 3)
        h_before = _before(h, t)
        dh = dy[:, t] + dh_from_later
        da_h = dh * (1 - z) * (1 - candidate * candidate)
        d_reset = da_h @ u_h.T  # that of r * h_(t-1)
        da_z = dh * (h_before - candidate) * z * (1 - z)
        da_r = d_reset * h_before * r * (1 - r)
        dh_from_later = dh * z + d_reset * r + da_z @ u_z.T + da_r @ u_r.T
        du_z += h_before.T @ da_z
        du_r += h_before.T @ da_r
        du_h += (r * h_before).T @ da_h
        da = np.concatenate([da_z, da_r, da_h], axis=1)
        input_weights_gradient += x[:, t].T @ da
        bias_gradient += da.sum(axis=0)
        if out is not None:
            out[:, t] = da @ input_weights.T
        gates[:, t] = da


def _blocks(values: Array, count: int) -> list[Array]:
    """Views of the columns of each gate: (N, count * H) to `count` arrays (N, H)."""
    return np.split(values, count, axis=1)


def _before(states: Array, t: int) -> Array:
    """The states of step t - 1; 0 before the first step."""
    return states[:, t - 1] if t else np.zeros_like(states[:, 0])
