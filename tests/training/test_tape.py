"""The tape of an expression against central differences, and the walk of the lab `graph` over it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_labs import stated

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.tape import backward, record

PROGRAMS = (
    "h = a * b; k = h * h; y = k + h",
    "y = (a - b) / (a + 3) - -a",
    "z = a * 0.5 + b; p = sigmoid(z); y = -log(p)",
    "t = tanh(a); y = t * exp(t) + relu(b) * t ** 3",
    "b = a * a; b = b * b\ny = b ** -0.5 + 2 / b - 1",
)
POSITIVE = st.floats(0.2, 1.5)


@pytest.mark.parametrize("program", PROGRAMS)
@given(a=POSITIVE, b=POSITIVE)
def test_gradients_are_those_of_central_differences(program: str, a: float, b: float) -> None:
    tape = record(program, {"a": a, "b": b})
    gradients = backward(tape)
    step = 1e-5
    for index, (da, db) in enumerate(((step, 0), (0, step))):
        above = record(program, {"a": a + da, "b": b + db})[-1].value
        below = record(program, {"a": a - da, "b": b - db})[-1].value
        assert gradients[index] == pytest.approx((above - below) / (2 * step), rel=1e-5, abs=1e-6)


@given(a=POSITIVE, b=POSITIVE)
def test_values_are_those_of_python(a: float, b: float) -> None:
    assert record("y = (a - b) / (a + 3) - -a", {"a": a, "b": b})[-1].value == (a - b) / (a + 3) - -a
    assert record("y = exp(a) * log(b)", {"a": a, "b": b})[-1].value == math.exp(a) * math.log(b)


def problem(expression: str, values: str = "{a=1.0, b=0.0}") -> Problem:
    settings = ("runs=[]", f"task.expression={expression!r}", f"task.values={values}")
    with pytest.raises(UserError) as caught:
        Session(find_recipe("graph", settings))
    return caught.value.problems[0]


@pytest.mark.parametrize(
    "expression",
    ["", "a +", "a * b", "y = a @ b", "y = a ** b", "y = sin(a)", "y = exp(a, b)", "y = 'a'", "y = True", "y = [a]",
     "import os", "y = __import__('os')", "y = a if a else b", "y.z = a", "y = " + "-" * 5000 + "a", "y = \0"],
)  # fmt: skip
def test_what_is_no_expression_is_refused(expression: str) -> None:
    found = problem(expression)
    assert found.place == "task.expression"
    assert found.accepted


def test_names_and_places_without_a_value_are_named() -> None:
    assert problem("y = alpha").nearest is None
    assert (problem("h = a; y = hh").place, problem("h = a; y = hh").nearest) == ("task.expression", "h")
    for expression in ("y = a / b", "y = log(b)", "y = b ** -1", "y = exp(a * 1000)", "y = (-a) ** 0.5"):
        found = problem(expression)
        assert found.place == "task.expression"
        assert "no value" in found.message
    assert problem("y = a", '{a="1"}').place == "task.values.a"


def walk(run: str) -> list[tuple[dict[str, str], tuple[tuple[str, ...], ...]]]:
    """Facts and table before each step and at the end."""
    session = Session(find_recipe("graph"))
    seen = []
    index = [each.name for each in session.runs].index(run)
    while True:
        snapshot = session.snapshot().runs[index]
        seen.append((dict(snapshot.facts), snapshot.table))
        if snapshot.status == "finished":
            return seen
        session.step()


def gradient(table: tuple[tuple[str, ...], ...], node: str) -> str:
    return next(row[3] for row in table if row[0].strip(" ›") == node)


def test_a_node_a_step_and_a_gradient_is_complete_before_it_is_handed_on() -> None:
    seen = walk("used twice")
    assert len(seen) == 1 + 3 + 1 + 3
    values = [[row[2] for row in table[1:]] for _facts, table in seen]
    assert values[0] == ["2", "-3", "", "", ""]
    assert values[1] == ["2", "-3", "-6", "", ""]
    assert values[3] == ["2", "-3", "-6", "36", "30"]
    ways_of_h = [gradient(table, "h") for _facts, table in seen]
    assert ways_of_h[4:] == ["0", "1", "-11", "-11"]
    facts, table = seen[-1]
    assert (gradient(table, "a"), gradient(table, "b")) == ("33", "-22")
    assert (facts["dy/da"], facts["dy/db"]) == ("33", "-22")
    pointed = [next((row[0] for row in table if row[0].startswith("›")), "") for _facts, table in seen]
    assert pointed == ["", "› h", "› k", "› y", "› y", "› y", "› k", "› h"]


def test_the_other_claims_of_the_text() -> None:
    assert gradient(walk("a neuron")[-1][1], "z") == f"{stated('graph', '-0.622459'):g}"
    corner = walk("a corner")[-1][0]
    assert (corner["dloss/da"], corner["dloss/db"]) == ("-4", "4")
    cube = Session(find_recipe("graph", ("runs=[]", 'task.expression="y = x * x * x"', "task.values={x=2.0}")))
    cube.run()
    assert cube.snapshot().runs[0].facts["dy/dx"] == "12"
    kink = Session(find_recipe("graph", ("runs=[]", 'task.expression="y = relu(x)"', "task.values={x=0.0}")))
    kink.run()
    assert kink.snapshot().runs[0].facts["dy/dx"] == "0"


def test_a_walk_can_be_left_and_taken_up_again() -> None:
    session = Session(find_recipe("graph", ("runs=[]",)))
    task = session.runs[0].task
    losses = list(task.advance(3))
    state = task.state()
    further = list(task.advance(4))
    task.restore(state)
    assert list(task.advance(4)) == further
    assert losses + further == sorted(losses + further, reverse=True)
    with pytest.raises(UserError):
        task.set("optimizer.learning_rate", 0.1)
