"""The numbers of exercise12's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import short

IMAGE = np.array([[1.0, 3, 2, 4, 1], [5, 2, 4, 4, 0], [0, 1, 6, 3, 2], [2, 1, 2, 5, 3]])[None, :, :, None]


def numbers(e: Any) -> Iterable[str]:
    yield from short(e.max_pool2d_forward(IMAGE, 2, 2))
    back = e.max_pool2d_backward(np.array([[10.0, 20], [30, 40]])[None, :, :, None], IMAGE, 2, 2)
    assert back[0, 0, 3, 0] == 20, "the first of the three equal maxima"
    yield from short(back)
    yield from short(e.max_pool2d_forward(IMAGE, 3, 2))
    overlapping = e.max_pool2d_backward(np.array([[10.0, 20]])[None, :, :, None], IMAGE, 3, 2)
    yield from short(overlapping)
    yield from (
        str(e.conv_output_size(*how)) for how in ((227, 11, 4, 0), (55, 3, 2, 0), (27, 5, 1, 2), (224, 11, 4, 0))
    )
    yield from (str(e.conv_parameters(3, *channels)) for channels in ((3, 32), (32, 64), (64, 64)))
    convolutions = [(11, 3, 96), (5, 96, 256), (3, 256, 384), (3, 384, 384), (3, 384, 256)]
    counts = [e.conv_parameters(*layer) for layer in convolutions]
    dense = [e.conv_parameters(*layer) for layer in ((6, 256, 4096), (1, 4096, 4096), (1, 4096, 1000))]
    yield from map(str, (counts[0], counts[1], sum(counts), dense[0], sum(counts) + sum(dense)))
