"""Losses of classes, from logits (in one pass with softmax or sigmoid: exact at any size) or from probabilities."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.nn.arrays import as_rows, copy_into
from tuitrainer.nn.losses.loss import CLIP, HostArray, Loss


class Crossentropy(Loss):
    """What the three have in common: the argument `from_logits`, and the two ways of computing."""

    fused_verb: str

    def __init__(self, from_logits: bool = False) -> None:
        with Check() as check:
            self.from_logits = check.flag("from_logits", from_logits)
        self.verb = self.fused_verb if self.from_logits else None


class CategoricalCrossentropy(Crossentropy):
    """-sum(target * log p) over the classes, averaged over the rest; rows of targets sum to 1 (one-hot or soft)."""

    fused_verb = "softmax_cross_entropy"

    def misfit(self, target_shape: tuple[int, ...], output_shape: tuple[int, ...]) -> Problem:
        if target_shape == output_shape[:-1]:
            message = _("the targets are class numbers, not one value per class")
            return Problem(message, "target", ("sparse_categorical_crossentropy",))
        return _class_misfit(target_shape, output_shape) or super().misfit(target_shape, output_shape)

    def check_values(self, target: HostArray, output_shape: tuple[int, ...]) -> None:  # noqa: ARG002
        # With logits the gradient is softmax(logits) - target, which holds for rows that sum to 1 only.
        if self.from_logits and not (np.abs(target.sum(axis=-1) - 1.0) < 1e-3).all():
            raise UserError(Problem(_("each row of targets must sum to 1 (one-hot, or probabilities)"), "target"))

    def compute(self, backend: Backend, prediction: Array, target: Array, loss: Array, out: Array) -> None:
        if self.from_logits:
            backend.softmax_cross_entropy(as_rows(prediction), as_rows(target), loss, as_rows(out))
            return
        probability, clipped = _clip(backend.to_numpy(prediction))
        wanted = backend.to_numpy(target).astype(np.float64)
        rows = probability.size // probability.shape[-1]
        copy_into(backend, np.where(clipped, 0.0, -wanted / probability) / rows, out)
        copy_into(backend, np.array([-(wanted * np.log(probability)).sum() / rows]), loss)


class SparseCategoricalCrossentropy(Crossentropy):
    """The same with class numbers 0 ... K - 1 as targets: predictions (N, K), targets (N,)."""

    fused_verb = "sparse_softmax_cross_entropy"

    def prepare_target(self, target: npt.ArrayLike, output_shape: tuple[int, ...], dtype: npt.DTypeLike) -> HostArray:  # noqa: ARG002
        given = np.asarray(target)
        if given.dtype.kind not in "biu":
            message = _("class numbers are whole numbers, but these are of type {type}").format(type=given.dtype)
            raise UserError(Problem(message, "target"))
        if given.shape[1:] == (*output_shape[:-1], 1):
            given = given[..., 0]  # a column of labels may be given as (N, 1), as Keras allows
        if given.ndim == 0 or given.shape[1:] != output_shape[:-1]:
            message = _(
                "each prediction has the shape {output}, so each target is one class number, but has the shape {target}"
            )
            raise UserError(Problem(message.format(output=output_shape, target=given.shape[1:]), "target"))
        return np.ascontiguousarray(given, np.int64)

    def check_values(self, target: HostArray, output_shape: tuple[int, ...]) -> None:
        # Read as unsigned numbers, negative labels are huge: one comparison refuses both kinds before a kernel
        # would write outside its arrays.
        if target.size and target.view(np.uint64).max() >= output_shape[-1]:
            wrong = target[(target < 0) | (target >= output_shape[-1])].flat[0]
            message = _("there is no class {label}: each prediction has {count} values")
            accepted = (f"0 ... {output_shape[-1] - 1}",)
            raise UserError(Problem(message.format(label=wrong, count=output_shape[-1]), "target", accepted))

    def compute(self, backend: Backend, prediction: Array, target: Array, loss: Array, out: Array) -> None:
        if self.from_logits:
            backend.sparse_softmax_cross_entropy(as_rows(prediction), target.reshape(-1), loss, as_rows(out))
            return
        probability, clipped = _clip(backend.to_numpy(prediction))
        labels = backend.to_numpy(target)[..., np.newaxis]
        chosen = np.take_along_axis(probability, labels, -1)
        gradient = np.zeros_like(probability)
        chosen_clipped = np.take_along_axis(clipped, labels, -1)
        np.put_along_axis(gradient, labels, np.where(chosen_clipped, 0.0, -1.0 / chosen) / chosen.size, -1)
        copy_into(backend, gradient, out)
        copy_into(backend, np.array([-np.log(chosen).mean()]), loss)


class BinaryCrossentropy(Crossentropy):
    """Mean over all entries of -(t log p + (1 - t) log(1 - p)): each output is a yes or no of its own."""

    fused_verb = "sigmoid_cross_entropy"

    def compute(self, backend: Backend, prediction: Array, target: Array, loss: Array, out: Array) -> None:
        if self.from_logits:
            backend.sigmoid_cross_entropy(as_rows(prediction), as_rows(target), loss, as_rows(out))
            return
        p, clipped = _clip(backend.to_numpy(prediction))
        t = backend.to_numpy(target).astype(np.float64)
        copy_into(backend, np.where(clipped, 0.0, (p - t) / (p * (1.0 - p))) / p.size, out)
        copy_into(backend, np.array([-(t * np.log(p) + (1.0 - t) * np.log1p(-p)).mean()]), loss)


def _clip(probability: Array) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Probabilities in float64, where 1 - CLIP is what it says, kept away from 0 and 1; and where that changed them."""
    exact: npt.NDArray[np.float64] = probability.astype(np.float64)
    clipped = np.clip(exact, CLIP, 1.0 - CLIP)
    return clipped, (exact < CLIP) | (exact > 1.0 - CLIP)


def _class_misfit(target_shape: tuple[int, ...], output_shape: tuple[int, ...]) -> Problem | None:
    if len(target_shape) != len(output_shape) or target_shape[:-1] != output_shape[:-1]:
        return None
    message = _("each prediction has {units} values, but the targets have {classes} classes")
    return Problem(message.format(units=output_shape[-1], classes=target_shape[-1]), "target")
