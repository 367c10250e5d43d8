"""Layers to compare with central differences: normalization, dropout and noise, attention."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tuitrainer.nn import layers
from tuitrainer.nn.layers import Layer

CASES: dict[str, tuple[Callable[[], Sequence[Layer]], tuple[int, ...]]] = {
    "batch norm": (lambda: [layers.BatchNorm(epsilon=0.1)], (4,)),
    "batch norm, inside": (lambda: [layers.Dense(3, "tanh"), layers.BatchNorm(), layers.Dense(2)], (5,)),
    "batch norm over images": (lambda: [layers.Dense(3), layers.BatchNorm(scale=False)], (2, 3, 2)),
    "batch norm, only normalizing": (lambda: [layers.Dense(3), layers.BatchNorm(scale=False, center=False)], (2,)),
    "layer norm": (lambda: [layers.LayerNorm(epsilon=0.1)], (4,)),
    "layer norm, inside": (lambda: [layers.Dense(3, "tanh"), layers.LayerNorm(), layers.Dense(2)], (5,)),
    "layer norm over steps": (lambda: [layers.Dense(5), layers.LayerNorm(center=False)], (3, 2)),
    "layer norm, only normalizing": (lambda: [layers.Dense(3), layers.LayerNorm(scale=False, center=False)], (2,)),
    "layer norm of one value": (lambda: [layers.Dense(1), layers.LayerNorm()], (2,)),
    "dropout": (lambda: [layers.Dense(3), layers.Dropout(0.5), layers.Dense(2, "tanh")], (4,)),
    "dropout first": (lambda: [layers.Dropout(0.5), layers.Dense(2)], (4,)),
    "gaussian noise": (lambda: [layers.Dense(3), layers.GaussianNoise(0.5), layers.Dense(2, "tanh")], (4,)),
    "self-attention": (lambda: [layers.SelfAttention(1)], (3, 2)),
    "self-attention, two heads": (lambda: [layers.SelfAttention(2)], (3, 4)),
    "self-attention, a head for each feature": (lambda: [layers.SelfAttention(3)], (2, 3)),
    "self-attention, causal": (lambda: [layers.Dense(4), layers.SelfAttention(2, causal=True)], (3, 2)),
    "self-attention without bias": (lambda: [layers.SelfAttention(1, use_bias=False), layers.Dense(2)], (3, 2)),
    "self-attention, one step": (lambda: [layers.SelfAttention(1)], (1, 2)),
    "transformer": (
        lambda: [
            layers.LayerNorm(), layers.SelfAttention(2, causal=True), layers.LayerNorm(), layers.Dense(3, "gelu"),
            layers.Dense(4),
        ],
        (3, 4),
    ),
}  # fmt: skip
