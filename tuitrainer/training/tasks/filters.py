"""A convolutional network whose first kernels are learnt, or given and kept: blur, edges and the like (exercise11).

Figures: pictures of a held-out image, of each kernel of the first layer and what it makes of the image, then of the
image one pixel further to the right and what the first kernel makes of that.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tuitrainer import data
from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _, mark
from tuitrainer.nn.layers import Conv2D
from tuitrainer.training.networks import ALONE
from tuitrainer.training.recipe.components import make_split
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.recipe.sections import check_sections, task_settings
from tuitrainer.training.task import Watched
from tuitrainer.training.tasks.supervised import Supervised
from tuitrainer.training.watching import Figures

GIVEN: dict[str, tuple[tuple[float, float, float], ...]] = {
    mark("blur"): ((1 / 9, 1 / 9, 1 / 9), (1 / 9, 1 / 9, 1 / 9), (1 / 9, 1 / 9, 1 / 9)),
    mark("sharpen"): ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    mark("edge |"): ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
    mark("edge —"): ((-1, -2, -1), (0, 0, 0), (1, 2, 1)),
    mark("outline"): ((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
    mark("emboss"): ((-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
}
"""The filters of the course, by name: kernels of 3 by 3. The two edges are those of Sobel and Feldman (1968)."""
ENLARGED = 3
"""Pixels for an entry of a kernel."""


class Settings:
    """[task]: whether the `kernels` of the first layer are "given" or "learnt"."""

    def __init__(self, kernels: str = "learnt") -> None:
        with Check() as check:
            self.given = check.one_of("kernels", kernels, ("given", "learnt")) == "given"


def prepare(recipe: Recipe) -> Filters:
    """The task of a recipe with ``task = "filters"``; its network begins with a Conv2D over grey images."""
    check_sections(recipe, "data", "network", "loss", "optimizer", optional=("task",))
    return Filters(recipe, make_split(recipe.data), task_settings(recipe, Settings).given)


class Filters(Supervised):
    """Given kernels are frozen: what follows them has to make do with what they see."""

    def __init__(self, recipe: Recipe, split: data.Split, given: bool) -> None:
        super().__init__(recipe, split)
        first = self._network.layers[0]
        kernels = self._network.parameters[0]
        if not isinstance(first, Conv2D) or kernels.shape[2] != 1:
            message = _("this lab begins with a convolution over grey images")
            raise UserError(Problem(message, "network.layers[0].type", ('"Conv2D"',)))
        if given:
            wanted = (3, 3, 1, len(GIVEN))
            if kernels.shape != wanted:
                message = _("the given kernels have the shape {wanted}, not {shape}")
                problem = Problem(message.format(wanted=wanted, shape=kernels.shape), "network.layers[0]")
                raise UserError(problem)
            kernels.assign(np.moveaxis(np.array(list(GIVEN.values())), 0, -1)[:, :, None, :])
            kernels.trainable = False
            self._remember()
        self._given = given
        part = split.test if len(split.test) else split.train
        self._image = np.asarray(part.x[:1], self._network.dtype)

    def watch(self) -> Watched:
        watched = super().watch()
        kernels = self._network.parameters[0].numpy()[:, :, 0, :]
        maps, shifted = self.maps(self._image), self.maps(moved_right(self._image))
        figures: Figures = {"picture/" + _("image"): self._image[0, :, :, 0].astype(np.float32)}
        for index in range(kernels.shape[2]):
            name = _(list(GIVEN)[index]) if self._given else _("kernel {number}").format(number=index + 1)
            figures[f"signed/{name}"] = np.kron(kernels[:, :, index], np.ones((ENLARGED, ENLARGED), np.float32))
            figures["signed/" + _("map {number}").format(number=index + 1)] = maps[:, :, index]
        figures["picture/" + _("moved")] = moved_right(self._image)[0, :, :, 0].astype(np.float32)
        figures["signed/" + _("its map 1")] = shifted[:, :, 0]
        return replace(watched, figures=figures)

    def maps(self, image: npt.NDArray[np.floating]) -> npt.NDArray[np.float32]:
        """What the first layer makes of one image (1, H, W, 1): (OH, OW, filters)."""
        self.networks[ALONE].forward(image)
        return np.asarray(self._network.layer_output(0)[0], np.float32)


def moved_right(image: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """The images (N, H, W, C) one pixel further to the right; what leaves is lost, black comes in."""
    moved = np.zeros_like(image)
    moved[:, :, 1:] = image[:, :, :-1]
    return moved
