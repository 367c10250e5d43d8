"""A softmax policy learns its way through a small grid world: REINFORCE (Williams, 1992), as exercise23 writes it.

Each step of training plays `batch_size` episodes with the present policy. An episode starts on S and ends on a goal G,
in a pit X, or after `longest` moves; each move costs 1, falling into a pit `pit_cost` more. A move that `slip` decides
goes in a direction drawn at random; one against a wall or the edge stays where it is. G_t = r_t + discount G_{t+1}, and
L = -1/T sum_t (G_t - b) log pi(a_t | s_t) over all T moves of all episodes, b their mean return or 0. The network gets
the cell one-hot and gives four logits. The loss that is shown is the mean cost of an episode, -G_0.

Figures: "map/values" (R, C) the exact expected return from each cell under the present policy, NaN on walls and minus
its cost in a pit; "map/actions" (R, C) its most likely action 0 ... 3: up, right, down, left, -1 where it has none;
"map/signs" (R, C) the code points of the layout: ".", "#", "S", "G", "X".
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tuitrainer.base.checks import Check, shown
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.random import Purpose, generator
from tuitrainer.base.texts import _
from tuitrainer.training.networks import ALONE, NetworkTask
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.recipe.sections import check_sections, task_settings
from tuitrainer.training.task import Score, Watched

Values = npt.NDArray[np.float64]
STEPS_PER_EPOCH = 20
MOVES = ((-1, 0), (0, 1), (1, 0), (0, -1))
"""Up, right, down, left, as (rows, columns)."""
SIGNS = ".#SGX"
LARGEST = 30
UNDECIDED = 1e-9
"""No arrow is shown where the two most likely moves differ by less."""


class Settings:
    """The world and what counts in it."""

    def __init__(
        self,
        layout: object = ("..G", ".#.", "S.."),
        discount: float = 0.95,
        slip: float = 0.0,
        pit_cost: float = 10.0,
        longest: int = 60,
        baseline: bool = True,
    ) -> None:
        with Check() as check:
            self.layout = _layout(check, layout)
            self.discount = check.number("discount", discount, above=0.0, below=1.0)
            self.slip = check.number("slip", slip, minimum=0.0, below=1.0)
            self.pit_cost = check.number("pit_cost", pit_cost, minimum=0.0, maximum=1000.0)
            self.longest = check.whole_number("longest", longest, minimum=1, maximum=10_000)
            self.baseline = check.flag("baseline", baseline)


def _layout(check: Check, layout: object) -> tuple[str, ...]:
    rows = tuple(layout) if isinstance(layout, (list, tuple)) else ()
    good = bool(rows) and len(rows) <= LARGEST and all(isinstance(row, str) and set(row) <= set(SIGNS) for row in rows)
    if not good or len({len(row) for row in rows}) != 1 or not 0 < len(rows[0]) <= LARGEST:
        message = _("{value} is not a list of rows of one length, of the signs {signs}")
        check.wrong("layout", message.format(value=shown(layout), signs=" ".join(SIGNS)))
    elif "".join(rows).count("S") != 1 or "G" not in "".join(rows):
        check.wrong("layout", _("there must be one start S and at least one goal G"))
    return rows


def prepare(recipe: Recipe) -> Policy:
    """The task of a recipe with a network from a cell, one-hot, to four logits. Raises UserError."""
    check_sections(recipe, "network", "optimizer", optional=("task",))
    return Policy(recipe, World(task_settings(recipe, Settings)))


class World:
    """Cells numbered row by row; all that can be known of it without learning."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.signs = np.array([list(row) for row in settings.layout])
        rows, columns = self.signs.shape
        self.cells = rows * columns
        flat = self.signs.ravel()
        self.start = int(np.flatnonzero(flat == "S")[0])
        self.ends = (flat == "G") | (flat == "X")
        self.walls = flat == "#"
        target = np.empty((self.cells, 4), np.int64)
        for cell in range(self.cells):
            for action, (down, right) in enumerate(MOVES):
                row, column = cell // columns + down, cell % columns + right
                inside = 0 <= row < rows and 0 <= column < columns and self.signs[row, column] != "#"
                target[cell, action] = row * columns + column if inside else cell
        self.target = target
        self.reward: Values = -1.0 - settings.pit_cost * (flat[target] == "X")
        """Of each move (cells, 4)."""

    def values_of(self, policy: Values) -> Values:
        """The expected return (cells,) from each cell under probabilities `policy` (cells, 4): Bellman's equations."""
        slip = self.settings.slip
        chances = np.where(self.ends[:, np.newaxis], 0.0, (1 - slip) * policy + slip / 4)
        passing = np.zeros((self.cells, self.cells))
        np.add.at(passing, (np.arange(self.cells)[:, np.newaxis], self.target), chances)
        rewards = (chances * self.reward).sum(axis=1)
        values: Values = np.linalg.solve(np.eye(self.cells) - self.settings.discount * passing, rewards)
        return values

    def best_values(self) -> Values:
        """The returns of the best policy: value iteration until nothing moves (Bellman, 1957)."""
        slip, values = self.settings.slip, np.zeros(self.cells)
        while True:
            of_action = self.reward + self.settings.discount * values[self.target]
            better: Values = (1 - slip) * of_action.max(axis=1) + slip * of_action.mean(axis=1)
            better[self.ends] = 0.0
            if np.abs(better - values).max() < 1e-10:
                return better
            values = better


class Policy(NetworkTask):
    """REINFORCE, with or without a baseline."""

    steps_per_epoch = STEPS_PER_EPOCH

    def __init__(self, recipe: Recipe, world: World) -> None:
        super().__init__(recipe)
        self.world, self._seed, self._episodes = world, recipe.training.seed, recipe.training.batch_size
        self._network, self._optimizer = self.networks[ALONE], self.optimizers[ALONE]
        if self._network.input_shape != (world.cells,):
            raise UserError(Problem(_("the layout's cells come one-hot"), "network.input_shape", (f"[{world.cells}]",)))
        if self._network.output_shape != (4,):
            last = len(self._network.layers) - 1
            raise UserError(
                Problem(_("there is one logit for each of the four moves"), f"network.layers[{last}]", ("4",))
            )
        self._cells = np.eye(world.cells, dtype=self._network.dtype)
        self._best = world.best_values()[world.start]

    def probabilities(self) -> Values:
        """The policy (cells, 4) as it is."""
        return softmax(self._network.forward(self._cells))

    def gradient(self, policy: Values, step: int, baseline: bool) -> tuple[Values, float]:
        """dL/dlogits (cells, 4), summed over the moves, and the mean cost of the episodes drawn for `step`."""
        states, actions, returns = self._play(policy, step)
        alive = states >= 0
        weight = (returns[alive] - (returns[alive].mean() if baseline else 0.0)) / alive.sum()
        of_logits = policy[states[alive]]
        of_logits[np.arange(len(of_logits)), actions[alive]] -= 1.0
        total = np.zeros_like(policy)
        np.add.at(total, states[alive], weight[:, np.newaxis] * of_logits)
        return total, -float(returns[0].mean())

    def train_step(self) -> float:
        policy = softmax(self._network.forward(self._cells, training=True))
        gradient, cost = self.gradient(policy, self.step, self.world.settings.baseline)
        self._network.backward(gradient)
        self._optimizer.update(self._network.parameters)
        return cost

    def score(self) -> tuple[Score, Score | None]:
        return Score(-float(self.world.values_of(self.probabilities())[self.world.start])), None

    def watch(self) -> Watched:
        world, policy = self.world, self.probabilities()
        values = world.values_of(policy)
        shape = world.signs.shape
        second, first = np.sort(policy, axis=1)[:, 2:].T
        acts = ~(world.ends | world.walls) & (first - second > UNDECIDED)
        shown_values = np.where(world.signs.ravel() == "X", -world.settings.pit_cost, values)
        figures = {
            "map/values": np.where(world.walls, np.nan, shown_values).reshape(shape),
            "map/actions": np.where(acts, policy.argmax(axis=1), -1).reshape(shape),
            "map/signs": np.vectorize(ord)(world.signs),
        }
        facts = {
            _("episodes played"): str(self.step * self._episodes),
            _("return from the start, exact"): f"{values[world.start]:.3f}",
            _("best possible"): f"{self._best:.3f}",
            _("baseline"): _("mean return") if world.settings.baseline else "0",
        }
        return Watched(self.layers(ALONE, self._cells), figures, facts)

    def _play(self, policy: Values, step: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Values]:
        """States, actions and returns (moves, episodes), a state of -1 once an episode has ended."""
        world, settings = self.world, self.world.settings
        random = generator(self._seed, Purpose.TASK, step=step)
        sums = policy.cumsum(axis=1)[:, :3]
        states = np.full((settings.longest, self._episodes), -1)
        actions, rewards = np.zeros_like(states), np.zeros(states.shape)
        here = np.full(self._episodes, world.start)
        for move in range(settings.longest):
            alive = ~world.ends[here]
            if not alive.any():
                states, actions, rewards = states[:move], actions[:move], rewards[:move]
                break
            chosen = (random.random(self._episodes)[:, np.newaxis] > sums[here]).sum(axis=1)
            slips = random.random(self._episodes) < settings.slip
            gone = np.where(slips, random.integers(0, 4, self._episodes), chosen)
            states[move], actions[move] = np.where(alive, here, -1), chosen
            rewards[move] = np.where(alive, world.reward[here, gone], 0.0)
            here = np.where(alive, world.target[here, gone], here)
        returns, later = np.zeros(rewards.shape), np.zeros(self._episodes)
        for move in reversed(range(len(rewards))):
            later = rewards[move] + settings.discount * later
            returns[move] = later
        return states, actions, returns


def softmax(logits: npt.NDArray[np.floating]) -> Values:
    powers = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
    shares: Values = powers / powers.sum(axis=1, keepdims=True)
    return shares
