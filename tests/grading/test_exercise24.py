"""exercise24's reference against oracles that share nothing with it, and its judges on many right answers."""

from __future__ import annotations

import re
import string

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.author import as_result
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.trusted import Bench, load_module
from tuitrainer.grading.verdict import Grader

EXERCISE = find_exercise(find_course(), "exercise24")
REFERENCE = load_module(EXERCISE.solution)


def test_standardized_columns_have_mean_0_and_deviation_1() -> None:
    rng = np.random.default_rng(0)
    train, test = rng.normal(3, 2, (9, 4)), rng.normal(1, 5, (6, 4))
    train[:, 2] = 0.1  # its deviation comes out as 1e-17 where it is computed
    scaled, scaled_test = REFERENCE.standardize(train, test)
    others = [0, 1, 3]
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(scaled[:, others].std(axis=0), 1)
    np.testing.assert_allclose(scaled_test[:, 2], test[:, 2] - 0.1)
    slope, offset = np.polyfit(train[:, 0], scaled[:, 0], 1)  # the same straight line for both sets
    np.testing.assert_allclose(scaled_test[:, 0], slope * test[:, 0] + offset)


def test_words_are_what_lies_between_other_signs() -> None:
    sentences = ["L'Été_42, c'est mp3-2000 !", "?!", "cœur Cœur CŒUR"]
    other = re.escape(string.punctuation) + r"\s"
    words = [[word for word in re.split(f"[{other}]+", sentence.lower()) if word] for sentence in sentences]
    ids, vocabulary = REFERENCE.tokenize(sentences)
    names = {number: word for word, number in vocabulary.items()}
    assert [[names[number] for number in row if number] for row in ids.tolist()] == words
    assert sorted(names) == list(range(1, len(names) + 1))


@pytest.mark.parametrize("name", ["split", "augment_flip"])
def test_what_chance_gives_is_never_rejected(name: str) -> None:
    bench, check = Bench(EXERCISE), EXERCISE.check(name)
    for seed in range(200):
        grader = Grader(bench, seed)
        report = grader.judge(check, as_result(grader.reference(check)))
        assert report.status == "passed", (seed, report.finding)
