"""Keras by `fit` on consecutive rows, on the backend that KERAS_BACKEND names."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from tuitrainer.bench.implementations import Run
from tuitrainer.bench.implementations.epochs import pieces
from tuitrainer.bench.workloads import ADAM_EPSILON, Material, Workload
from tuitrainer.bench.workloads.parts import (
    LSTM,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPool2D,
    Part,
    SelfAttention,
    Shape,
    Values,
)


def make(workload: Workload, numbers: Material, _threads: int) -> Run:
    """Threads are set by the environment of the process."""
    model = _model(workload, numbers)
    rows = np.concatenate(numbers.batches[: numbers.steps_per_epoch])
    x, y = numbers.x[rows], numbers.y[rows]
    position = 0

    def run(steps: int) -> float:
        nonlocal position
        loss = np.nan
        for start, stop, epochs in pieces(position, steps, numbers.steps_per_epoch):
            part = slice(start * workload.batch_size, stop * workload.batch_size)
            history = model.fit(
                x[part], y[part], batch_size=workload.batch_size, epochs=epochs, shuffle=False, verbose=0
            )
            loss = history.history["loss"][-1]
        position += steps
        return float(loss)

    return run


def _model(workload: Workload, numbers: Material) -> Any:
    inputs = keras.Input(workload.input_shape)
    outputs = inputs
    made = []
    for part, shape in zip(workload.parts, workload.shapes, strict=False):
        match part:
            case Dense(units, relu):
                layer = keras.layers.Dense(units, activation="relu" if relu else None)
            case Conv2D(filters, size):
                layer = keras.layers.Conv2D(filters, size, activation="relu")
            case MaxPool2D(size):
                layer = keras.layers.MaxPooling2D(size)
            case Flatten():
                layer = keras.layers.Flatten()
            case Dropout(rate):
                layer = keras.layers.Dropout(rate)
            case LSTM(units):
                layer = keras.layers.LSTM(units)
            case SelfAttention(heads):
                layer = keras.layers.MultiHeadAttention(heads, shape[-1] // heads)
        outputs = layer(outputs, outputs) if isinstance(part, SelfAttention) else layer(outputs)
        made.append(layer)
    model = keras.Model(inputs, outputs)
    for layer, part, values in zip(made, workload.parts, numbers.parameters, strict=True):
        if values:
            layer.set_weights(_weights(part, values, [weights.shape for weights in layer.weights]))
    adam = workload.optimizer == "adam"
    model.compile(
        optimizer=keras.optimizers.Adam(workload.learning_rate, epsilon=ADAM_EPSILON) if adam
        else keras.optimizers.SGD(workload.learning_rate),
        loss=keras.losses.MeanSquaredError() if workload.loss == "mean_squared_error"
        else keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )  # fmt: skip
    return model


def _weights(part: Part, values: Values, shapes: list[Shape]) -> list[npt.NDArray[np.float32]]:
    """The same numbers in Keras's order and shapes: its attention has an axis for the heads."""
    given = [LSTM.reordered(array) if isinstance(part, LSTM) else array for array in values.values()]
    return [array.reshape(shape) for array, shape in zip(given, shapes, strict=True)]
