"""Batch normalization, layer normalization and attention in PyTorch, where it is installed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tuitrainer.nn import Network, layers

torch: Any = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

backends = pytest.mark.parametrize("backend", ["reference", "cpu"])


def near(got: Any, expected: Any) -> None:
    np.testing.assert_allclose(got, expected.detach().numpy(), rtol=1e-9, atol=1e-11)


@backends
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("shape", [(3,), (4, 2, 3)])
def test_batch_norm(backend: str, shape: tuple[int, ...], training: bool) -> None:
    """PyTorch's momentum is one minus ours, its channels come first, and its moving variance is divided by N - 1."""
    made = Network([layers.BatchNorm(momentum=0.7, epsilon=0.01)], shape, backend=backend, dtype="float64")
    theirs: Any = (torch.nn.BatchNorm1d if len(shape) == 1 else torch.nn.BatchNorm2d)(3, eps=0.01, momentum=0.3)
    theirs = theirs.double().train(training)
    rng = np.random.default_rng(0)
    start = rng.normal(size=3), rng.normal(size=3), rng.normal(size=3), rng.uniform(0.5, 2, size=3)
    names = ("weight", "bias", "running_mean", "running_var")
    with torch.no_grad():
        for own, name, values in zip(made.parameters, names, start, strict=True):
            own.assign(values)
            getattr(theirs, name).copy_(torch.from_numpy(values))
    axes = (0, *range(len(shape), 0, -1)) if len(shape) == 1 else (0, 3, 1, 2)
    back = (0, 1) if len(shape) == 1 else (0, 2, 3, 1)
    mean, variance = start[2], start[3]
    for _step in range(3):
        x, dy = rng.normal(2.0, 3.0, (5, *shape)), rng.normal(size=(5, *shape))
        given = torch.from_numpy(x).requires_grad_()
        y = theirs(given.permute(axes)).permute(back)
        theirs.zero_grad()
        y.backward(torch.from_numpy(dy))
        near(made.forward(x, training=training), y)
        near(made.backward(dy), given.grad)
        near(made.parameters[0].grad_numpy(), theirs.weight.grad)
        near(made.parameters[1].grad_numpy(), theirs.bias.grad)
        if training:
            rows = x.reshape(-1, 3)
            mean, variance = 0.7 * mean + 0.3 * rows.mean(axis=0), 0.7 * variance + 0.3 * rows.var(axis=0)
        near(made.parameters[2].numpy(), theirs.running_mean)
        np.testing.assert_allclose(made.parameters[2].numpy(), mean, rtol=1e-12)
        np.testing.assert_allclose(made.parameters[3].numpy(), variance, rtol=1e-12)


@backends
@pytest.mark.parametrize("shape", [(5,), (3, 5)])
def test_layer_norm(backend: str, shape: tuple[int, ...]) -> None:
    made = Network([layers.LayerNorm(epsilon=0.01)], shape, backend=backend, dtype="float64")
    theirs = torch.nn.LayerNorm(5, eps=0.01).double()
    rng = np.random.default_rng(0)
    with torch.no_grad():
        for own, other in zip(made.parameters, (theirs.weight, theirs.bias), strict=True):
            own.assign(rng.normal(size=5))
            other.copy_(torch.from_numpy(own.numpy()))
    x, dy = rng.normal(2.0, 3.0, (4, *shape)), rng.normal(size=(4, *shape))
    given = torch.from_numpy(x).requires_grad_()
    y = theirs(given)
    y.backward(torch.from_numpy(dy))
    near(made.forward(x), y)
    near(made.backward(dy), given.grad)
    near(made.parameters[0].grad_numpy(), theirs.weight.grad)
    near(made.parameters[1].grad_numpy(), theirs.bias.grad)


@backends
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("use_bias", [False, True])
def test_self_attention(backend: str, causal: bool, use_bias: bool) -> None:
    heads, steps, features = 2, 5, 6
    layer = layers.SelfAttention(heads, causal, use_bias, bias_initializer={"name": "random_normal", "stddev": 1.0})
    made = Network([layer], (steps, features), backend=backend, dtype="float64", seed=4)
    theirs = torch.nn.MultiheadAttention(features, heads, bias=use_bias, batch_first=True, dtype=torch.float64)
    own = [torch.from_numpy(parameter.numpy()) for parameter in made.parameters]
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([weights.T for weights in own[:3]]))
        theirs.out_proj.weight.copy_(own[3].T)
        if use_bias:
            theirs.in_proj_bias.copy_(torch.cat(own[4:7]))
            theirs.out_proj.bias.copy_(own[7])
    rng = np.random.default_rng(0)
    x, dy = rng.normal(size=(3, steps, features)), rng.normal(size=(3, steps, features))
    given = torch.from_numpy(x).requires_grad_()
    hidden = torch.triu(torch.ones(steps, steps, dtype=torch.bool), diagonal=1) if causal else None
    y, weights = theirs(given, given, given, attn_mask=hidden, average_attn_weights=False)
    y.backward(torch.from_numpy(dy))
    near(made.forward(x), y)
    near(made.backend.to_numpy(made.layers[0].attention_weights), weights)  # type: ignore[attr-defined]
    near(made.backward(dy), given.grad)
    expected = [block.T for block in theirs.in_proj_weight.grad.chunk(3)] + [theirs.out_proj.weight.grad.T]
    if use_bias:
        expected += [*theirs.in_proj_bias.grad.chunk(3), theirs.out_proj.bias.grad]
    for parameter, gradient in zip(made.parameters, expected, strict=True):
        near(parameter.grad_numpy(), gradient)
