"""A generative adversarial network on a mixture of Gaussians in a circle, where one can see which of them it forgets.

In each training step the discriminator learns `discriminator_steps` times to tell real points from made ones, then the
generator learns `generator_steps` times to get past it (Goodfellow et al., "Generative adversarial nets", 2014,
algorithm 1), with the losses and gradients of exercise19. A discriminator with 2 m inputs judges packs of m points
together (Lin et al., "PacGAN: the power of two samples in generative adversarial networks", 2018). All points are new.

A mode, one of the Gaussians, is covered when at least 1 % of 1,000 made points lie within three standard deviations of
its centre. The loss is the discriminator's before its last update; the accuracy is how often it is right.

Figures: "plane/points" (N, 2) real and made points, "plane/labels" (N,) 0 for real and 1 for made, "plane/bounds", and
"plane/scores" (R, C, 2) what the discriminator says of a point (of a pack of equal points) at each place.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from tuitrainer.base.checks import Check
from tuitrainer.base.random import Purpose, generator
from tuitrainer.base.texts import _
from tuitrainer.nn.arrays import copy_into
from tuitrainer.training.adversaries import discriminator_loss, generator_loss
from tuitrainer.training.networks import NetworkTask
from tuitrainer.training.passes import answer, sigmoid
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.recipe.sections import check_sections, task_settings
from tuitrainer.training.snapshot import LayerSnapshot
from tuitrainer.training.task import Score, Watched

Values = npt.NDArray[np.float64]
GENERATOR, DISCRIMINATOR = "generator", "discriminator"
STEPS_PER_EPOCH = 100
SAMPLES = 1000
"""Made points that are counted."""
COVERED = 0.01
"""The share of them near a mode from which on it is covered."""
NEAR = 3.0
"""How many standard deviations from its centre are near."""
SHOWN = 250
"""Points of each kind that are drawn."""
FIELD = 40
"""Points of the discriminator's field in each direction."""
LATER = 2**62
"""A step that no training comes to: what is counted and shown is drawn for it."""


class Settings:
    """The mixture, and how often each network learns in one training step."""

    def __init__(
        self, modes: int = 8, radius: float = 2.0, sigma: float = 0.1, discriminator_steps: int = 1,
        generator_steps: int = 1,
    ) -> None:  # fmt: skip
        """`modes` Gaussians of standard deviation `sigma` in each direction, evenly on a circle of that radius."""
        with Check() as check:
            self.modes = check.whole_number("modes", modes, minimum=1, maximum=32)
            self.radius = check.number("radius", radius, above=0.0, maximum=100.0)
            self.sigma = check.number("sigma", sigma, above=0.0, maximum=100.0)
            self.discriminator_steps = check.whole_number("discriminator_steps", discriminator_steps, 1, 100)
            self.generator_steps = check.whole_number("generator_steps", generator_steps, 1, 100)
        angles = 2 * np.pi * np.arange(self.modes) / self.modes
        self.centres: Values = self.radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)

    def real(self, draws: np.random.Generator, *shape: int) -> Values:
        """Points (*shape, 2) of the mixture."""
        chosen = self.centres[draws.integers(self.modes, size=shape)]
        return np.asarray(chosen + self.sigma * draws.standard_normal((*shape, 2)))

    def shares(self, points: npt.NDArray[np.floating]) -> Values:
        """What share of the points (N, 2) is near each mode, (modes,)."""
        distances = np.linalg.norm(points[:, np.newaxis] - self.centres, axis=2)
        return np.asarray((distances < NEAR * self.sigma).mean(axis=0))


def prepare(recipe: Recipe) -> Gan:
    """The task of a recipe with ``task = "gan"``: [networks.generator] and [networks.discriminator] with their
    `input_shape`, and the settings of [task].
    """
    check_sections(recipe, f"networks.{GENERATOR}", f"networks.{DISCRIMINATOR}", "optimizer", optional=("task",))
    settings = task_settings(recipe, Settings)
    gan = Gan(recipe, settings)
    with Check() as check:
        for name, units in ((GENERATOR, 2), (DISCRIMINATOR, 1)):
            if gan.networks[name].output_shape != (units,):
                place = f"networks.{name}.layers[{len(recipe.networks[name].layers) - 1}]"
                message = _("the last layer of this network must have {units} units").format(units=units)
                check.wrong(place, message, (f"units = {units}",))
        if len(gan.networks[GENERATOR].input_shape) != 1:
            check.wrong(f"networks.{GENERATOR}.input_shape", _("the noise is a row of numbers"), ("[2]", "[8]"))
        judged = gan.networks[DISCRIMINATOR].input_shape
        if len(judged) != 1 or judged[0] % 2:
            message = _("the discriminator judges points of a plane, one or several together")
            check.wrong(f"networks.{DISCRIMINATOR}.input_shape", message, ("[2]", "[4]", "[8]"))
    return gan


class Gan(NetworkTask):
    """Two networks against each other."""

    steps_per_epoch = STEPS_PER_EPOCH

    def __init__(self, recipe: Recipe, settings: Settings) -> None:
        super().__init__(recipe)
        self.settings, self._seed = settings, recipe.training.seed
        self._generator, self._discriminator = self.networks[GENERATOR], self.networks[DISCRIMINATOR]
        self._pack = max(1, self._discriminator.input_shape[-1] // 2)
        self._count = recipe.training.batch_size * self._pack

    def updates(self, name: str, step: int) -> int:
        settings = self.settings
        return step * (settings.discriminator_steps if name == DISCRIMINATOR else settings.generator_steps)

    @np.errstate(over="ignore", invalid="ignore")  # a rate that is too large is a lesson, not a warning
    def train_step(self) -> float:
        settings, draws = self.settings, generator(self._seed, Purpose.TASK, step=self.step)
        noise = self._noise(draws, settings.discriminator_steps + settings.generator_steps, self._count)
        real = settings.real(draws, settings.discriminator_steps, self._count)
        loss = [self._judge_better(*points) for points in zip(real, noise, strict=False)][-1]
        # The gradients that the discriminator has learnt by are kept, to be shown.
        judge = self._discriminator
        own = judge.backend.to_numpy(judge.parameters.gradients)
        for row in noise[settings.discriminator_steps :]:
            self._make_better(row)
        copy_into(judge.backend, own, judge.parameters.gradients)
        return loss

    def _judge_better(self, real: Values, noise: Values) -> float:
        """One update of the discriminator; its loss before it."""
        loss, gradient = discriminator_loss(self._judge(np.concatenate([real, answer(self._generator, noise)])))
        self._discriminator.backward(gradient)
        self.optimizers[DISCRIMINATOR].update(self._discriminator.parameters)
        return loss

    def _make_better(self, noise: Values) -> None:
        """One update of the generator, by what comes back through the discriminator, which stays as it is."""
        gradient = generator_loss(self._judge(answer(self._generator, noise)))[1]
        self._generator.backward(self._discriminator.backward(gradient).reshape(-1, 2))
        self.optimizers[GENERATOR].update(self._generator.parameters)

    @np.errstate(over="ignore", invalid="ignore")
    def score(self) -> tuple[Score, Score | None]:
        real, made = self.seen()
        logits = self._judge(np.concatenate([real, made]))
        right = np.concatenate([logits[: len(logits) // 2] > 0, logits[len(logits) // 2 :] < 0])
        return Score(discriminator_loss(logits)[0], float(right.mean())), None

    @np.errstate(over="ignore", invalid="ignore")
    def watch(self) -> Watched:
        settings = self.settings
        real, made = self.seen()
        reach = 1.6 * settings.radius
        bounds = np.array([-reach, reach, -reach, reach])
        line = np.linspace(-reach, reach, FIELD)
        grid = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
        belief = sigmoid(self._judge(np.repeat(grid, self._pack, axis=0))).reshape(FIELD, FIELD)
        figures: dict[str, npt.NDArray[np.generic]] = {
            "plane/scores": np.stack([belief, 1 - belief], axis=-1).astype(np.float32),
            "plane/points": np.concatenate([real[:SHOWN], made[:SHOWN]]).astype(np.float32),
            "plane/labels": np.repeat([0, 1], min(SHOWN, len(made))),
            "plane/bounds": bounds,
        }
        shares = settings.shares(made)
        facts = {
            _("modes covered"): _("{covered} of {modes}").format(
                covered=int((shares >= COVERED).sum()), modes=settings.modes
            ),
            _("points near a mode"): percent(float(shares.sum())),
            _("spread of made points"): f"{spread(made):.2f}",
            _("spread of real points"): f"{spread(real):.2f}",
            _("loss of the generator"): f"{generator_loss(self._judge(made))[0]:.3f}",
        }
        words = {"plane": (_("real"), _("made"))}
        layers = tuple(layer for name in (GENERATOR, DISCRIMINATOR) for layer in self._layers_of(name))
        return Watched(layers, figures, facts, words, self._table(shares))

    def _layers_of(self, name: str) -> list[LayerSnapshot]:
        """Its layers under the network's name, for the two have layers of the same names."""
        draws = generator(self._seed, Purpose.TASK, step=LATER)
        noise = self._noise(draws, SHOWN)
        inputs = noise if name == GENERATOR else self.settings.real(draws, SHOWN * self._pack).reshape(SHOWN, -1)
        return [dataclasses.replace(layer, name=f"{name}.{layer.name}") for layer in self.layers(name, inputs)]

    def _table(self, shares: Values) -> tuple[tuple[str, ...], ...]:
        rows = [(_("mode"), _("made points"), _("covered"))]
        for centre, share in zip(self.settings.centres.round(1) + 0.0, shares, strict=True):  # + 0.0: no -0.0
            covered = _("yes") if share >= COVERED else _("no")
            rows.append((f"({centre[0]:.1f} ; {centre[1]:.1f})", percent(float(share)), covered))
        return tuple(rows)

    def seen(self) -> tuple[Values, Values]:
        """About a thousand real points and as many made ones, from the same draws after every step."""
        draws = generator(self._seed, Purpose.TASK, step=LATER)
        count = SAMPLES // self._pack * self._pack
        made = answer(self._generator, self._noise(draws, count))
        return self.settings.real(draws, count), made

    def _judge(self, points: npt.NDArray[np.floating]) -> Values:
        """Logits (M, 1) of points (M * pack, 2)."""
        return answer(self._discriminator, points.reshape(-1, 2 * self._pack))

    def _noise(self, draws: np.random.Generator, *shape: int) -> Values:
        return draws.standard_normal((*shape, *self._generator.input_shape))


def spread(points: npt.NDArray[np.floating]) -> float:
    """The root mean square distance of points (N, 2) from their mean."""
    return float(np.sqrt(points.var(axis=0).sum()))


def percent(share: float) -> str:
    return f"{100 * share:.1f}\u00a0%"
