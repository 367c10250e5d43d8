"""How windows lie over an image: what convolutions, pooling and upsampling have in common.

Sizes and strides are pairs (down, right). Counts and paddings are those of TensorFlow and Keras.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tuitrainer.base.checks import Check, shown
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn.layers.layer import Shape

Pair: TypeAlias = tuple[int, int]
PairLike: TypeAlias = int | Sequence[int]
"""(down, right), or one whole number for both."""

PADDINGS = ("valid", "same")
LARGEST_SIZE = 2**16
"""Of windows, strides and repetitions."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows of `size`, each `strides` further on than its neighbour.

    With the padding "valid" all of them lie inside the image. With "same" there is one for each stride that begins
    inside the image, and zeros are added around it evenly; the odd row goes below, the odd column to the right.
    """

    size: Pair
    strides: Pair
    padding: str

    def count(self, image: Pair, place: str) -> Pair:
        """How many lie over an image (height, width). Raises UserError at `place` where one does not fit into it."""
        if self.padding == "valid" and (self.size[0] > image[0] or self.size[1] > image[1]):
            message = _("a window of {size} does not fit into an image of {image}")
            message = message.format(size=_show(self.size), image=_show(image))
            raise UserError(Problem(message, place, (_("windows up to {size}").format(size=_show(image)), *_SAME)))
        return self._count(image, 0), self._count(image, 1)

    def zeros_before(self, image: Pair) -> Pair:
        """How many rows of zeros are added above an image and columns left of it: the `padding` of the verbs."""
        return self._zeros_before(image, 0), self._zeros_before(image, 1)

    def image_under(self, count: Pair) -> Pair:
        """The image (height, width) over which a transposed convolution lays `count` windows.

        With the padding "same" it is as large as their strides together; with "valid" it reaches to the end of the last
        window where that goes further.
        """
        return self._image_under(count, 0), self._image_under(count, 1)

    def _count(self, image: Pair, axis: int) -> int:
        room = image[axis] - 1 if self.padding == "same" else image[axis] - self.size[axis]
        return room // self.strides[axis] + 1

    def _zeros_before(self, image: Pair, axis: int) -> int:
        if self.padding == "valid":
            return 0
        reached = (self._count(image, axis) - 1) * self.strides[axis] + self.size[axis]
        return max(reached - image[axis], 0) // 2

    def _image_under(self, count: Pair, axis: int) -> int:
        beyond = max(self.size[axis] - self.strides[axis], 0) if self.padding == "valid" else 0
        return count[axis] * self.strides[axis] + beyond


_SAME = ('padding = "same"',)


def check_pair(check: Check, place: str, value: object) -> Pair:
    """The pair that one whole number or two of them stand for, each from 1 to LARGEST_SIZE."""
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        size = check.whole_number(place, value, 1, LARGEST_SIZE)
        return size, size
    if len(value) != 2:
        message = _("{value} is neither a whole number nor a pair of them").format(value=shown(value))
        check.wrong(place, message, ("3", "[3, 5]"))
        return 1, 1
    down, right = (check.whole_number(f"{place}[{axis}]", size, 1, LARGEST_SIZE) for axis, size in enumerate(value))
    return down, right


def image_shape(input_shape: Shape) -> tuple[int, int, int]:
    """(height, width, channels). Raises UserError for what is no image."""
    if len(input_shape) != 3:
        message = _("an input of shape {given} is no image").format(given=input_shape)
        raise UserError(Problem(message, "", (_("(height, width, channels)"),)))
    height, width, channels = input_shape
    return height, width, channels


def _show(size: Pair) -> str:
    return f"{size[0]} x {size[1]}"
