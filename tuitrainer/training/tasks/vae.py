"""A variational autoencoder of small pictures: an encoder to a plane of codes, a decoder back.

For each example the encoder gives the means and log-variances of its code, D numbers each; a point z is drawn there and
the decoder, which ends with one logit for each pixel, has to rebuild the example (Kingma and Welling, "Auto-encoding
variational Bayes", 2014). The loss is reconstruction + kl_weight KL as in exercise20: the reconstruction is the binary
cross-entropy of a pixel, summed over the pixels and averaged over the examples.

Figures: "plane/points" (N, 2) the first two means of held-out examples, "plane/labels" (N,), which it never learns
from, "plane/bounds"; three strips of pictures: "picture/..." of held-out examples, of the same rebuilt from the means
of their codes, and on the straight line from the first of these codes to the last.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from tuitrainer import data
from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.random import Purpose, generator
from tuitrainer.base.texts import _
from tuitrainer.training.batches import Batches
from tuitrainer.training.codes import divergence, draw, gradients
from tuitrainer.training.networks import NetworkTask
from tuitrainer.training.passes import answer, sigmoid, softplus
from tuitrainer.training.recipe.components import make_split
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.recipe.sections import check_sections, task_settings
from tuitrainer.training.snapshot import LayerSnapshot
from tuitrainer.training.task import Score, Watched

Values = npt.NDArray[np.float64]
ENCODER, DECODER = "encoder", "decoder"
SHOWN = 300
"""Codes that are drawn."""
REACH = 3.2
"""The window of codes goes so far each way."""
STRIP = 4
"""Pictures in a strip."""
BETWEEN = 0.3
"""The grey of the line between two of them."""
LATER = 2**62
"""A step that no training comes to: what is scored is drawn for it."""


class Settings:
    """What straying from the standard normal distribution costs."""

    def __init__(self, kl_weight: float = 1.0) -> None:
        with Check() as check:
            self.kl_weight = check.number("kl_weight", kl_weight, minimum=0.0, maximum=1e6)


def prepare(recipe: Recipe) -> Vae:
    """The task of a recipe with ``task = "vae"``: [data] are pictures of one channel from 0 to 1, some of them held
    out, [networks.encoder] reads them and [networks.decoder] says its `input_shape`.
    """
    check_sections(recipe, "data", f"networks.{ENCODER}", f"networks.{DECODER}", "optimizer", optional=("task",))
    settings, split = task_settings(recipe, Settings), make_split(recipe.data)
    shape = split.train.input_shape
    if len(shape) != 3 or shape[2] != 1 or split.train.kind != "classification":
        raise UserError(Problem(_("this needs pictures of one channel"), "data.name", ("digits",)))
    if split.train.x.min() < 0 or split.train.x.max() > 1:
        raise UserError(Problem(_("the grey of a pixel must lie from 0 to 1"), "data.scale", ("unit",)))
    if not len(split.test):
        raise UserError(Problem(_("some pictures must be held out, to be shown"), "data.test_fraction", ("0.2",)))
    return Vae(recipe, settings, split)


class Vae(NetworkTask):
    """An encoder and a decoder that learn together."""

    def __init__(self, recipe: Recipe, settings: Settings, split: data.Split) -> None:
        training = recipe.training
        self._batches = Batches(len(split.train), training.batch_size, training.seed)
        super().__init__(recipe)
        self._kl_weight, self._seed = settings.kl_weight, training.seed
        self.train, self.held_out, self.labels = split.train.x, split.test.x, split.test.y
        self._encoder, self._decoder = self.networks[ENCODER], self.networks[DECODER]
        self._names = split.train.classes
        with Check() as check:
            codes, pixels = self._encoder.output_shape[-1] // 2, int(np.prod(split.train.input_shape))
            wrong = self._encoder.output_shape != (2 * codes,) or codes < 2
            for name, failed, message, accepted in (
                (ENCODER, wrong, _("the encoder ends with a mean and a log-variance for each number of the code"), "4"),
                (DECODER, self._decoder.output_shape != (pixels,), _("the decoder ends with every pixel"), str(pixels)),
            ):
                if failed:
                    place = f"networks.{name}.layers[{len(recipe.networks[name].layers) - 1}]"
                    check.wrong(place, message, (f"units = {accepted}",))
            if not wrong and self._decoder.input_shape != (codes,):
                message = _("the decoder reads the code that the encoder gives")
                check.wrong(f"networks.{DECODER}.input_shape", message, (f"[{codes}]",))
        self._examples = self._first_of_some_classes()

    @property
    def steps_per_epoch(self) -> int:
        return self._batches.steps_per_epoch

    @np.errstate(over="ignore", invalid="ignore")  # a rate that is too large is a lesson, not a warning
    def train_step(self) -> float:
        (rows,) = self._batches.take(self.step, 1)
        x = self.train[rows]
        mean, log_variance = self.encode(x)
        draws = generator(self._seed, Purpose.TASK, step=self.step)
        z, noise = draw(mean, log_variance, draws)
        loss, gradient = reconstruction(answer(self._decoder, z), x)
        back = self._decoder.backward(gradient).astype(np.float64)
        self._encoder.backward(np.hstack(gradients(back, mean, log_variance, noise, self._kl_weight)))
        for name, network in self.networks.items():
            self.optimizers[name].update(network.parameters)
        return loss + self._kl_weight * float(divergence(mean, log_variance).sum())

    def encode(self, x: npt.NDArray[np.floating]) -> tuple[Values, Values]:
        """Mean and log-variance, both (N, D), of the codes of pictures."""
        mean, log_variance = np.split(answer(self._encoder, x), 2, axis=1)
        return mean, log_variance

    def rebuilt(self, codes: Values) -> Values:
        """Pictures (N, 8, 8) made of codes (N, D), pixels from 0 to 1."""
        return sigmoid(answer(self._decoder, codes)).reshape(-1, *self.train.shape[1:3])

    def parts(self, x: npt.NDArray[np.floating], part: int = 0) -> tuple[float, Values]:
        """The reconstruction loss of pictures, and the divergence (D,) of each number of their codes."""
        mean, log_variance = self.encode(x)
        z, _noise = draw(mean, log_variance, generator(self._seed, Purpose.TASK, step=LATER, layer=part))
        return reconstruction(answer(self._decoder, z), x)[0], divergence(mean, log_variance)

    @np.errstate(over="ignore", invalid="ignore")
    def score(self) -> tuple[Score, Score | None]:
        scores = []
        for part, x in enumerate((self.train, self.held_out)):
            rebuilding, kl = self.parts(x, part)
            scores.append(Score(rebuilding + self._kl_weight * float(kl.sum())))
        return scores[0], scores[1]

    def errors(self) -> tuple[float, float]:
        """Mean squared error of a held-out pixel: rebuilt from the mean of its picture's code, and by the mean picture
        of the training part, which is the same for all.
        """
        shown = self.held_out[..., 0]
        own = np.mean((self.rebuilt(self.encode(self.held_out)[0]) - shown) ** 2)
        return float(own), float(np.mean((self.train[..., 0].mean(axis=0) - shown) ** 2))

    def strips(self) -> tuple[Values, Values, Values]:
        """Each (STRIP, 8, 8): examples, the same rebuilt, and what lies between the codes of the first and the last."""
        examples = self.held_out[self._examples]
        codes = self.encode(examples)[0]
        way = codes[0] + np.linspace(0, 1, STRIP)[:, np.newaxis] * (codes[-1] - codes[0])
        return examples[..., 0], self.rebuilt(codes), self.rebuilt(way)

    @np.errstate(over="ignore", invalid="ignore")
    def watch(self) -> Watched:
        figures: dict[str, npt.NDArray[np.generic]] = {
            "plane/points": self.encode(self.held_out[:SHOWN])[0][:, :2].astype(np.float32),
            "plane/labels": self.labels[:SHOWN],
            "plane/bounds": np.array([-REACH, REACH, -REACH, REACH]),
        }
        captions = (_("examples"), _("rebuilt"), _("from the first to the last"))
        for caption, pictures in zip(captions, self.strips(), strict=True):
            figures[f"picture/{caption}"] = side_by_side(pictures)
        rebuilding, kl = self.parts(self.held_out, part=1)
        own, trivial = self.errors()
        facts = {
            _("reconstruction"): f"{rebuilding:.2f}",
            "KL": f"{kl.sum():.2f}",
            _("KL by direction"): "  ".join(f"{value:.2f}" for value in kl),
            _("squared error, rebuilt"): f"{own:.4f}",
            _("squared error of the mean picture"): f"{trivial:.4f}",
        }
        layers = tuple(layer for name in (ENCODER, DECODER) for layer in self._layers_of(name))
        return Watched(layers, figures, facts, {"plane": self._names})

    def _layers_of(self, name: str) -> list[LayerSnapshot]:
        """Its layers under the network's name, for the two have layers of the same names."""
        codes = generator(self._seed, Purpose.TASK, step=LATER).standard_normal((SHOWN, *self._decoder.input_shape))
        inputs = self.held_out[:SHOWN] if name == ENCODER else codes
        return [dataclasses.replace(layer, name=f"{name}.{layer.name}") for layer in self.layers(name, inputs)]

    def _first_of_some_classes(self) -> npt.NDArray[np.int64]:
        """Rows of held-out examples, one each of classes from the first to the last."""
        classes = np.linspace(0, len(self._names) - 1, STRIP).round()
        return np.array([int(np.argmax(self.labels == label)) for label in classes])


def reconstruction(logits: Values, x: npt.NDArray[np.floating]) -> tuple[float, Values]:
    """Cross-entropy of the pixels of x (N, ...), summed over each picture, mean over N; its gradient (N, pixels)."""
    wanted = x.reshape(logits.shape)
    loss = softplus(logits) - wanted * logits
    return float(loss.sum() / len(logits)), np.asarray((sigmoid(logits) - wanted) / len(logits))


def side_by_side(pictures: npt.NDArray[np.floating]) -> npt.NDArray[np.float32]:
    """One picture (8, 8 N + N - 1) of N pictures, with a grey line between them."""
    framed = np.pad(pictures, ((0, 0), (0, 0), (0, 1)), constant_values=BETWEEN)
    return np.concatenate(list(framed), axis=1)[:, :-1].astype(np.float32)
