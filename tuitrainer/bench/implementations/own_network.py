"""A workload as a network of tuitrainer."""

from __future__ import annotations

from tuitrainer.bench.workloads import ADAM_EPSILON, Material, Workload
from tuitrainer.bench.workloads.parts import LSTM, Conv2D, Dense, Dropout, Flatten, MaxPool2D, Part, SelfAttention
from tuitrainer.kernels.backend import Backend
from tuitrainer.kernels.load import load_backend
from tuitrainer.nn import Network, layers, losses, optimizers
from tuitrainer.training.stepping import Steps


def own_backend(threads: int) -> Backend:
    """The backend that is measured."""
    return load_backend("cpu", threads)


def own_network(workload: Workload, numbers: Material, backend: Backend, dtype: str = "float32") -> Network:
    """The network with the workload's initial values."""
    network = Network([_layer(part) for part in workload.parts], workload.input_shape, backend=backend, dtype=dtype)
    for parameter in network.parameters:
        index, _name, role = parameter.name.split(".")
        parameter.assign(numbers.parameters[int(index)][role])
    return network


def own_steps(workload: Workload, numbers: Material, backend: Backend, dtype: str = "float32") -> Steps:
    """Its training, prepared on all examples."""
    network = own_network(workload, numbers, backend, dtype)
    return Steps(network, own_loss(workload), own_optimizer(workload), numbers.x, numbers.y)


def own_loss(workload: Workload) -> losses.Loss:
    if workload.loss == "mean_squared_error":
        return losses.get("mean_squared_error")
    return losses.get("sparse_categorical_crossentropy", from_logits=True)


def own_optimizer(workload: Workload) -> optimizers.Optimizer:
    if workload.optimizer == "sgd":
        return optimizers.get("sgd", learning_rate=workload.learning_rate)
    return optimizers.get("adam", learning_rate=workload.learning_rate, epsilon=ADAM_EPSILON)


def _layer(part: Part) -> layers.Layer:
    match part:
        case Dense(units, relu):
            return layers.Dense(units, "relu" if relu else None)
        case Conv2D(filters, size):
            return layers.Conv2D(filters, size, activation="relu")
        case MaxPool2D(size):
            return layers.MaxPool2D(size)
        case Flatten():
            return layers.Flatten()
        case Dropout(rate):
            return layers.Dropout(rate)
        case LSTM(units):
            return layers.LSTM(units)
        case SelfAttention(heads):
            return layers.SelfAttention(heads)
