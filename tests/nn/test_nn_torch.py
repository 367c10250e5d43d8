"""The same networks, losses and optimizers in PyTorch, where it is installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tuitrainer.nn import Network, layers, losses, optimizers
from tuitrainer.nn.optimizers import Optimizer

torch: Any = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

OPTIMIZERS: dict[str, tuple[Callable[[], Optimizer], Callable[[Any], Any]]] = {
    "sgd": (lambda: optimizers.SGD(0.1), lambda p: torch.optim.SGD(p, lr=0.1)),
    "nesterov": (
        lambda: optimizers.SGD(0.1, momentum=0.6, nesterov=True),
        lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.6, nesterov=True),
    ),
    "adam": (
        lambda: optimizers.Adam(0.02, beta_1=0.7, beta_2=0.8, epsilon=0.01),
        lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.7, 0.8), eps=0.01),
    ),
}


@pytest.mark.parametrize("backend", ["reference", "cpu"])
@pytest.mark.parametrize("rule", OPTIMIZERS)
@pytest.mark.parametrize("name", ["sparse_categorical_crossentropy", "mean_squared_error", "binary_crossentropy"])
def test_ten_steps(name: str, rule: str, backend: str) -> None:
    made = [layers.Dense(7, "tanh"), layers.Dense(5, "gelu"), layers.Dense(3)]
    network = Network(made, (4,), backend=backend, dtype="float64", seed=3)
    model = torch.nn.Sequential(
        torch.nn.Linear(4, 7), torch.nn.Tanh(), torch.nn.Linear(7, 5), torch.nn.GELU(), torch.nn.Linear(5, 3)
    ).double()
    with torch.no_grad():
        for own, theirs in zip(network.parameters, model.parameters(), strict=True):
            theirs.copy_(torch.from_numpy(own.numpy().T))
    make, make_theirs = OPTIMIZERS[rule]
    optimizer, their_optimizer = make(), make_theirs(model.parameters())
    arguments = {} if name == "mean_squared_error" else {"from_logits": True}
    loss = losses.get(name, **arguments)
    their_loss = {
        "sparse_categorical_crossentropy": torch.nn.functional.cross_entropy,
        "mean_squared_error": torch.nn.functional.mse_loss,
        "binary_crossentropy": torch.nn.functional.binary_cross_entropy_with_logits,
    }[name]
    rng = np.random.default_rng(0)
    for _step in range(10):
        x = rng.normal(size=(6, 4))
        target = rng.integers(0, 3, 6) if name.startswith("sparse") else rng.uniform(size=(6, 3))
        value, gradient = loss(network.forward(x, training=True), target)
        network.backward(gradient)
        optimizer.update(network.parameters)
        their_optimizer.zero_grad()
        their_value = their_loss(model(torch.from_numpy(x)), torch.from_numpy(target))
        their_value.backward()
        their_optimizer.step()
        assert value == pytest.approx(their_value.item(), rel=1e-10)
    for own, theirs in zip(network.parameters, model.parameters(), strict=True):
        np.testing.assert_allclose(own.numpy(), theirs.detach().numpy().T, rtol=1e-9, atol=1e-12)
