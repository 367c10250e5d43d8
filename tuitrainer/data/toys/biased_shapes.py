"""Two small shapes on grey pictures whose background may betray the class."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tuitrainer.base.random import Purpose, generator
from tuitrainer.base.texts import mark
from tuitrainer.data.arguments import Arguments
from tuitrainer.data.dataset import Dataset, Entry

SIDE = 12
SHAPES = (
    np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], dtype=np.float64),
    np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]], dtype=np.float64),
)
"""The shape of each class, as many pixels in both: a cross that stands and one that lies."""
CLASSES = ("+", "×")
BACKGROUNDS = (0.25, 0.55)
"""The brightness that goes with each class when background and class agree."""
CONTRAST = 0.35
"""How much brighter than its background a shape is."""
MOST_PICTURES = 100_000


def biased_shapes(
    samples: int = 2000,
    noise: float = 0.05,
    seed: int = 0,
    bias: float = 0.98,
    test_samples: int = 1000,
    test_bias: float = 0.5,
) -> Dataset:
    """Pictures (12, 12, 1) of a + or a ×, five pixels within 3 by 3, at a random place, all places alike.

    The background is dark (0.25) or bright (0.55), and the shape 0.35 brighter. It is dark for a + and bright for a
    × in the share `bias` of the `samples` to learn from and `test_bias` of the `test_samples` held out (of each
    class, rounded), and the other way round in the rest: at 0.5 the background says nothing. `noise` is the standard
    deviation of what is added to each pixel; the same seed keeps classes and places. The parts are fixed. Raises
    UserError when an argument is out of range.
    """
    check = Arguments()
    samples = check.whole_number("samples", samples, 2, MOST_PICTURES)
    noise, seed = check.noise(noise), check.seed(seed)
    bias = check.number("bias", bias, minimum=0.0, maximum=1.0)
    test_samples = check.whole_number("test_samples", test_samples, 2, MOST_PICTURES)
    test_bias = check.number("test_bias", test_bias, minimum=0.0, maximum=1.0)
    check.finish()
    # A stream a part: how many pictures are learnt from changes nothing in those held out.
    parts = [
        _drawn(generator(seed, Purpose.DATA, layer=part), rows, agreeing, noise)
        for part, (rows, agreeing) in enumerate(((samples, bias), (test_samples, test_bias)))
    ]
    return Dataset(
        name="biased_shapes",
        x=np.concatenate([x for x, _ in parts]),
        y=np.concatenate([y for _, y in parts]),
        kind="classification",
        classes=CLASSES,
        features=tuple(f"pixel {row} {column}" for row in range(SIDE) for column in range(SIDE)),
        source="tuitrainer",
        licence="MIT",
        citation=CITATION,
        train_rows=samples,
    )


def _drawn(
    random: np.random.Generator, rows: int, bias: float, noise: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Pictures (rows, 12, 12, 1) and their labels (rows,), as many of one class as of the other, or one more."""
    labels = random.permutation(np.arange(rows, dtype=np.int64) % 2)
    places = random.integers(0, SIDE - 2, (rows, 2))
    order = random.permutation(rows)
    agrees = np.empty(rows, dtype=bool)
    for label in range(2):  # exact shares: with drawn ones, a background that says nothing would say a little
        own = order[labels[order] == label]
        agrees[own] = np.arange(len(own)) < round(bias * len(own))
    background = np.where(agrees, np.array(BACKGROUNDS)[labels], np.array(BACKGROUNDS)[1 - labels])
    pictures = np.repeat(background, SIDE * SIDE).reshape(rows, SIDE, SIDE)
    for picture, label, (top, left) in zip(pictures, labels, places, strict=True):
        picture[top : top + 3, left : left + 3] += CONTRAST * SHAPES[label]
    pictures += noise * random.standard_normal(pictures.shape)
    return pictures[..., np.newaxis], labels


CITATION = (
    'Ribeiro, M. T., Singh, S., & Guestrin, C. (2016). "Why should I trust you?": explaining the predictions of any '
    "classifier. KDD 2016, 1135-1144 (wolves and huskies told apart by the snow)."
)
BIASED_SHAPES = Entry(
    "biased_shapes", mark("Two shapes on a background that betrays the class, as strongly as you say."), biased_shapes
)
