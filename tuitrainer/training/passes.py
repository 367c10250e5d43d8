"""Passes through a network that may have diverged, and what is made of its logits."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tuitrainer.nn.network import Network

Values = npt.NDArray[np.float64]


def answer(network: Network, x: npt.NDArray[np.floating[Any]]) -> Values:
    """The output (N, *output_shape) for x (N, *input_shape), as float64; a backward may follow.

    Unlike `Network.forward` it takes NaN and infinity as they come: a run that diverges shows that in its loss, which
    ends it, and is no mistake of the user's.
    """
    backend = network.backend
    return backend.to_numpy(network.forward_array(backend.from_numpy(network.as_inputs(x)))).astype(np.float64)


def softplus(z: Values) -> Values:
    """log(1 + exp(z)), right at any size."""
    return np.asarray(np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z))))


def sigmoid(z: Values) -> Values:
    """1 / (1 + exp(-z)), right at any size."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * z)))
