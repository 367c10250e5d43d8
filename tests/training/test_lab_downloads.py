"""The labs mnist and cifar10, whose data is fetched: what their texts count is right, and they learn made-up images.

What the texts quote from others (98 % on MNIST, over 70 % on CIFAR-10) is not run: the real images are not at hand.
"""

from __future__ import annotations

import re

import numpy as np
import pytest
from made_up_downloads import cifar10_files, mnist_files, put_down, source_of, sources_with

from tuitrainer.base.errors import UserError
from tuitrainer.cli.main import run
from tuitrainer.data.download import sources
from tuitrainer.data.download.sources import SOURCES, in_megabytes
from tuitrainer.nn.architecture import build_architecture
from tuitrainer.nn.summary import summarize
from tuitrainer.training import Session
from tuitrainer.training.labs import LABS_DIRECTORY, find_recipe, list_labs
from tuitrainer.training.recipe.components import make_layer
from tuitrainer.tui.lab_text import read_text

LABS = ("mnist", "cifar10")
FILES = {"mnist": mnist_files(600, 100), "cifar10": cifar10_files(200, 10, 50)}


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = [source_of(name, files) for name, files in FILES.items()]
    for source in changed:
        put_down(source, FILES[source.name])
    monkeypatch.setattr(sources, "SOURCES", sources_with(*changed))


def counted(lab: str, layers: slice = slice(None)) -> int:
    """Parameters of some of the lab's layers, as `tuitrainer summary` counts them; no data is needed."""
    components = find_recipe(lab).networks["model"].layers[layers]
    made = [make_layer(component, "") for component in components]
    total = re.findall(r"Total parameters: (.+)", str(summarize(build_architecture(made, SOURCES[lab].shape))))
    return int("".join(total[0].split()))


def stated(lab: str, number: int) -> int:
    """A whole number that both texts name, its thousands set apart as each language does."""
    for language, written in (("", f"{number:,}"), (".fr", f"{number:,}".replace(",", "\u00a0"))):
        assert written in (LABS_DIRECTORY / f"{lab}{language}.md").read_text(encoding="utf-8"), (language, written)
    return number


def test_parameters_are_those_of_the_originals() -> None:
    assert counted("mnist") == stated("mnist", 407_050) == 784 * 512 + 512 + 512 * 10 + 10
    assert counted("cifar10", slice(5)) == stated("cifar10", 56_320)
    assert counted("cifar10") == stated("cifar10", 122_570)
    assert counted("cifar10") - counted("cifar10", slice(7)) == 64 * 10 + 10
    assert counted("cifar10") / 2 < 1024 * 64 + 64, "the first dense layer has more than half"
    assert stated("cifar10", 197_322) == 3072 * 64 + 64 + 64 * 10 + 10


def test_counts_in_the_texts() -> None:
    for lab, batch, steps in (("mnist", 128, 469), ("cifar10", 32, 313)):
        recipe = find_recipe(lab)
        assert recipe.data is not None
        rows = recipe.data.arguments.get("train", SOURCES[lab].train_rows)
        assert recipe.training.batch_size == batch
        assert -(-rows // batch) == stated(lab, steps)
        assert stated(lab, SOURCES[lab].train_rows)
        assert stated(lab, SOURCES[lab].test_rows)
        assert in_megabytes(SOURCES[lab].size) in (LABS_DIRECTORY / f"{lab}.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("downloads")
@pytest.mark.parametrize(("lab", "settings"), [("mnist", ()), ("cifar10", ("optimizer.learning_rate=0.003",))])
def test_labs_learn_what_can_be_learnt(lab: str, settings: tuple[str, ...]) -> None:
    """A bar whose height is the class: a network that mixes up rows, colours or labels does not learn it."""
    session = Session(find_recipe(lab, settings))
    session.run()
    (result,) = session.results()
    assert not result.diverged
    assert result.history[0].loss < 2 * np.log(10)
    assert result.test is not None
    assert (result.test.accuracy or 0) > 0.9


def test_summary_needs_no_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["summary", "cifar10"]) == 0
    shown = capsys.readouterr().out
    assert "122 570" in shown
    assert "(32, 32, 3)" in shown


@pytest.mark.parametrize("lab", LABS)
def test_without_its_data_a_lab_says_what_to_do(lab: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", lab]) == 2
    said = capsys.readouterr().err
    assert f"run `tuitrainer data fetch {lab}` ({in_megabytes(SOURCES[lab].size)})" in said
    assert len(said.splitlines()) == 1
    with pytest.raises(UserError) as caught:
        Session(find_recipe(lab))
    assert [problem.place for problem in caught.value.problems] == ["data.name"]


def test_the_screens_say_that_the_data_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    labs = {lab.id: lab for lab in list_labs()}
    for name in LABS:
        assert "(download)" in labs[name].title
        assert f"tuitrainer data fetch {name}" in labs[name].summary
        lines = read_text(labs[name]).splitlines()
        assert lines[0] == f"# {labs[name].title}"
        assert lines[2] == f"> **The data of this lab is not there yet. In a shell: `tuitrainer data fetch {name}`**"
    assert read_text(labs["iris"]) == labs["iris"].text()
    source = source_of("mnist", FILES["mnist"])
    monkeypatch.setattr(sources, "SOURCES", sources_with(source))
    put_down(source, FILES["mnist"])
    assert read_text(labs["mnist"]) == labs["mnist"].text()
