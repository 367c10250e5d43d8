"""The data sets "mnist" and "cifar10" from made-up files: bytes, the official split, scaled like all others."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from made_up_downloads import cifar10_files, mnist_files, put_down, some_images, source_of, sources_with

from tuitrainer.base.errors import UserError
from tuitrainer.data import ENTRIES, load, scale, split
from tuitrainer.data.download import sources
from tuitrainer.data.download.state import folder_of
from tuitrainer.data.inventory import all_facts, missing_download

MNIST_FILES, CIFAR10_FILES = mnist_files(30, 20), cifar10_files(20, 5, 10)


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both sets, small, as if they had been fetched."""
    mnist = source_of("mnist", MNIST_FILES, train=30, test=20)
    cifar10 = source_of("cifar10", CIFAR10_FILES, train=40, test=10)
    put_down(mnist, MNIST_FILES)
    put_down(cifar10, CIFAR10_FILES)
    monkeypatch.setattr(sources, "SOURCES", sources_with(mnist, cifar10))


@pytest.mark.parametrize(("name", "size"), [("mnist", "11.6 MB"), ("cifar10", "170.1 MB")])
def test_what_is_not_fetched_says_how_to_fetch_it(name: str, size: str) -> None:
    with pytest.raises(UserError) as caught:
        load(name)
    (problem,) = caught.value.problems
    assert problem.place == "name"
    assert f"run `tuitrainer data fetch {name}` ({size})" in problem.message
    assert missing_download(name) == name
    assert missing_download("iris") == ""


@pytest.mark.usefixtures("downloads")
def test_images_stay_bytes_and_keep_the_official_split() -> None:
    for name, shape, counts in (("mnist", (28, 28, 1), (30, 20)), ("cifar10", (32, 32, 3), (40, 10))):
        whole = load(name)
        assert missing_download(name) == ""
        assert whole.x.dtype == np.uint8
        assert whole.input_shape == shape
        assert (whole.name, len(whole.classes)) == (name, 10)
        parts = split(whole)
        assert (len(parts.train), len(parts.test)) == counts
        np.testing.assert_array_equal(np.concatenate((parts.train.x, parts.test.x)), whole.x)
        np.testing.assert_array_equal(np.concatenate((parts.train.y, parts.test.y)), whole.y)
        everything = split(whole, 0.0)
        assert (len(everything.train), len(everything.test)) == (counts[0], 0)
        with pytest.raises(UserError, match="has a test part of its own"):
            split(whole, 0.5)
    images, labels = some_images(20, (28, 28))
    np.testing.assert_array_equal(split(load("mnist")).test.x[..., 0], images)
    np.testing.assert_array_equal(split(load("mnist")).test.y, labels)


@pytest.mark.usefixtures("downloads")
@pytest.mark.parametrize("name", ["mnist", "cifar10"])
@pytest.mark.parametrize("manner", ["none", "unit", "standard"])
def test_bytes_are_scaled_as_numbers_are(name: str, manner: str) -> None:
    """The oracle is the same data as float64, which every other set is."""
    parts = split(load(name))
    as_numbers = dataclasses.replace(
        parts,
        train=dataclasses.replace(parts.train, x=parts.train.x.astype(np.float64)),
        test=dataclasses.replace(parts.test, x=parts.test.x.astype(np.float64)),
    )
    scaled, expected = scale(parts, manner), scale(as_numbers, manner)
    for got, wanted in ((scaled.train.x, expected.train.x), (scaled.test.x, expected.test.x)):
        assert got.dtype == np.float32
        assert got.flags.c_contiguous
        np.testing.assert_allclose(got, wanted, rtol=1e-6, atol=1e-6)
    if manner == "unit":
        assert (scaled.train.x.min(), scaled.train.x.max()) == (0.0, 1.0)
    assert scaled.scaler is not None
    np.testing.assert_allclose(scaled.scaler(parts.test.x[:1].astype(np.float64)), expected.test.x[:1], atol=1e-6)


@pytest.mark.usefixtures("downloads")
def test_fewer_rows_are_the_first_of_each_part() -> None:
    whole, few = split(load("mnist")), split(load("mnist", train=12, test=3))
    np.testing.assert_array_equal(few.train.x, whole.train.x[:12])
    np.testing.assert_array_equal(few.test.x, whole.test.x[:3])
    with pytest.raises(UserError) as caught:
        load("cifar10", train=41, test=0)
    assert [problem.place for problem in caught.value.problems] == ["train", "test"]


@pytest.mark.usefixtures("downloads")
def test_a_file_that_was_damaged_since_is_refused() -> None:
    path = folder_of(sources.find_source("cifar10")) / "cifar-10-binary.tar.gz"
    path.write_bytes(b"!" * path.stat().st_size)
    with pytest.raises(UserError) as caught:
        load("cifar10")
    (problem,) = caught.value.problems
    assert problem.place == str(path)
    assert "run `tuitrainer data fetch cifar10`" in problem.message


def test_the_list_says_where_each_set_is() -> None:
    facts = {fact.name: fact for fact in all_facts()}
    assert list(facts) == [entry.name for entry in ENTRIES]
    assert {name for name, fact in facts.items() if fact.origin == "carried"} >= {"iris", "wine", "digits"}
    assert {name for name, fact in facts.items() if fact.presence != "there"} == {"mnist", "cifar10"}
    assert (facts["mnist"].rows, facts["mnist"].shape) == (70_000, (28, 28, 1))
    assert (facts["cifar10"].rows, facts["cifar10"].shape) == (60_000, (32, 32, 3))
    assert facts["moons"].size is None
    assert 1000 < (facts["iris"].size or 0) < 10_000
    put_down(sources.find_source("mnist"), {"t10k-labels-idx1-ubyte.gz.part": b"begun"})
    assert {fact.name: fact.presence for fact in all_facts()}["mnist"] == "incomplete"
