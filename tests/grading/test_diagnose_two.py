"""Two mistakes in one function: both are told where their results combine, and nothing is told where they do not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuitrainer.base.course import Course, find_course
from tuitrainer.grading.author import as_result
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.report import CheckReport, Report
from tuitrainer.grading.stored import report_from_data, report_to_data
from tuitrainer.grading.trusted import Bench, CourseError
from tuitrainer.grading.verdict import Grader


@cache
def grader_of(name: str) -> Grader:
    return Grader(Bench(find_exercise(find_course(), name)), 5)


def judged(name: str, check: str, function: Callable[..., Any], grader: Grader | None = None) -> CheckReport:
    """The verdict on the reference with another function in it."""
    grader = grader or grader_of(name)
    bench, asked = Bench(grader.exercise), grader.exercise.check(check)
    return grader.judge(asked, as_result(bench.answer_of(bench.replaced(asked, function), asked, grader.seed)))


def said(report: CheckReport) -> tuple[str, ...]:
    assert report.finding is not None
    return report.finding.id, *(finding.id for finding in report.also)


def log_softmax(logits: Any) -> Any:
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def convolved(x: Any, kernels: Any, bias: Any, stride: int, padding: int) -> Any:
    padded = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernels.shape[:2], (1, 2))[:, ::stride, ::stride]
    return np.einsum("nhwcij,ijco->nhwo", windows, kernels) + bias


def forgets_minus_and_mean(logits: Any, targets: Any) -> Any:
    return (targets * log_softmax(logits)).sum()


def base_2_and_summed(logits: Any, targets: Any) -> Any:
    return -(targets * log_softmax(logits)).sum() / np.log(2)


def one_class_without_minus(logits: Any, targets: Any) -> Any:
    return log_softmax(logits)[np.arange(len(logits)), targets.argmax(axis=1)].mean()


def columns_and_reversed(logits: Any, targets: Any) -> Any:
    exponentials = np.exp(logits - logits.max(axis=0))
    return -(exponentials / exponentials.sum(axis=0) - targets) / len(logits)


def columns_of_halves(logits: Any, targets: Any) -> Any:
    return columns_and_reversed(logits, targets) / -2


def diagonal_transposed(logits: Any, targets: Any) -> Any:
    probabilities = np.exp(log_softmax(logits))
    return (-targets * (1 - probabilities) / len(logits)).T


def flipped_without_bias(x: Any, kernels: Any, bias: Any, stride: int = 1, padding: int = 0) -> Any:
    return convolved(x, kernels[::-1, ::-1], 0, stride, padding)


def transposed_and_averaged(grad_output: Any, x: Any, weights: Any) -> Any:
    return grad_output @ weights.T, grad_output.T @ x, grad_output.mean(axis=0)


def reversed_and_not_summed(grad_output: Any, x: Any, weights: Any) -> Any:
    return -grad_output @ weights.T, x.T @ grad_output, grad_output


def climbs_with_epsilon_inside(
    parameter: Any, gradient: Any, m: Any, v: Any, t: int,
    learning_rate: float = 1e-3, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8,
) -> Any:  # fmt: skip
    m, v = beta1 * m + (1 - beta1) * gradient, beta2 * v + (1 - beta2) * gradient**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return parameter + learning_rate * m_hat / np.sqrt(v_hat + epsilon), m, v


@pytest.mark.parametrize(
    ("exercise", "check", "function", "ids"),
    [
        ("exercise04", "cross_entropy", forgets_minus_and_mean, {"loss-without-minus", "loss-summed"}),
        ("exercise04", "cross_entropy", base_2_and_summed, {"loss-base-2", "loss-summed"}),
        (
            "exercise04",
            "cross_entropy",
            one_class_without_minus,
            {"loss-of-likeliest-class-only", "loss-without-minus"},
        ),
        ("exercise04", "cross_entropy_gradient", columns_and_reversed, {"gradient-over-columns", "gradient-reversed"}),
        ("exercise04", "cross_entropy_gradient", columns_of_halves, {"gradient-over-columns", "ratio-two-small"}),
        ("exercise04", "cross_entropy_gradient", diagonal_transposed, {"gradient-diagonal-only", "transposed"}),
        ("exercise11", "conv2d_forward", flipped_without_bias, {"kernel-flipped", "bias-forgotten"}),
        ("exercise03", "dense_backward", transposed_and_averaged, {"weights-gradient-transposed", "bias-averaged"}),
        ("exercise03", "dense_backward", reversed_and_not_summed, {"bias-not-summed", "sign"}),
        ("exercise08", "adam_step", climbs_with_epsilon_inside, {"step-ascends", "step-epsilon-inside-root"}),
    ],
)
def test_both_are_told(exercise: str, check: str, function: Callable[..., Any], ids: set[str]) -> None:
    report = judged(exercise, check, function)
    assert (report.status, report.points) == ("failed", 0.0)
    assert set(said(report)) == ids
    assert len(said(report)) == len(ids)


@pytest.mark.parametrize("exercise", ["exercise01", "exercise02", "exercise03", "exercise04", "exercise08"])
def test_one_mistake_is_one(exercise: str) -> None:
    grader = grader_of(exercise)
    for check in grader.exercise.definition.checks:
        for mistake, answer in grader.mistakes(check):
            told = said(grader.judge(check, as_result(answer)))
            assert [name for name in told if name != "gradient-of-own-forward"] == [mistake.id]


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_numbers_from_anywhere_are_nobody_s_mistakes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for exercise, check in (("exercise04", "cross_entropy"), ("exercise03", "dense_backward"), ("exercise02", "relu")):
        grader = grader_of(exercise)
        right = as_result(grader.reference(grader.exercise.check(check)))

        def shaken(value: Any, rng: np.random.Generator = rng) -> Any:
            return tuple(map(shaken, value)) if isinstance(value, tuple) else value + rng.normal(size=np.shape(value))

        wrong = replace(right, results={case: shaken(value) for case, value in right.results.items()})
        assert said(grader.judge(grader.exercise.check(check), wrong)) == ("values",)


def test_a_pair_has_to_fit_where_results_are_right_too() -> None:
    """Without its minus a loss is wrong for a single example as well; where that one is right, it is no such pair."""
    grader = grader_of("exercise04")
    check = grader.exercise.check("cross_entropy")
    right, bench = grader.reference(check).results, Bench(grader.exercise)
    wrong = bench.answer_of(bench.replaced(check, forgets_minus_and_mean), check, grader.seed)
    mixed = replace(as_result(wrong), results={**wrong.results, "batch_of_1": right["batch_of_1"]})
    assert "loss-without-minus" in said(grader.judge(check, as_result(wrong)))
    assert "loss-without-minus" not in said(grader.judge(check, mixed))


# -- what an author may add --------------------------------------------------------------------------------------------

TOGETHER = """

def _columns_of_twice(logits, targets):
    return (_softmax(_softmax(logits, axis=0)) - targets) / len(logits)


_columns_of_twice.also = ("gradient-softmax-twice",)
gradient_over_columns = (gradient_over_columns, _columns_of_twice)
"""


def with_together(folder: Path, text: str) -> Grader:
    ours = find_course()
    shutil.copytree(ours.exercises / "exercise04", folder / "exercises" / "exercise04")
    shutil.copytree(ours.solutions, folder / "solutions")
    with (folder / "exercises" / "exercise04" / "mistakes.py").open("a", encoding="utf-8") as mistakes:
        mistakes.write(text)
    course = Course(folder / "exercises", folder / "solutions")
    return Grader(Bench(find_exercise(course, "exercise04")), 5)


def columns_of_twice(logits: Any, targets: Any) -> Any:
    columns = np.exp(logits - logits.max(axis=0)) / np.exp(logits - logits.max(axis=0)).sum(axis=0)
    return (np.exp(log_softmax(columns)) - targets) / len(logits)


def test_a_form_may_say_what_else_it_is(tmp_path: Path) -> None:
    grader = with_together(tmp_path, TOGETHER)
    report = judged("exercise04", "cross_entropy_gradient", columns_of_twice, grader)
    assert said(report) == ("gradient-over-columns", "gradient-softmax-twice")
    assert all(finding.is_mistake for finding in (report.finding, *report.also) if finding is not None)
    assert said(judged("exercise04", "cross_entropy_gradient", columns_of_twice)) == ("backward-wrong",)


def test_what_else_it_is_has_to_be_a_mistake(tmp_path: Path) -> None:
    grader = with_together(tmp_path, TOGETHER.replace("gradient-softmax-twice", "gradient-nowhere"))
    with pytest.raises(CourseError, match="gradient-nowhere"):
        judged("exercise04", "cross_entropy_gradient", columns_of_twice, grader)


def test_a_report_keeps_both_on_its_way() -> None:
    check = judged("exercise04", "cross_entropy", forgets_minus_and_mean)
    report = Report("exercise04", "/x.py", "0" * 64, 5, "failed", (check,), 0.1, "limits")
    assert report_from_data(json.loads(json.dumps(report_to_data(report)))).checks[0].also == check.also
    old = report_to_data(report)
    del old["checks"][0]["also"]  # as earlier versions stored it
    assert report_from_data(old).checks[0].also == ()
