"""A workload in JAX: a pure function from state and batch to the next state and the loss."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

from tuitrainer.bench.workloads import ADAM_EPSILON, Material, Workload
from tuitrainer.bench.workloads.parts import LSTM, Conv2D, Dense, Dropout, Flatten, MaxPool2D, SelfAttention

BETA_1, BETA_2, EPSILON = 0.9, 0.999, ADAM_EPSILON


def initial_state(workload: Workload, numbers: Material) -> Any:
    """(parameters, Adam's m, Adam's v, number of steps); for plain gradient descent both moments are empty."""
    parameters = jax.tree.map(jnp.asarray, [dict(values) for values in numbers.parameters])
    zeros = jax.tree.map(jnp.zeros_like, parameters)
    if workload.optimizer == "sgd":
        return parameters, (), (), jnp.int32(0)
    return parameters, zeros, jax.tree.map(jnp.zeros_like, parameters), jnp.int32(0)


def training_step(workload: Workload) -> Callable[..., Any]:
    """step(state, x, y, weights) -> (state, loss); `weights` (N,) are 0 for rows that do not count."""
    rate = workload.learning_rate

    def loss_of(parameters: Any, x: Any, y: Any, weights: Any, count: Any) -> Any:
        prediction = _predict(workload, parameters, x, count)
        if workload.loss == "mean_squared_error":
            losses = jnp.mean((prediction - y) ** 2, axis=tuple(range(1, y.ndim)))
        else:
            losses = -jnp.take_along_axis(jax.nn.log_softmax(prediction), y[:, None], axis=1)[:, 0]
        return jnp.sum(losses * weights) / jnp.sum(weights)

    def step(state: Any, x: Any, y: Any, weights: Any) -> Any:
        parameters, m, v, count = state
        loss, gradients = jax.value_and_grad(loss_of)(parameters, x, y, weights, count)
        count += 1
        if workload.optimizer == "sgd":
            return (jax.tree.map(lambda p, g: p - rate * g, parameters, gradients), m, v, count), loss
        m = jax.tree.map(lambda m, g: BETA_1 * m + (1 - BETA_1) * g, m, gradients)
        v = jax.tree.map(lambda v, g: BETA_2 * v + (1 - BETA_2) * g * g, v, gradients)
        t = count.astype(jnp.float32)
        correction_1, correction_2 = 1 - BETA_1**t, 1 - BETA_2**t
        parameters = jax.tree.map(
            lambda p, m, v: p - rate * (m / correction_1) / (jnp.sqrt(v / correction_2) + EPSILON), parameters, m, v
        )
        return (parameters, m, v, count), loss

    return step


def _predict(workload: Workload, parameters: Any, x: Any, count: Any) -> Any:
    for index, (part, values) in enumerate(zip(workload.parts, parameters, strict=True)):
        match part:
            case Dense(relu=relu):
                x = x @ values["weights"] + values["bias"]
                x = jax.nn.relu(x) if relu else x
            case Conv2D():
                layout = ("NHWC", "HWIO", "NHWC")
                x = jax.lax.conv_general_dilated(x, values["kernels"], (1, 1), "VALID", dimension_numbers=layout)
                x = jax.nn.relu(x + values["bias"])
            case MaxPool2D(size):
                window = (1, size, size, 1)
                x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, window, "VALID")
            case Flatten():
                x = x.reshape(x.shape[0], -1)
            case Dropout(rate):
                key = jax.random.fold_in(jax.random.fold_in(jax.random.key(0), index), count)
                x = jnp.where(jax.random.bernoulli(key, 1 - rate, x.shape), x / (1 - rate), 0)
            case LSTM(units):
                x = _lstm(values, x, units)
            case SelfAttention(heads):
                x = _attention(values, x, heads)
    return x


def _lstm(values: Any, x: Any, units: int) -> Any:
    def step(state: Any, from_input: Any) -> Any:
        h, c = state
        f, i, o, candidate = jnp.split(from_input + h @ values["recurrent_weights"], 4, axis=-1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(candidate)
        return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

    zeros = jnp.zeros((x.shape[0], units), x.dtype)
    from_inputs = (x @ values["input_weights"] + values["bias"]).swapaxes(0, 1)
    (h, _c), _nothing = jax.lax.scan(step, (zeros, zeros), from_inputs)
    return h


def _attention(values: Any, x: Any, heads: int) -> Any:
    rows, steps, width = x.shape
    query, key, value = (
        (x @ values[f"{name}_weights"] + values[f"{name}_bias"]).reshape(rows, steps, heads, width // heads)
        for name in ("query", "key", "value")
    )
    weights = jax.nn.softmax(jnp.einsum("nqhd,nkhd->nhqk", query, key) / (width // heads) ** 0.5, axis=-1)
    attended = jnp.einsum("nhqk,nkhd->nqhd", weights, value).reshape(rows, steps, width)
    return attended @ values["output_weights"] + values["output_bias"]
