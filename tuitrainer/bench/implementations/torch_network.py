"""A workload in PyTorch: modules with the workload's initial values, and one training step after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch

from tuitrainer.bench.implementations import Run
from tuitrainer.bench.workloads import ADAM_EPSILON, Material, Workload
from tuitrainer.bench.workloads.parts import (
    LSTM,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPool2D,
    SelfAttention,
    Shape,
    Values,
)

Step = Callable[[Any], Any]


def make_eager(workload: Workload, numbers: Material, threads: int, fused: bool, device: str = "cpu") -> Run:
    """Eager mode. `fused`: the optimizers' fused variants, and images in the layout that suits the processor."""
    training = make_training(workload, numbers, threads, fused, device)
    batches = [torch.from_numpy(batch).to(device) for batch in numbers.batches]
    position = 0

    def run(steps: int) -> float:
        nonlocal position
        loss = torch.tensor(float("nan"))
        for _step in range(steps):
            loss = training.step(batches[position % len(batches)])
            position += 1
        return float(loss.detach())

    return run


class Training(NamedTuple):
    """A workload, ready to be trained."""

    step: Step
    """step(rows): train on these rows; returns the loss."""
    parameters: list[Any]
    optimizer: Any


def make_training(
    workload: Workload, numbers: Material, threads: int, fused: bool, device: str = "cpu", capturable: bool = False
) -> Training:
    """`capturable`: with an optimizer that a CUDA graph can hold."""
    torch.set_num_threads(threads)
    modules, predict = _network(workload, numbers)
    modules.to(device)
    if fused:
        modules.to(memory_format=torch.channels_last)
    parameters = [parameter for parameter in modules.parameters() if parameter.requires_grad]
    optimizer = (
        torch.optim.SGD(parameters, workload.learning_rate, fused=fused)
        if workload.optimizer == "sgd"
        else torch.optim.Adam(parameters, workload.learning_rate, eps=ADAM_EPSILON, fused=fused, capturable=capturable)
    )
    loss_of = torch.nn.functional.cross_entropy if workload.loss == "cross_entropy" else torch.nn.functional.mse_loss
    x, y = torch.from_numpy(numbers.x).to(device), torch.from_numpy(numbers.y).to(device)
    if len(workload.input_shape) == 3:
        x = x.permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last if fused else torch.contiguous_format)

    def step(rows: Any) -> Any:
        optimizer.zero_grad()
        loss = loss_of(predict(x[rows]), y[rows])
        loss.backward()
        optimizer.step()
        return loss

    return Training(step, parameters, optimizer)


def _network(workload: Workload, numbers: Material) -> tuple[Any, Step]:
    """All modules in a list, and the function from a batch to its prediction."""
    modules, steps = torch.nn.ModuleList(), []
    image: Shape = ()
    for part, shape, values in zip(workload.parts, workload.shapes, numbers.parameters, strict=False):
        if isinstance(part, Flatten):
            image = shape
        made, called = _part(part, values, shape, image)
        modules.extend(made)
        steps += called
        if isinstance(part, Dense):
            image = ()

    def predict(x: Any) -> Any:
        for step in steps:
            x = step(x)
        return x

    return modules, predict


def _part(part: object, values: Values, shape: Shape, image: Shape) -> tuple[list[Any], list[Step]]:
    """The modules of one part, and what is called. `image` is what was flattened right before a dense layer."""
    match part:
        case Dense(units, relu):
            dense = torch.nn.Linear(shape[-1], units)
            weights = values["weights"]
            if image:  # PyTorch flattens channels first
                weights = weights.reshape(*image, units).transpose(2, 0, 1, 3).reshape(-1, units)
            _set(dense.weight, weights.T)
            _set(dense.bias, values["bias"])
            return [dense], [dense, torch.nn.ReLU()] if relu else [dense]
        case Conv2D(filters, size):
            convolution = torch.nn.Conv2d(shape[-1], filters, size)
            _set(convolution.weight, values["kernels"].transpose(3, 2, 0, 1))
            _set(convolution.bias, values["bias"])
            return [convolution], [convolution, torch.nn.ReLU()]
        case MaxPool2D(size):
            return [], [torch.nn.MaxPool2d(size)]
        case Flatten():
            return [], [torch.nn.Flatten()]
        case Dropout(rate):
            return [], [torch.nn.Dropout(rate)]
        case LSTM(units):
            lstm = torch.nn.LSTM(shape[-1], units, batch_first=True)
            _set(lstm.weight_ih_l0, LSTM.reordered(values["input_weights"]).T)
            _set(lstm.weight_hh_l0, LSTM.reordered(values["recurrent_weights"]).T)
            _set(lstm.bias_ih_l0, LSTM.reordered(values["bias"]))
            _set(lstm.bias_hh_l0, np.zeros(4 * units, np.float32))
            lstm.bias_hh_l0.requires_grad_(False)  # everybody else has one bias
            return [lstm], [lambda x: lstm(x)[0][:, -1]]
        case SelfAttention(heads):
            attention = torch.nn.MultiheadAttention(shape[-1], heads, batch_first=True)
            names = ("query", "key", "value")
            _set(attention.in_proj_weight, np.concatenate([values[f"{name}_weights"].T for name in names]))
            _set(attention.in_proj_bias, np.concatenate([values[f"{name}_bias"] for name in names]))
            _set(attention.out_proj.weight, values["output_weights"].T)
            _set(attention.out_proj.bias, values["output_bias"])
            return [attention], [lambda x: attention(x, x, x, need_weights=False)[0]]
    raise TypeError(part)


def _set(parameter: Any, values: np.ndarray[Any, np.dtype[np.float32]]) -> None:
    with torch.no_grad():
        parameter.copy_(torch.from_numpy(np.ascontiguousarray(values)))
