"""The watch of a classifier of images: its worst mistakes, its confusion matrix, what its first feature maps show."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt

from tuitrainer import data
from tuitrainer.base.texts import _
from tuitrainer.nn import losses, metrics
from tuitrainer.nn.network import Network
from tuitrainer.training.watching import Figures, probabilities

MOST_JUDGED = 512
"""Held-out images that are looked at each time, the first ones."""
WORST = 6
MAPS = 8


def image_figures(network: Network, loss: losses.Loss, split: data.Split) -> Figures:
    """Pictures for the panel `pictures`; nothing where examples are no images or there are no classes.

    The worst mistakes are the held-out images to whose true class the network gives the least probability, each under
    "true class → class said". The confusion matrix has a row for each true class and a column for each class said, as
    shares of the row. The feature maps are those of the first layer that makes some, for the first held-out image.
    """
    part = split.test if len(split.test) else split.train
    if part.kind != "classification" or len(part.input_shape) != 3 or part.input_shape[2] not in (1, 3):
        return {}
    x, labels = part.x[:MOST_JUDGED], part.y[:MOST_JUDGED].astype(np.int64)
    scores = probabilities(network.forward(x), loss)
    said = scores.argmax(axis=1)
    figures: Figures = {}
    seen: Counter[str] = Counter()
    truth = scores[np.arange(len(labels)), labels]
    for index in np.argsort(truth, kind="stable")[:WORST]:
        if said[index] != labels[index]:
            mistake = f"{part.classes[labels[index]]} → {part.classes[said[index]]}"
            seen[mistake] += 1  # one picture a name: the same mistake comes again with its number
            caption = mistake if seen[mistake] == 1 else f"{mistake} {seen[mistake]}"
            figures[f"picture/{caption}"] = _grey(x[index])
    counts = metrics.confusion_matrix(said, labels, len(part.classes)).astype(np.float32)
    figures["picture/" + _("confusion")] = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return figures | _feature_maps(network, x[:1])


def _feature_maps(network: Network, image: npt.NDArray[np.floating]) -> Figures:
    """What the first layer with feature maps makes of an image, each as far as its own largest value."""
    network.forward(image)
    figures: Figures = {"picture/" + _("image"): _grey(image[0])}
    for name, layer in network.walk():
        if layer.output is not None and layer.output.ndim == 4 and not layer.parts:
            maps = network.layer_output(name)[0].astype(np.float32)
            for index in range(min(maps.shape[2], MAPS)):
                largest = float(np.abs(maps[:, :, index]).max())
                values = maps[:, :, index] / (largest or 1.0)
                kind = "signed" if values.min() < 0 else "picture"
                figures[f"{kind}/" + _("map {number}").format(number=index + 1)] = values
            return figures
    return {}


def _grey(image: npt.NDArray[np.floating]) -> npt.NDArray[np.float32]:
    """Its brightness (H, W), stretched from its darkest to its lightest pixel where it is not between 0 and 1."""
    grey: npt.NDArray[np.float32] = np.asarray(image, np.float32).mean(axis=2)
    low, high = float(grey.min()), float(grey.max())
    if low < 0 or high > 1:
        grey = np.asarray((grey - low) / (high - low or 1.0), np.float32)
    return grey
