"""What is measured: trainings of the course's kinds of network, from one that is all overhead to one that is all
arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tuitrainer.base.texts import mark
from tuitrainer.bench.workloads import examples
from tuitrainer.bench.workloads.parts import LSTM, Conv2D, Dense, Dropout, Flatten, MaxPool2D, SelfAttention
from tuitrainer.bench.workloads.workload import ADAM_EPSILON, LOSS_STEP, Material, Workload, material

__all__ = ["ADAM_EPSILON", "LOSS_STEP", "WORKLOADS", "Material", "Workload", "material"]

_ALL = (
    Workload(
        "W1", mark("iris, dense 4-32-16-3, SGD, batch 16"), (4,),
        (Dense(32, relu=True), Dense(16, relu=True), Dense(3)),
        examples.iris, 100, 16, "cross_entropy", "sgd", 0.05,
    ),
    Workload(
        "W2", mark("digits, dense 64-64-32-10, Adam, batch 32"), (64,),
        (Dense(64, relu=True), Dense(32, relu=True), Dense(10)),
        examples.digits, 18, 32, "cross_entropy", "adam", 1e-3,
    ),
    Workload(
        "W3", mark("dense 784-512-10, dropout 0.2, Adam, batch 128"), (784,),
        (Dense(512, relu=True), Dropout(0.2), Dense(10)),
        examples.large_rows, 1, 128, "cross_entropy", "adam", 1e-3,
    ),
    Workload(
        "W4", mark("images 32x32x3, three 3x3 convolutions (32, 64, 64), dense 64-10, Adam, batch 64"), (32, 32, 3),
        (
            Conv2D(32, 3), MaxPool2D(2), Conv2D(64, 3), MaxPool2D(2), Conv2D(64, 3), Flatten(), Dense(64, relu=True),
            Dense(10),
        ),
        examples.images, 4, 64, "cross_entropy", "adam", 1e-3,
    ),
    Workload(
        "W5", mark("LSTM 16-64 over 32 steps, dense 10, SGD, batch 32"), (32, 16), (LSTM(64), Dense(10)),
        examples.sequences, 4, 32, "cross_entropy", "sgd", 0.05,
    ),
    Workload(
        "W6", mark("self-attention with 4 heads, 64 steps of 64 features, SGD, batch 16"), (64, 64),
        (SelfAttention(4),),
        examples.sequence_pairs, 4, 16, "mean_squared_error", "sgd", 0.1,
    ),
)  # fmt: skip

WORKLOADS: Mapping[str, Workload] = MappingProxyType({workload.name: workload for workload in _ALL})
