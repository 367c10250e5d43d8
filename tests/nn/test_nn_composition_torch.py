"""Blocks and shared layers in PyTorch, where it is installed: ten steps of training give the same numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tuitrainer.nn import Network, layers, losses, optimizers

torch: Any = pytest.importorskip("torch")
pytestmark = pytest.mark.torch


@pytest.mark.parametrize("backend", ["reference", "cpu"])
def test_ten_steps_of_blocks(backend: str) -> None:
    shared = layers.Dense(4, "tanh")
    made = [
        shared,
        layers.Residual([layers.Dense(6, "gelu"), layers.Dense(5)], shortcut=layers.Dense(5)),
        layers.Branches([layers.Dense(2)], [], [layers.Dense(3, "tanh"), layers.Dense(4), shared]),
        layers.Dense(3),
    ]
    network = Network(made, (4,), backend=backend, dtype="float64", seed=3)
    theirs = {
        name: torch.nn.Linear(*reversed(shape)).double()
        for name, shape in {
            "0.dense": (4, 4), "1.residual.0.dense": (6, 4), "1.residual.1.dense": (5, 6),
            "1.residual.shortcut.0.dense": (5, 4), "2.branches.0.0.dense": (2, 5), "2.branches.2.0.dense": (3, 5),
            "2.branches.2.1.dense": (4, 3), "3.dense": (3, 11),
        }.items()
    }  # fmt: skip
    with torch.no_grad():
        for parameter in network.parameters:
            name, _dot, role = parameter.name.rpartition(".")
            tensor = theirs[name].weight if role == "weights" else theirs[name].bias
            tensor.copy_(torch.from_numpy(parameter.numpy().T))

    def model(x: Any) -> Any:
        x = torch.tanh(theirs["0.dense"](x))
        inner = theirs["1.residual.1.dense"](torch.nn.functional.gelu(theirs["1.residual.0.dense"](x)))
        x = theirs["1.residual.shortcut.0.dense"](x) + inner
        third = theirs["2.branches.2.1.dense"](torch.tanh(theirs["2.branches.2.0.dense"](x)))
        x = torch.cat([theirs["2.branches.0.0.dense"](x), x, torch.tanh(theirs["0.dense"](third))], dim=1)
        return theirs["3.dense"](x)

    optimizer = optimizers.Adam(0.02, epsilon=0.01)
    their_parameters = [parameter for layer in theirs.values() for parameter in layer.parameters()]
    their_optimizer = torch.optim.Adam(their_parameters, lr=0.02, eps=0.01)
    loss, rng = losses.get("mean_squared_error"), np.random.default_rng(0)
    for _step in range(10):
        x, target = rng.normal(size=(6, 4)), rng.normal(size=(6, 3))
        value, gradient = loss(network.forward(x, training=True), target)
        dx = network.backward(gradient)
        optimizer.update(network.parameters)
        their_optimizer.zero_grad()
        their_x = torch.from_numpy(x).requires_grad_()
        their_value = torch.nn.functional.mse_loss(model(their_x), torch.from_numpy(target))
        their_value.backward()
        their_optimizer.step()
        assert value == pytest.approx(their_value.item(), rel=1e-10)
        np.testing.assert_allclose(dx, their_x.grad.numpy(), rtol=1e-9, atol=1e-12)
    for parameter in network.parameters:
        name, _dot, role = parameter.name.rpartition(".")
        tensor = theirs[name].weight if role == "weights" else theirs[name].bias
        np.testing.assert_allclose(parameter.numpy(), tensor.detach().numpy().T, rtol=1e-9, atol=1e-12)
