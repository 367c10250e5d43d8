"""What the text of the lab `filters` claims, on several seeds."""

from __future__ import annotations

import numpy as np
import pytest
from test_labs import parameters, session_of, stated

from tuitrainer.base.errors import UserError
from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.tasks.filters import GIVEN, Filters, moved_right

SEEDS = (0, 1, *[pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 10)])


def task_of(session: Session, run: int) -> Filters:
    task = session.runs[run].task
    assert isinstance(task, Filters)
    return task


@pytest.mark.parametrize("seed", SEEDS)
def test_learnt_filters_read_more_than_given_ones(seed: int) -> None:
    read = [result.test.accuracy for result in session_of("filters", seed=seed).results() if result.test]
    given, learnt = (round((share or 0) * stated("filters", "359")) for share in read)
    assert given == pytest.approx(stated("filters", "339"), abs=7)
    assert learnt == pytest.approx(stated("filters", "352"), abs=5)
    assert learnt > given


def test_given_kernels_are_never_touched_and_learnt_ones_move() -> None:
    trained, fresh = session_of("filters"), Session(find_recipe("filters"))
    for run, kept in ((0, True), (1, False)):
        before, after = (task_of(session, run).state().arrays["0.conv2d.kernels"] for session in (fresh, trained))
        assert np.array_equal(before, after) is kept
    kernels = task_of(trained, 0).state().arrays["0.conv2d.kernels"]
    for index, kernel in enumerate(GIVEN.values()):
        assert kernels[:, :, 0, index] == pytest.approx(np.array(kernel), rel=1e-6)


def test_sums_of_the_given_kernels() -> None:
    sums = {name: np.sum(kernel) for name, kernel in GIVEN.items()}
    assert sums == pytest.approx({"blur": 1, "sharpen": 1, "edge |": 0, "edge —": 0, "outline": 0, "emboss": 1})
    flat = np.ones((1, 8, 8, 1))
    inside = task_of(session_of("filters"), 0).maps(flat)[1:-1, 1:-1]
    bias = task_of(session_of("filters"), 0).state().arrays["0.conv2d.bias"]
    assert inside[0, 0] - bias == pytest.approx(np.array(list(sums.values())), abs=1e-5)


@pytest.mark.parametrize("run", [0, 1])
def test_the_map_of_a_moved_image_is_the_moved_map(run: int) -> None:
    task = task_of(session_of("filters"), run)
    images = task._split.test.x[:20]
    for image in images[:, None]:
        still, moved = task.maps(image), task.maps(moved_right(image))
        assert moved[:, 1:-1] == pytest.approx(still[:, :-2], abs=1e-6)


def test_pictures_show_each_kernel_with_its_map() -> None:
    given, learnt = (run.figures for run in session_of("filters").snapshot().runs)
    names = [name.partition("/")[2] for name in given if "confusion" not in name]
    assert names[:5] == ["image", "blur", "map 1", "sharpen", "map 2"]
    assert "kernel 6" in [name.partition("/")[2] for name in learnt]
    assert given["signed/blur"].shape == (9, 9)
    assert given["signed/map 1"].shape == (8, 8)


def test_counts_and_what_does_not_fit() -> None:
    assert parameters("filters", "runs=[]") == 6 * 9 + 6 + 96 * 10 + 10
    for settings, place in (
        (("task.kernels=gven",), "task.kernels"),
        (("task.kernels=given", "network.layers[0].filters=5"), "network.layers[0]"),
        (('network.layers=[{type="Flatten"}, {type="Dense", units=10}]',), "network.layers[0].type"),
    ):
        with pytest.raises(UserError) as caught:
            Session(find_recipe("filters", ("runs=[]", *settings)))
        assert caught.value.problems[0].place == place
