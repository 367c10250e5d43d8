"""The watch: from a network and its data to the small arrays that a display shows."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tuitrainer import data
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.nn import losses
from tuitrainer.nn.network import Network
from tuitrainer.training.snapshot import LayerSnapshot

LARGEST_MAP = 64
"""Rows and columns of a weight map at most."""
BINS = 40
LOW, HIGH = -8.0, 2.0
"""Gradient entries from 1e-8 to 1e2 are told apart: four bins a decade."""
PLANE_POINTS = 48
"""Points of the decision field in each direction."""
FIT_POINTS = 200
MOST_POINTS = 500
"""Data points drawn at most."""

Figures = dict[str, npt.NDArray[Any]]


def watch_layers(
    network: Network, examples: Array, values_before: npt.NDArray[np.float64], moved: bool
) -> tuple[LayerSnapshot, ...]:
    """Every layer with parameters after the latest step, those inside others by themselves ("2.residual.0.dense").

    `values_before` are the flat parameters before that step and `moved` says whether there was one. The outputs are
    those for `examples`; those of a layer that stands at several places come from its first.
    """
    backend = network.backend
    network.forward(examples)
    layers = []
    for name, own in network.parameters_by_layer().items():
        weights = own[0]
        gradients = network.parameters.gradients[weights.offset : own[-1].offset + own[-1].size]
        counts = np.zeros(BINS, np.int64)
        backend.magnitude_histogram(gradients, LOW, HIGH, counts)
        values = weights.numpy()
        size = backend.norm(weights.values.reshape(-1))
        change = np.linalg.norm(values.ravel() - values_before[weights.offset : weights.offset + weights.size])
        layers.append(
            LayerSnapshot(
                name=name,
                weights_shape=weights.shape,
                weights=_map(backend, weights.values),
                weights_range=(float(values.min()), float(values.max())),
                gradient=_map(backend, weights.gradient),
                gradient_norm=backend.norm(gradients),
                gradient_counts=counts,
                gradient_low=LOW,
                gradient_high=HIGH,
                update_ratio=float(change / size) if moved and size else float("nan"),
                inactive=_inactive(network.layer_output(name)),
            )
        )
    return tuple(layers)


def plane_figures(network: Network, loss: losses.Loss, split: data.Split) -> Figures:
    """What the network says all over the plane, and the points that it learns from; nothing for other data."""
    points, test_points = split.train.plane, split.test.plane
    if points is None or test_points is None:
        return {}
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.1 * np.maximum(high - low, 1e-6)
    bounds = np.stack([low - margin, high + margin], axis=1).ravel()
    across, down = (np.linspace(start, end, PLANE_POINTS) for start, end in bounds.reshape(2, 2).tolist())
    x1, x2 = np.meshgrid(across, down)
    grid = data.plane_features(np.stack([x1.ravel(), x2.ravel()], axis=1), split.train.features)
    output = network.forward(_scaled(split, grid))
    return {
        "plane/scores": probabilities(output, loss).reshape(PLANE_POINTS, PLANE_POINTS, -1),
        "plane/bounds": bounds,
        "plane/points": points[:MOST_POINTS],
        "plane/labels": split.train.y[:MOST_POINTS],
        "plane/test_points": test_points[:MOST_POINTS],
        "plane/test_labels": split.test.y[:MOST_POINTS],
    }


def fit_figures(network: Network, split: data.Split) -> Figures:
    """The learnt function over the points, for a regression on one input; nothing for other data."""
    dataset = split.train
    if dataset.kind != "regression" or dataset.input_shape != (1,):
        return {}
    raw = dataset.x if split.scaler is None else dataset.x * split.scaler.divisor + split.scaler.shift
    x = np.linspace(raw.min(), raw.max(), FIT_POINTS)[:, np.newaxis]
    prediction = network.forward(_scaled(split, x))
    return {
        "fit/points": np.hstack([raw[:MOST_POINTS], dataset.y[:MOST_POINTS, :1]]),
        "fit/line": np.hstack([x, prediction[:, :1]]),
    }


def probabilities(output: npt.NDArray[Any], loss: losses.Loss) -> npt.NDArray[np.float32]:
    """Class probabilities (N, K) from a network's output, K >= 2; a single unit speaks for class 1."""
    output = output.astype(np.float64)
    if getattr(loss, "from_logits", False):
        if output.shape[1] == 1:
            output = 0.5 * (1 + np.tanh(0.5 * output))
        else:
            output = np.exp(output - output.max(axis=1, keepdims=True))
            output /= output.sum(axis=1, keepdims=True)
    if output.shape[1] == 1:
        output = np.hstack([1 - output, output])
    return np.clip(output, 0.0, 1.0).astype(np.float32)


def _scaled(split: data.Split, x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return x if split.scaler is None else split.scaler(x)


def _map(backend: Backend, values: Array) -> npt.NDArray[np.float32]:
    """Block means of a parameter as a matrix (all axes but the last together), at most LARGEST_MAP each way."""
    matrix = values.reshape(-1, values.shape[-1])
    out = backend.empty((min(matrix.shape[0], LARGEST_MAP), min(matrix.shape[1], LARGEST_MAP)), matrix.dtype)
    backend.block_means(matrix, out)
    return backend.to_numpy(out).astype(np.float32)


def _inactive(output: npt.NDArray[Any]) -> float:
    """The share of units that are 0 for every example."""
    return float(np.mean(~output.reshape(-1, output.shape[-1]).any(axis=0)))
