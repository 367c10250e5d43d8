"""Networks that made history, as their layers: to look at their sizes, and to read how each was put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tuitrainer.nn.layers import Layer, Shape
from tuitrainer.nn.well_known.alexnet import alexnet
from tuitrainer.nn.well_known.googlenet import googlenet
from tuitrainer.nn.well_known.lenet import lenet
from tuitrainer.nn.well_known.resnet50 import resnet50
from tuitrainer.nn.well_known.vgg16 import vgg16

WELL_KNOWN: Mapping[str, tuple[Callable[[], list[Layer]], Shape]] = {
    "lenet": (lenet, (32, 32, 1)),
    "alexnet": (alexnet, (227, 227, 3)),
    "vgg16": (vgg16, (224, 224, 3)),
    "googlenet": (googlenet, (224, 224, 3)),
    "resnet50": (resnet50, (224, 224, 3)),
}
"""By name, in the order of their years: how the layers are made, and the shape of an input."""

__all__ = ["WELL_KNOWN"]
