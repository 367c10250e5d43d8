"""The verdict on a check: what is named, what is diagnosed, and what can't be judged. On exercise04."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.author import as_result
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.report import CheckReport
from tuitrainer.grading.trusted import Bench
from tuitrainer.grading.verdict import Grader
from tuitrainer.sandbox.inside.recorder import BESIDE
from tuitrainer.sandbox.outcome import CallResult, Fault

BENCH = Bench(find_exercise(find_course(), "exercise04"))
GRADER = Grader(BENCH, 11)
CHECK = BENCH.exercise.check("cross_entropy_gradient")
RIGHT = as_result(GRADER.reference(CHECK))


def verdict(result: CallResult, name: str = "cross_entropy_gradient") -> CheckReport:
    return GRADER.judge(BENCH.exercise.check(name), result)


def with_results(**changed: Any) -> CallResult:
    return replace(RIGHT, results={**RIGHT.results, **changed})


def found(report: CheckReport) -> str:
    assert report.finding is not None
    return report.finding.id


def test_right_results_get_all_points() -> None:
    report = verdict(RIGHT)
    assert (report.status, report.points, report.finding) == ("passed", 3.0, None)


def test_a_mistake_is_named_with_evidence_and_the_call() -> None:
    wrong = {case: value * len(value) for case, value in RIGHT.results.items()}
    report = verdict(replace(RIGHT, results=wrong))
    assert (report.status, report.points, found(report)) == ("failed", 0.0, "gradient-not-divided")
    assert report.finding is not None
    assert report.finding.is_mistake
    assert report.evidence is not None
    assert (report.evidence.output, report.evidence.wrong, report.evidence.size) == ("one_hot", 20, 20)
    assert report.evidence.ratio == pytest.approx(5)
    index = report.evidence.worst_index
    assert index is not None
    assert report.evidence.got == pytest.approx(wrong["one_hot"][index])
    assert report.evidence.expected == pytest.approx(RIGHT.results["one_hot"][index])
    assert str(report.call) == "cross_entropy_gradient(logits=array (5, 4), targets=array (5, 4))"
    assert report.returned == "array (5, 4)"


def test_a_mistake_in_one_output_is_named_whatever_the_others_are() -> None:
    """Of a tuple, each output is matched by itself where no mistake explains them all."""
    bench = Bench(find_exercise(find_course(), "exercise03"))
    grader = Grader(bench, 3)
    check = bench.exercise.check("dense_backward")
    right = as_result(grader.reference(check))
    mistake = bench.exercise.mistake("bias-not-summed")
    assert mistake is not None
    (wrong, *_others) = bench.mistake_answers(check, mistake, 3)
    mixed = {
        case: (right.results[case][0], right.results[case][1] + 0.123 * np.arange(right.results[case][1].size).reshape(
            right.results[case][1].shape) ** 2, wrong.results[case][2])
        for case in right.results
    }  # fmt: skip
    report = grader.judge(check, replace(right, results=mixed))
    assert found(report) == "bias-not-summed"
    assert report.evidence is not None
    assert report.evidence.output == "grad_bias"


def test_where_a_probe_names_its_outputs_itself_each_is_matched_alone() -> None:
    """As the entries of its dictionary, after unpacking the tuple."""
    wrong = {case: value * len(value) for case, value in RIGHT.results.items()}
    bent = RIGHT.results["one_hot"] + 0.1 * np.arange(20.0).reshape(5, 4) ** 2
    report = verdict(
        with_results(
            one_hot=bent, probabilities=wrong["probabilities"], batch_of_1=RIGHT.results["batch_of_1"] + [[0, 1, 4, 9]]
        )
    )
    assert found(report) == "gradient-not-divided"
    assert report.evidence is not None
    assert report.evidence.case == "probabilities"


def test_a_mistake_that_raises_is_named_by_its_exception() -> None:
    from tuitrainer.grading.trusted import Answer

    grader = Grader(BENCH, 12)
    mistake = BENCH.exercise.mistake("gradient-reversed")
    assert mistake is not None
    grader.mistakes(CHECK)[:] = [(mistake, Answer(raised=("ValueError", "shapes (5,4) and (3,) not aligned")))]
    fault = Fault("raised", {"type": "ValueError", "message": "shapes (5,4) and (3,) not aligned", "line": 3})
    assert found(grader.judge(CHECK, CallResult(fault))) == "gradient-reversed"
    other = Fault("raised", {"type": "ValueError", "message": "something else", "line": 3})
    assert found(grader.judge(CHECK, CallResult(other))) == "raised"


def test_without_a_mistake_it_is_diagnosed_where_it_first_differs() -> None:
    bent = RIGHT.results["probabilities"].copy()
    bent[2, 1] += 0.5
    bent[3, 0] += 0.1
    report = verdict(with_results(probabilities=bent))
    assert found(report) == "values"
    assert report.evidence is not None
    assert report.evidence.case == "probabilities"
    assert (report.evidence.first_index, report.evidence.worst_index) == ((2, 1), (2, 1))
    assert report.evidence.wrong == 2


def test_a_difference_outside_the_large_case_is_spoken_of_first() -> None:
    report = verdict(with_results(large=RIGHT.results["large"] + 1, batch_of_1=RIGHT.results["batch_of_1"].T))
    assert report.evidence is not None
    assert report.evidence.case == "batch_of_1"


def test_changed_arguments_fail_a_right_result_and_come_before_a_guess() -> None:
    calls = (replace(RIGHT.calls[0], modified=(1,)), *RIGHT.calls[1:])
    report = verdict(replace(RIGHT, calls=calls))
    assert (report.status, found(report)) == ("failed", "arguments-modified")
    assert report.finding is not None
    assert report.finding.values["argument"] == "targets"
    guessed = verdict(replace(with_results(one_hot=RIGHT.results["one_hot"] + 1), calls=calls))
    assert found(guessed) == "arguments-modified"
    named = {case: -value for case, value in RIGHT.results.items() if case not in BESIDE}
    assert found(verdict(replace(RIGHT, results=named, calls=calls))) == "gradient-reversed"


@pytest.mark.parametrize("kind", ["process", "network", "write", "read", "limits"])
def test_what_was_refused_fails_even_right_results(kind: str) -> None:
    report = verdict(replace(RIGHT, refused=((kind, "somewhere"),)))
    assert (report.status, found(report), report.points) == ("error", f"refused-{kind}", 0.0)


def test_a_changed_numpy_fails_even_right_results() -> None:
    report = verdict(replace(RIGHT, changed=("numpy.exp",)))
    assert (report.status, found(report)) == ("error", "changed")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("missing", "failed"), ("not-callable", "failed"), ("not-implemented", "failed"), ("raised", "error"),
        ("exit", "error"), ("input", "error"), ("import", "error"), ("recursion", "error"), ("ended", "error"),
        ("crashed", "error"), ("flood", "error"), ("crowd", "error"), ("garbled", "error"), ("memory", "memory"),
        ("timeout", "timeout"), ("no-time", "timeout"),
    ],
)  # fmt: skip
def test_every_fault_is_a_status(kind: str, status: str) -> None:
    fault = Fault(kind, {"line": 1, "type": "RefusedImportError"})
    report = verdict(CallResult(fault))
    assert (report.status, report.points) == (status, 0.0)
    assert found(report) == kind


def test_a_probe_that_stumbles_over_a_result_blames_the_result() -> None:
    """As a probe does that unpacks what came back."""
    calls = (replace(RIGHT.calls[0], returned=None), *RIGHT.calls[1:2])
    fault = Fault("raised", {"type": "TypeError", "message": "cannot unpack non-iterable NoneType object"})
    report = verdict(CallResult(fault, calls=calls))
    assert (report.status, found(report)) == ("failed", "returned-none")


def test_a_call_that_raises_on_its_arguments_says_so() -> None:
    calls = (replace(RIGHT.calls[0], returned=None, finished=False),)
    fault = Fault("raised", {"type": "TypeError", "message": "takes 1 positional argument but 2 were given"})
    assert found(verdict(CallResult(fault, calls=calls))) == "raised-at-call"


def test_an_optional_function_may_be_missing_but_not_wrong() -> None:
    optional = replace(CHECK, optional=True)
    for kind in ("missing", "not-implemented"):
        report = GRADER.judge(optional, CallResult(Fault(kind)))
        assert (report.status, report.points, report.max_points) == ("skipped", 0.0, 0.0)
    report = GRADER.judge(optional, with_results(one_hot=-RIGHT.results["one_hot"]))
    assert (report.status, report.max_points) == ("failed", 3.0)


def test_a_judge_names_mistakes_and_has_its_own_words() -> None:
    bench = Bench(find_exercise(find_course(), "exercise01"))
    grader = Grader(bench, 0)
    check = bench.exercise.check("or_neuron")
    right = as_result(grader.reference(check))
    assert grader.judge(check, right).status == "passed"
    (case,) = right.results
    for weights, bias in (([0.1, 0.1], -0.05), ([40, 2], -1)):
        assert grader.judge(check, replace(right, results={case: (weights, bias)})).status == "passed"
    report = grader.judge(check, replace(right, results={case: ([1.0, 1.0], -1.5)}))
    assert report.status == "failed"
    assert report.finding is not None
    assert report.finding.is_mistake
    shape = grader.judge(check, replace(right, results={case: ([1.0, 1.0, 1.0], -1.5)}))
    assert found(shape) == "wrong-shape"
    assert found(grader.judge(check, replace(right, results={case: None}))) == "returned-none"
