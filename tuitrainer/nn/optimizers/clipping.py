"""Limits on the size of gradients, so that a single step over a cliff of the loss does not throw everything away."""

from __future__ import annotations

from tuitrainer.base.checks import Check
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array
from tuitrainer.nn.parameter import Parameters


class Clipping:
    """At most one of three limits; the first two only shorten a gradient and keep its direction.

    `clipnorm` is the largest Euclidean norm of each parameter's gradient, `global_clipnorm` that of the gradients of
    all trainable parameters together (Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural
    networks" (2013), algorithm 1), `clipvalue` the largest size of each entry.
    """

    def __init__(self, clipnorm: float | None, global_clipnorm: float | None, clipvalue: float | None) -> None:
        given = {"clipnorm": clipnorm, "global_clipnorm": global_clipnorm, "clipvalue": clipvalue}
        self.limits: dict[str, float | None] = dict.fromkeys(given)
        with Check() as check:
            for name, limit in given.items():
                if limit is not None:
                    self.limits[name] = check.number(name, limit, above=0.0)
            chosen = [name for name, limit in given.items() if limit is not None]
            if len(chosen) > 1:
                check.wrong(chosen[1], _("only one kind of clipping may be chosen"), tuple(given))

    @property
    def in_force(self) -> bool:
        return any(limit is not None for limit in self.limits.values())

    def apply(self, parameters: Parameters, gradients: Array) -> None:
        """Clip the trainable parts of `gradients`, a flat buffer laid out as the parameters, in place.

        A gradient with nan is left as it is: whoever trains must see that it diverged.
        """
        backend = parameters.backend
        clipnorm, global_clipnorm, clipvalue = self.limits.values()
        if clipnorm is not None:
            for parameter in parameters:
                if parameter.trainable:
                    backend.clip_norm(clipnorm, [parameter.view(gradients)])
        elif global_clipnorm is not None:
            backend.clip_norm(global_clipnorm, [gradients[part] for part in parameters.trainable_ranges()])
        elif clipvalue is not None:
            for part in parameters.trainable_ranges():
                backend.clip(clipvalue, gradients[part])
