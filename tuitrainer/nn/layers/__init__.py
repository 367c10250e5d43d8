"""The layers. LAYERS holds them by the name that recipes and checkpoints use."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.base.construct import construct
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn.layers.activation import Activation
from tuitrainer.nn.layers.average_pool2d import AveragePool2D
from tuitrainer.nn.layers.batch_norm import BatchNorm
from tuitrainer.nn.layers.branches import Branches
from tuitrainer.nn.layers.composite import MAXIMUM_DEPTH
from tuitrainer.nn.layers.conv2d import Conv2D
from tuitrainer.nn.layers.conv2d_transpose import Conv2DTranspose
from tuitrainer.nn.layers.dense import Dense
from tuitrainer.nn.layers.dropout import Dropout
from tuitrainer.nn.layers.embedding import Embedding
from tuitrainer.nn.layers.flatten import Flatten
from tuitrainer.nn.layers.gaussian_noise import GaussianNoise
from tuitrainer.nn.layers.global_average_pool2d import GlobalAveragePool2D
from tuitrainer.nn.layers.gru import GRU
from tuitrainer.nn.layers.layer import Layer, ParameterSpec, Place, Setting, Shape
from tuitrainer.nn.layers.layer_norm import LayerNorm
from tuitrainer.nn.layers.lstm import LSTM
from tuitrainer.nn.layers.max_pool2d import MaxPool2D
from tuitrainer.nn.layers.positional_encoding import PositionalEncoding
from tuitrainer.nn.layers.reshape import Reshape
from tuitrainer.nn.layers.residual import Residual
from tuitrainer.nn.layers.self_attention import SelfAttention
from tuitrainer.nn.layers.simple_rnn import SimpleRNN
from tuitrainer.nn.layers.upsampling2d import UpSampling2D

__all__ = [
    "GRU", "LAYERS", "LSTM", "Activation", "AveragePool2D", "BatchNorm", "Branches", "Conv2D", "Conv2DTranspose",
    "Dense", "Dropout", "Embedding", "Flatten", "GaussianNoise", "GlobalAveragePool2D", "Layer", "LayerNorm",
    "MaxPool2D", "ParameterSpec", "Place", "PositionalEncoding", "Reshape", "Residual", "SelfAttention", "Setting",
    "Shape", "SimpleRNN", "UpSampling2D", "describe", "from_config",
]  # fmt: skip

LAYERS: Mapping[str, type[Layer]] = MappingProxyType(
    {
        "Dense": Dense,
        "Activation": Activation,
        "Flatten": Flatten,
        "Reshape": Reshape,
        "Conv2D": Conv2D,
        "Conv2DTranspose": Conv2DTranspose,
        "MaxPool2D": MaxPool2D,
        "AveragePool2D": AveragePool2D,
        "GlobalAveragePool2D": GlobalAveragePool2D,
        "UpSampling2D": UpSampling2D,
        "SimpleRNN": SimpleRNN,
        "LSTM": LSTM,
        "GRU": GRU,
        "Embedding": Embedding,
        "PositionalEncoding": PositionalEncoding,
        "Residual": Residual,
        "Branches": Branches,
        "BatchNorm": BatchNorm,
        "Dropout": Dropout,
        "GaussianNoise": GaussianNoise,
        "LayerNorm": LayerNorm,
        "SelfAttention": SelfAttention,
    }
)

DEEPEST_DESCRIPTION = 3 * MAXIMUM_DEPTH
"""Of layers inside each other every one may stand in a list of lists."""


def from_config(config: Mapping[str, Any]) -> Layer:
    """The layer that ``{"type": "Dense", "units": 32, ...}`` describes; ``"trainable": False`` freezes any of them.

    The arguments of a layer that holds others are such descriptions, or lists of them. Raises UserError placed at the
    argument's name (at "type" for the type itself), for one inside another as in ``layers[0].units``.
    """
    return _made(config, 0)


def describe(layer: Layer) -> dict[str, Any]:
    """What `from_config` makes an equal layer of, without its numbers."""
    _check_built_in(layer)
    return layer.description()


def _made(config: Mapping[str, Any], depth: int) -> Layer:
    """The layer that `config` describes, inside `depth` others and lists."""
    arguments = dict(config)
    name, trainable = arguments.pop("type", ""), arguments.pop("trainable", True)
    kind = LAYERS.get(name) if isinstance(name, str) else None
    with Check() as check:
        for argument in kind.LAYER_ARGUMENTS if kind else ():
            if argument in arguments:
                given = arguments[argument]
                arguments[argument] = check.part(argument, lambda given=given: _made_inside(given, depth + 1))  # type: ignore[misc]
    layer = construct(LAYERS, name, arguments, "type")
    if trainable is not True:
        layer.trainable = trainable
    return layer


def _made_inside(given: object, depth: int) -> object:
    """Descriptions turned into layers, in lists as they are given; anything else is left for the constructor."""
    if depth > DEEPEST_DESCRIPTION:
        raise UserError(Problem(_("layers stand too deep inside each other"), accepted=(f"<= {MAXIMUM_DEPTH}",)))
    if isinstance(given, Mapping):
        return _made(given, depth)
    if isinstance(given, list | tuple):
        with Check() as check:
            return [
                check.part(f"[{index}]", lambda entry=entry: _made_inside(entry, depth + 1))  # type: ignore[misc]
                for index, entry in enumerate(given)
            ]
    return given


def _check_built_in(layer: Layer) -> None:
    if LAYERS.get(type(layer).__name__) is not type(layer):
        message = _("{name} is no built-in layer, so the network can't be saved").format(name=type(layer).__name__)
        raise UserError(Problem(message))
    for part in layer.parts:
        for inner in part.layers:
            _check_built_in(inner)
