"""What the text of the lab `shapes` claims: published totals, and counts by hand."""

from __future__ import annotations

import re

import pytest
from test_labs import session_of, text_of

from tuitrainer.base.errors import UserError
from tuitrainer.nn.architecture import build_architecture
from tuitrainer.nn.summary import Summary, summarize
from tuitrainer.nn.well_known import WELL_KNOWN
from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe

TOTALS = {"lenet": 61_706, "alexnet": 62_378_344, "vgg16": 138_357_544, "googlenet": 6_998_552, "resnet50": 25_636_712}
"""AlexNet's, VGG-16's and ResNet-50's are those of the course and of Keras; GoogLeNet's that of its Caffe model."""


def summary(name: str) -> Summary:
    make_layers, input_shape = WELL_KNOWN[name]
    return summarize(build_architecture(make_layers(), input_shape))


def top(name: str) -> list[tuple[str, tuple[int, ...], int]]:
    return [(row.type, row.output_shape, row.parameters) for row in summary(name).rows if not row.outer]


def claimed(number: int | str) -> None:
    """Both texts name it: in groups of three digits, with a decimal point in English and a comma in French."""
    written = f"{number:,}".replace(",", "\N{NO-BREAK SPACE}") if isinstance(number, int) else number
    assert written in text_of("shapes")
    assert written.replace(".", ",") in text_of("shapes", "fr")


@pytest.mark.parametrize("name", TOTALS)
def test_totals(name: str) -> None:
    assert summary(name).total == TOTALS[name]
    claimed(TOTALS[name])


def test_the_modules_of_googlenet_have_the_counts_of_its_paper() -> None:
    thousands = [round(count / 1000) for kind, _shape, count in top("googlenet") if kind == "Branches"]
    paper = [159, 380, 364, 437, 463, 580, 840, 1072, 1388]  # table 1, in units of 1024 here and there, without biases
    assert thousands == pytest.approx(paper, rel=0.11)
    assert [shape for kind, shape, _count in top("googlenet") if kind == "Branches"][-1] == (7, 7, 1024)


def test_where_the_parameters_sit() -> None:
    convolutions = sum(count for kind, _shape, count in top("alexnet") if kind == "Conv2D")
    assert f"{100 * convolutions / TOTALS['alexnet']:.1f}" == "6.0"
    dense = next(count for kind, _shape, count in top("alexnet") if kind == "Dense")
    assert dense == 9216 * 4096 + 4096
    assert f"{100 * dense / TOTALS['alexnet']:.1f}" == "60.5"
    largest = max(count for _kind, _shape, count in top("vgg16"))
    assert largest == 25_088 * 4096 + 4096
    assert f"{100 * largest / TOTALS['vgg16']:.1f}" == "74.3"
    assert next(count for kind, _shape, count in top("lenet") if kind == "Dense") == 48_120
    assert top("alexnet")[2][2] == 5 * 5 * 96 * 256 + 256 == 614_656
    assert summary("resnet50").non_trainable == 53_120
    assert sum(kind == "Residual" for kind, _shape, _count in top("resnet50")) == 16
    for number in ("6.0", "60.5", "74.3", "15.2", 48_120, 614_656, 53_120, 25_088):
        claimed(number)


def test_sizes_and_layers_with_weights() -> None:
    assert [shape[0] for kind, shape, _count in top("alexnet") if len(shape) == 3] == [55, 27, 27, 13, 13, 13, 13, 6]
    for name, count in (("googlenet", 22), ("resnet50", 50)):
        deepest = [row for row in summary(name).rows if row.type in {"Conv2D", "Dense"}]
        if name == "googlenet":  # side by side they count once: two layers a module
            assert 3 + 2 * sum(kind == "Branches" for kind, _shape, _count in top(name)) + 1 == count
        else:  # four more convolutions are shortcuts
            assert len([row for row in deepest if "shortcut" not in row.layer]) == count
    last = next(count for kind, _shape, count in reversed(top("vgg16")) if kind == "Conv2D")
    assert last == 3 * 3 * 512 * 512 + 512
    without = sum(count for kind, _shape, count in top("vgg16") if kind == "Conv2D") + 512 * 1000 + 1000
    assert f"{without / 1e6:.1f}" == "15.2"


def test_a_step_passes_a_layer_and_what_lies_ahead_falls_to_nothing() -> None:
    session = Session(find_recipe("shapes"))
    for passed in range(3):
        alexnet = session.snapshot().runs[1]
        assert len(alexnet.table) == 2 + passed
        session.step()
    losses = session_of("shapes").snapshot().runs[1].curves["loss"]
    assert losses.mean[0] == 1.0
    assert all(losses.mean[:-1] >= losses.mean[1:])
    final = session_of("shapes").snapshot().runs[1]
    assert final.status == "finished"
    assert sum(int(re.sub(r"\D", "", row[2]) or 0) for row in final.table[1:]) == TOTALS["alexnet"]


def test_what_the_task_does_not_know_is_refused() -> None:
    for setting, place, nearest in (
        ("task.network=alexnett", "task.network", "alexnet"),
        ("task.netwrok=lenet", "task.netwrok", "network"),
    ):
        with pytest.raises(UserError) as caught:
            Session(find_recipe("shapes", ("runs=[]", setting)))
        (problem,) = caught.value.problems
        assert (problem.place, problem.nearest) == (place, nearest)
    with pytest.raises(UserError) as caught:
        Session(find_recipe("shapes", ("runs=[]", "data.name=iris")))
    assert caught.value.problems[0].place == "data"
