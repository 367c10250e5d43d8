"""A classifier of images that is trained as usual, and attacked at every look (exercise22).

The fast gradient sign method moves each pixel by epsilon, up or down as the gradient of the loss says (Goodfellow,
Shlens and Szegedy, "Explaining and harnessing adversarial examples", 2015).

Figures: "lines/..." the accuracy on held-out images over epsilon, attacked and with noise of the same size; pictures of
held-out images that are read rightly, what is added to them, and what comes out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tuitrainer import data
from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.random import Purpose, generator
from tuitrainer.base.texts import _
from tuitrainer.training.recipe.components import make_split
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.recipe.sections import check_sections, task_settings
from tuitrainer.training.task import Watched
from tuitrainer.training.tasks.supervised import Supervised
from tuitrainer.training.watching import Figures, probabilities

ATTACKED = 256
"""Held-out images that are attacked, the first ones."""
CURVE_POINTS = 9
SHOWN = 3

Images = npt.NDArray[Any]


class Settings:
    """[task]: the `epsilon` of the pictures and of the facts, in the unit of the pixels; the curve goes to twice it."""

    def __init__(self, epsilon: float = 0.1) -> None:
        with Check() as check:
            self.epsilon = check.number("epsilon", epsilon, above=0, maximum=1)


def prepare(recipe: Recipe) -> Adversarial:
    """The task of a recipe with ``task = "adversarial"``; [data] holds images with pixels from 0 to 1."""
    check_sections(recipe, "data", "network", "loss", "optimizer", optional=("task",))
    split = make_split(recipe.data)
    if split.train.kind != "classification" or split.train.x.min() < 0 or split.train.x.max() > 1:
        raise UserError(Problem(_("this attack needs classes, and inputs from 0 to 1"), "data", ('scale = "unit"',)))
    if not len(split.test):
        raise UserError(Problem(_("this attack needs held-out examples"), "data.test_fraction", ("> 0",)))
    return Adversarial(recipe, split, task_settings(recipe, Settings).epsilon)


class Adversarial(Supervised):
    """Training is that of `Supervised`, to the bit."""

    def __init__(self, recipe: Recipe, split: data.Split, epsilon: float) -> None:
        super().__init__(recipe, split)
        assert self._test is not None  # noqa: S101  the split holds some out
        self._images, self._truth = (part[:ATTACKED] for part in self._test)
        self._epsilon = epsilon
        noise = generator(recipe.training.seed, Purpose.TASK).choice((-1.0, 1.0), self._images.shape)
        self._noise = noise.astype(self._images.dtype)

    def watch(self) -> Watched:
        watched = super().watch()
        # After the layers were looked at: the way back to the pixels overwrites the gradients that they show.
        signs = np.sign(self.input_gradient(self._images))
        sizes = np.linspace(0, 2 * self._epsilon, CURVE_POINTS)
        attacked = [self.accuracy(self.moved(signs, size)) for size in sizes]
        noisy = [self.accuracy(self.moved(self._noise, size)) for size in sizes]
        figures: Figures = {
            "lines/" + _("attacked"): np.stack([sizes, attacked], axis=1),
            "lines/" + _("noise of the same size"): np.stack([sizes, noisy], axis=1),
            **self._pictures(signs),
        }
        middle = CURVE_POINTS // 2
        facts = {
            _("accuracy, clean"): f"{100 * attacked[0]:.1f} %",
            _("attacked with ε = {epsilon:g}").format(epsilon=self._epsilon): f"{100 * attacked[middle]:.1f} %",
            _("noise of ±{epsilon:g}").format(epsilon=self._epsilon): f"{100 * noisy[middle]:.1f} %",
        }
        return replace(watched, figures=figures, facts=facts, words={"lines": ("ε", _("accuracy"))})

    def input_gradient(self, images: Images) -> Images:
        """The gradient of the mean loss with respect to the pixels, of the shape of `images`."""
        output = self._network.forward(images)
        return self._network.backward(self._loss(output, self._truth[: len(images)])[1])

    def moved(self, directions: Images, size: float) -> Images:
        """The images, each pixel moved by `size` in its direction (-1, 0 or 1) and kept between 0 and 1."""
        moved: Images = np.clip(self._images + np.asarray(size, self._images.dtype) * directions, 0, 1)
        return moved

    def accuracy(self, images: Images) -> float:
        """The share that is read rightly."""
        return float(np.mean(self._said(images)[0] == self._labels))

    @property
    def _labels(self) -> npt.NDArray[np.int64]:
        return self._split.test.y[:ATTACKED].astype(np.int64)

    def _said(self, images: Images) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """The class that the network names, and how sure it is of it."""
        scores = probabilities(self._network.forward(images), self._loss)
        return scores.argmax(axis=1), scores.max(axis=1)

    def _pictures(self, signs: Images) -> Figures:
        """Images that are read rightly, what is added, what comes out and what the network then says."""
        (before, sure), moved = self._said(self._images), self.moved(signs, self._epsilon)
        after, surer = self._said(moved)
        right = before == self._labels
        fooled = np.flatnonzero(right & (after != before))[:SHOWN]
        chosen = fooled if len(fooled) else np.flatnonzero(right)[:SHOWN]
        classes, figures = self._split.test.classes, Figures()
        for place, index in enumerate(chosen.tolist(), 1):
            rows = (
                ("picture", classes[before[index]], sure[index], self._images[index]),
                ("signed", _("ε·sign"), None, self._epsilon * signs[index]),
                ("picture", classes[after[index]], surer[index], moved[index]),
            )
            for step, (kind, name, share, values) in zip("abc", rows, strict=True):
                said = name if share is None else f"{name} {100 * share:.0f}%"
                figures[f"{kind}/{place}{step} {said}"] = np.asarray(values, np.float32).mean(axis=-1)
        return figures
