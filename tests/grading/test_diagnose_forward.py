"""A gradient beside the student's own forward function: which of the two is at fault."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.author import as_result
from tuitrainer.grading.catalog import Exercise, find_exercise
from tuitrainer.grading.grade import grade
from tuitrainer.grading.report import CheckReport
from tuitrainer.grading.trusted import Bench
from tuitrainer.grading.verdict import Grader
from tuitrainer.sandbox.inside.recorder import OWN_GRADIENT, Call, run_probe
from tuitrainer.sandbox.inside.slope import slopes

COURSE = find_course()


def changed(exercise: Exercise, *changes: tuple[str, str]) -> str:
    """The reference with something else in the place of what it says."""
    text = exercise.solution.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def verdict(exercise: Exercise, check: str, source: str) -> CheckReport:
    bench, module = Bench(exercise), ModuleType("submission")
    exec(source, vars(module))
    return Grader(bench, 3).judge(exercise.check(check), as_result(bench.answer_of(module, exercise.check(check), 3)))


def said(report: CheckReport) -> tuple[str, ...]:
    assert report.finding is not None
    return report.finding.id, *(finding.id for finding in report.also)


LEAKY = ("activation = np.maximum(z, 0.0)", "activation = np.where(z > 0, z, 0.1 * z)")
LEAKY_BACK = ("return np.where(z > 0, grad_output, 0.0)", "return np.where(z > 0, grad_output, 0.1 * grad_output)")
DETACHED = ("gradients.append((grad_weights, grad_bias))", "gradients.append((grad_weights * 1.5 + 0.1, grad_bias))")


@pytest.mark.parametrize(
    ("changes", "ids"),
    [
        ((LEAKY, LEAKY_BACK), ("gradient-of-own-forward",)),
        ((LEAKY,), ("forward-and-backward-wrong",)),
        ((DETACHED,), ("backward-wrong",)),
    ],
)
def test_of_a_network(changes: tuple[tuple[str, str], ...], ids: tuple[str, ...]) -> None:
    exercise = find_exercise(COURSE, "exercise03")
    assert said(verdict(exercise, "mlp_backward", changed(exercise, *changes))) == ids


SUMMED = ("log_probabilities).sum() / len(logits))", "log_probabilities).sum())")
NOT_DIVIDED = ("return (softmax(logits) - targets) / len(logits)", "return softmax(logits) - targets")


def test_a_named_mistake_stays_the_first_and_its_cause_is_told_too() -> None:
    """The gradient of a loss that is summed is not divided: right for its own loss, and the loss is to be corrected."""
    exercise = find_exercise(COURSE, "exercise04")
    both = verdict(exercise, "cross_entropy_gradient", changed(exercise, SUMMED, NOT_DIVIDED))
    assert said(both) == ("gradient-not-divided", "gradient-of-own-forward")
    alone = verdict(exercise, "cross_entropy_gradient", changed(exercise, NOT_DIVIDED))
    assert said(alone) == ("gradient-not-divided",)


@pytest.mark.parametrize(("name", "check"), [("exercise03", "mlp_backward"), ("exercise04", "cross_entropy_gradient")])
def test_what_is_right_stays_right_and_what_is_told_beside_is_no_result(name: str, check: str) -> None:
    exercise = find_exercise(COURSE, name)
    report = verdict(exercise, check, exercise.solution.read_text(encoding="utf-8"))
    assert (report.status, report.also) == ("passed", ())
    bench = Bench(exercise)
    answer = bench.reference_answer(exercise.check(check), 3)
    assert answer.results[OWN_GRADIENT][0] == pytest.approx(answer.results[OWN_GRADIENT][1], rel=1e-6)
    assert len(answer.calls) == len(answer.results) - 1  # those for the slopes are of no result
    grader = Grader(bench, 3)
    for mistake, wrong in grader.mistakes(exercise.check(check)):
        assert said(grader.judge(exercise.check(check), as_result(wrong)))[0] == mistake.id


def test_through_the_sandbox(tmp_path: Path) -> None:
    exercise = find_exercise(COURSE, "exercise03")
    own = (
        "grad_z = relu_backward(grad_input, sums[layer - 1])",
        "grad_z = leaky_backward(grad_input, sums[layer - 1])",
    )
    file = tmp_path / "exercise03.py"
    file.write_text(
        changed(exercise, LEAKY, own)
        + "\n\ndef leaky_backward(grad_output, z):\n    return np.where(z > 0, grad_output, 0.1 * grad_output)\n",
        encoding="utf-8",
    )
    reports = {check.name: check for check in grade(exercise, file, seed=3).checks}
    assert reports["relu_backward"].status == "passed"
    assert said(reports["mlp_backward"]) == ("gradient-of-own-forward",)


def test_slopes_of_nested_points() -> None:
    """d/dt of sum((x + t d)^2) / 2 is x . d, whatever holds the parts of x."""
    rng = np.random.default_rng(0)
    point = [(rng.normal(size=(2, 3)), rng.normal(size=3)), [rng.normal(size=()), rng.normal(size=4)]]

    def squares(value: Any) -> Any:
        return sum(map(squares, value)) if isinstance(value, tuple | list) else (np.asarray(value) ** 2).sum() / 2

    found = slopes(squares, lambda value: value, point)
    assert found is not None
    assert found[0] == pytest.approx(found[1], rel=1e-8)
    wrong = slopes(squares, lambda value: [value[0], [value[1][0], 2 * value[1][1]]], point)
    assert wrong is not None
    assert abs(wrong[0] - wrong[1]) > 1e-3


@pytest.mark.parametrize("odd", [lambda x: None, lambda x: x[:2], lambda x: "text", lambda x: 1 / 0, lambda x: [x]])
def test_without_numbers_there_are_no_slopes(odd: Any) -> None:
    assert slopes(lambda x: float(x.sum()), odd, np.ones(3)) is None
    assert slopes(odd, lambda x: x, np.ones(3)) is None


def test_a_loss_that_raises_is_no_fault_of_the_check() -> None:
    module = ModuleType("submission")
    vars(module)["f"] = lambda x: 2 * x
    calls: list[Call] = []

    def probe(module: Any, rng: Any) -> dict[str, Any]:
        return {"r": module.f(1.0), "own_gradient": (lambda x: module.f(x) / 0, module.f, 1.0)}

    ran = run_probe(probe, module, np.random.default_rng(0), calls)
    assert (list(ran.results), len(calls)) == (["r"], 1)
