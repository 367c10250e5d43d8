"""The same networks, losses and optimizers in PyTorch, where it is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from tuitrainer.nn import Network, layers, losses, optimizers
from tuitrainer.nn.optimizers import Optimizer
from tuitrainer.nn.schedules import (
    CosineDecay,
    ExponentialDecay,
    InverseTimeDecay,
    PiecewiseConstantDecay,
    ReduceOnPlateau,
    Schedule,
    WarmUp,
)

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
    "adamw": (
        lambda: optimizers.AdamW(0.02, weight_decay=0.3, beta_1=0.7, beta_2=0.8, epsilon=0.01),
        lambda p: torch.optim.AdamW(p, lr=0.02, weight_decay=0.3, betas=(0.7, 0.8), eps=0.01),
    ),
    "adamax": (  # PyTorch adds epsilon inside the maximum
        lambda: optimizers.Adamax(0.02, beta_1=0.7, beta_2=0.8, epsilon=1e-30),
        lambda p: torch.optim.Adamax(p, lr=0.02, betas=(0.7, 0.8), eps=1e-30),
    ),
    "nadam": (
        lambda: optimizers.Nadam(0.02, beta_1=0.7, beta_2=0.8, epsilon=0.01),
        lambda p: torch.optim.NAdam(p, lr=0.02, betas=(0.7, 0.8), eps=0.01, momentum_decay=1.0),
    ),
    "rmsprop": (
        lambda: optimizers.RMSprop(0.02, rho=0.7, epsilon=0.01),
        lambda p: torch.optim.RMSprop(p, lr=0.02, alpha=0.7, eps=0.01),
    ),
    "adagrad": (
        lambda: optimizers.Adagrad(0.05, initial_accumulator_value=0.3, epsilon=0.01),
        lambda p: torch.optim.Adagrad(p, lr=0.05, initial_accumulator_value=0.3, eps=0.01),
    ),
    "adadelta": (
        lambda: optimizers.Adadelta(0.5, rho=0.7, epsilon=0.01),
        lambda p: torch.optim.Adadelta(p, lr=0.5, rho=0.7, eps=0.01),
    ),
}

SCHEDULES: dict[str, tuple[Callable[[], Schedule], Callable[[Any], Any]]] = {
    "cosine": (
        lambda: CosineDecay(0.5, 12, alpha=0.1),
        lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 12, eta_min=0.05),
    ),
    "exponential": (
        lambda: ExponentialDecay(0.5, 1, 0.9),
        lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.9),
    ),
    "inverse time": (
        lambda: InverseTimeDecay(0.5, 1, 0.3),
        lambda o: torch.optim.lr_scheduler.LambdaLR(o, lambda step: 1 / (1 + 0.3 * step)),
    ),
    "steps": (  # a milestone of PyTorch is the first step with the new rate
        lambda: PiecewiseConstantDecay([2, 6], [0.5, 0.05, 0.005]),
        lambda o: torch.optim.lr_scheduler.MultiStepLR(o, [3, 7], 0.1),
    ),
    "warm-up": (
        lambda: WarmUp(0.5, 4),
        lambda o: torch.optim.lr_scheduler.LinearLR(o, start_factor=0.2, total_iters=4),
    ),
}

LOSSES: dict[str, Callable[[Any, Any], Any]] = {
    "mean_absolute_error": torch.nn.functional.l1_loss,
    "huber": torch.nn.functional.huber_loss,
    "log_cosh": lambda p, t: torch.log(torch.cosh(p - t)).mean(),
    "hinge": lambda p, t: torch.relu(1 - p * torch.sign(t - 0.5)).mean(),
    "squared_hinge": lambda p, t: torch.square(torch.relu(1 - p * torch.sign(t - 0.5))).mean(),
    "mean_absolute_percentage_error": lambda p, t: 100 * (torch.abs(p - t) / torch.clamp(t, min=1e-7)).mean(),
    "mean_squared_logarithmic_error": lambda p, t: torch.nn.functional.mse_loss(torch.log1p(p), torch.log1p(t)),
    "kl_divergence": lambda p, t: torch.nn.functional.kl_div(torch.log(p), t, reduction="sum") / p.shape[0],
    "poisson": lambda p, t: torch.nn.functional.poisson_nll_loss(p, t, log_input=False, eps=1e-7),
    "cosine_similarity": lambda p, t: -torch.nn.functional.cosine_similarity(p, t, eps=1e-14).mean(),
}


@pytest.fixture(autouse=True)
def float64() -> Iterator[None]:
    """Some of PyTorch's optimizers keep numbers of their own in the default type."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


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


@pytest.mark.parametrize("name", LOSSES)
def test_losses_and_their_gradients(name: str) -> None:
    rng = np.random.default_rng(1)
    prediction, target = rng.uniform(0.1, 0.9, size=(2, 7, 3))
    if "hinge" in name:
        target = np.round(target)
    theirs = torch.from_numpy(prediction.copy()).requires_grad_()
    expected = LOSSES[name](theirs, torch.from_numpy(target))
    expected.backward()
    value, gradient = losses.get(name)(prediction, target)
    assert value == pytest.approx(expected.item(), rel=1e-12)
    np.testing.assert_allclose(gradient, theirs.grad.numpy(), rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.filterwarnings("ignore:Detected call of")
def test_schedules(name: str) -> None:
    make, make_theirs = SCHEDULES[name]
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.5)
    schedule, theirs = make(), make_theirs(optimizer)
    for step in range(12):
        assert schedule(step) == pytest.approx(theirs.get_last_lr()[0], rel=1e-12), step
        theirs.step()


def test_plateaus() -> None:
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.5)
    theirs = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, factor=0.5, patience=2, threshold=0.05, threshold_mode="abs", min_lr=0.1
    )
    schedule = ReduceOnPlateau(0.5, factor=0.5, patience=3, min_delta=0.05, min_lr=0.1)  # theirs waits one more
    for epoch in range(40):
        loss = 1 / (1 + epoch % 11)
        theirs.step(loss)
        schedule.observe(loss)
        assert schedule(0) == pytest.approx(optimizer.param_groups[0]["lr"], rel=1e-12), epoch
    assert schedule(0) == 0.1


@pytest.mark.parametrize("kind", ["global_clipnorm", "clipvalue"])
def test_clipping(kind: str) -> None:
    network = Network([layers.Dense(3, "tanh"), layers.Dense(2)], (4,), backend="cpu", dtype="float64")
    rng = np.random.default_rng(2)
    network.forward(rng.normal(size=(5, 4)))
    network.backward(rng.normal(size=(5, 2)))
    theirs = []
    for parameter in network.parameters:
        theirs.append(torch.zeros(parameter.shape, dtype=torch.float64))
        theirs[-1].grad = torch.from_numpy(parameter.grad_numpy())
    clip = torch.nn.utils.clip_grad_norm_ if kind == "global_clipnorm" else torch.nn.utils.clip_grad_value_
    clip(theirs, 0.7)
    optimizers.get("sgd", **{kind: 0.7}).update(network.parameters)
    for own, expected in zip(network.parameters, theirs, strict=True):
        np.testing.assert_allclose(own.grad_numpy(), expected.grad.numpy(), rtol=2e-6)  # theirs adds 1e-6 to the norm
