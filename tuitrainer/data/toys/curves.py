"""Functions of one variable, to be learnt from noisy values."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tuitrainer.base.random import Purpose, generator
from tuitrainer.base.texts import _, mark
from tuitrainer.data.arguments import Arguments
from tuitrainer.data.dataset import Dataset, Entry

LIMIT = 1000.0
"""Of slopes, intercepts and the ends of intervals."""


def line(samples: int = 100, noise: float = 0.5, seed: int = 0, slope: float = 3.0, intercept: float = 0.5) -> Dataset:
    """y = slope x + intercept plus Gaussian noise of standard deviation `noise`, x uniform on [0, 10].

    The same seed keeps x and the noise's direction. Raises UserError when an argument is out of range.
    """
    check = Arguments()
    samples, noise, seed = check.samples(samples), check.noise(noise), check.seed(seed)
    slope, intercept = (
        check.number("slope", slope, minimum=-LIMIT, maximum=LIMIT),
        check.number("intercept", intercept, minimum=-LIMIT, maximum=LIMIT),
    )
    check.finish()
    citation = "Legendre, A.-M. (1805). Nouvelles méthodes pour la détermination des orbites des comètes. Paris."
    return _drawn("line", lambda x: slope * x + intercept, (0.0, 10.0), samples, noise, seed, citation)


def cosine(samples: int = 100, noise: float = 0.1, seed: int = 0, low: float = -5.0, high: float = 5.0) -> Dataset:
    """y = cos(x) plus Gaussian noise of standard deviation `noise`, x uniform on [low, high].

    The same seed keeps x and the noise's direction. Raises UserError when an argument is out of range.
    """
    check = Arguments()
    samples, noise, seed = check.samples(samples), check.noise(noise), check.seed(seed)
    ends = _interval(check, low, high)
    check.finish()
    citation = (
        "Geman, S., Bienenstock, E., & Doursat, R. (1992). Neural networks and the bias/variance dilemma. "
        "Neural Computation 4(1), 1-58."
    )
    return _drawn("cosine", np.cos, ends, samples, noise, seed, citation)


def polynomial(samples: int = 100, noise: float = 0.0, seed: int = 0, low: float = -2.0, high: float = 2.0) -> Dataset:
    """y = x^3 + x^2 - x - 1 = (x + 1)^2 (x - 1) plus noise of standard deviation `noise`, x uniform on [low, high].

    The same seed keeps x and the noise's direction. Raises UserError when an argument is out of range.
    """
    check = Arguments()
    samples, noise, seed = check.samples(samples), check.noise(noise), check.seed(seed)
    ends = _interval(check, low, high)
    check.finish()
    citation = (
        "Cybenko, G. (1989). Approximation by superpositions of a sigmoidal function. Mathematics of Control, "
        "Signals and Systems 2(4), 303-314."
    )
    return _drawn("polynomial", lambda x: ((x + 1.0) * x - 1.0) * x - 1.0, ends, samples, noise, seed, citation)


def _interval(check: Arguments, low: object, high: object) -> tuple[float, float]:
    start = check.number("low", low, minimum=-LIMIT, maximum=LIMIT)
    end = check.number("high", high, minimum=-LIMIT, maximum=LIMIT)
    if not start < end:
        check.wrong("high", _("the interval from {low} to {high} is empty").format(low=f"{start:g}", high=f"{end:g}"))
    return start, end


def _drawn(
    name: str,
    function: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    ends: tuple[float, float],
    samples: int,
    noise: float,
    seed: int,
    citation: str,
) -> Dataset:
    random = generator(seed, Purpose.DATA)
    x = random.uniform(*ends, (samples, 1))
    return Dataset(
        name=name,
        x=x,
        y=function(x) + noise * random.standard_normal((samples, 1)),
        kind="regression",
        classes=(),
        features=("x",),
        source="tuitrainer",
        licence="MIT",
        citation=citation,
    )


LINE = Entry("line", mark("Points along a straight line, with noise."), line)
COSINE = Entry("cosine", mark("Noisy values of cos(x): easy to learn, easier to overfit."), cosine)
POLYNOMIAL = Entry("polynomial", mark("Values of x^3 + x^2 - x - 1, to be approximated by neurons."), polynomial)
