from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tuitrainer.cli.main import run

QUICK = ("--backend", "reference")

THREE_RUNS = """
[data]
name = "cosine"

[[network.layers]]
type = "Dense"
units = 1

[loss]
name = "mean_squared_error"

[optimizer]
name = "sgd"
learning_rate = 0.001

[[runs]]
name = "slow"

[[runs]]
name = "faster"
set = { "optimizer.learning_rate" = 0.002 }

[[runs]]
name = "other"
set = { "training.seed" = 5 }
"""
"""A regression, so without an accuracy."""


@pytest.fixture
def three_runs(tmp_path: Path) -> str:
    path = tmp_path / "three.toml"
    path.write_text(THREE_RUNS, encoding="utf-8")
    return str(path)


NUMBER = {"anyOf": [{"type": "number"}, {"enum": ["nan", "inf", "-inf"]}]}
SCORE = {
    "type": "object",
    "required": ["loss", "accuracy"],
    "additionalProperties": False,
    "properties": {"loss": NUMBER, "accuracy": {"type": ["number", "null"], "minimum": 0, "maximum": 1}},
}
FIGURES = {
    "epochs": {"type": "integer", "minimum": 0},
    "steps": {"type": "integer", "minimum": 0},
    "seconds": {"type": "number", "minimum": 0},
    "diverged": {"type": "boolean"},
    "train": SCORE,
    "test": {"anyOf": [SCORE, {"type": "null"}]},
    "history": {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["epoch", "loss", "accuracy", "validation_loss", "validation_accuracy"],
            "properties": {"epoch": {"type": "integer", "minimum": 1}, "loss": NUMBER},
        },
    },
    "run": {"type": ["string", "null"]},
}
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "required": ["schema", "lab", "backend", "seed", "threads", *FIGURES],
    "properties": {
        "schema": {"const": 1},
        "lab": {"type": "string"},
        "backend": {"enum": ["reference", "cpu", "cuda"]},
        "seed": {"type": "integer", "minimum": 0},
        "threads": {"type": "integer", "minimum": 1},
        **FIGURES,
        "runs": {
            "type": "array",
            "minItems": 2,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", *FIGURES],
                "properties": {"name": {"type": "string"}, **FIGURES},
            },
        },
    },
}


def document(*arguments: str, capsys: pytest.CaptureFixture[str], code: int = 0) -> dict[str, object]:
    """What ``train ... --json`` prints, checked against the schema and for strictness."""
    assert run(["train", *arguments, "--json"]) == code

    def refuse(constant: str) -> float:
        raise AssertionError(f"{constant} is not JSON")

    read: dict[str, object] = json.loads(capsys.readouterr().out, parse_constant=refuse)
    jsonschema.validate(read, SCHEMA)
    return read


def test_the_document_is_as_promised(capsys: pytest.CaptureFixture[str]) -> None:
    read = document("iris", "--epochs", "3", "--seed", "7", "--threads", "2", *QUICK, capsys=capsys)
    assert (read["lab"], read["backend"], read["seed"], read["threads"]) == ("iris", "reference", 7, 1)
    assert (read["epochs"], read["diverged"]) == (3, False)
    assert [entry["epoch"] for entry in read["history"]] == [1, 2, 3]  # type: ignore[attr-defined]
    assert "runs" not in read
    assert Path(str(read["run"])).is_file()


def test_equal_seeds_give_equal_documents(capsys: pytest.CaptureFixture[str]) -> None:
    one, again, other = (
        document("iris", "--epochs", "2", "--seed", seed, *QUICK, capsys=capsys) for seed in ("3", "3", "4")
    )
    for read in (one, again, other):
        read.pop("seconds")
        read.pop("run")
    assert one == again
    assert one["train"] != other["train"]


def test_several_runs_stand_beside_the_first(three_runs: str, capsys: pytest.CaptureFixture[str]) -> None:
    read = document(three_runs, "--epochs", "2", *QUICK, capsys=capsys)
    runs = read["runs"]
    assert isinstance(runs, list)
    assert [entry["name"] for entry in runs] == ["slow", "faster", "other"]
    assert {key: value for key, value in runs[0].items() if key != "name"} == {key: read[key] for key in FIGURES}
    assert len({entry["run"] for entry in runs}) == 3


def test_a_training_without_held_out_data_has_no_test_score(capsys: pytest.CaptureFixture[str]) -> None:
    assert document("iris", "--epochs", "1", "--set", "data.test_fraction=0", *QUICK, capsys=capsys)["test"] is None


def test_a_divergence_is_1_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "iris", "--set", "optimizer.learning_rate=1e30", "--json", *QUICK]) == 1
    shown = capsys.readouterr()
    read = json.loads(shown.out)
    jsonschema.validate(read, SCHEMA)
    assert read["diverged"] is True
    assert "learning rate" in shown.err


def test_the_table_and_nothing_else_goes_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "iris", "--epochs", "2", *QUICK]) == 0
    shown = capsys.readouterr()
    assert re.search(r"iris +2 +\d+ +\d+\.\d\d", shown.out)
    assert "Test accuracy" in shown.out
    assert re.fullmatch(r"Saved: .*\n", shown.err)


def test_text_is_plain_lines(three_runs: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", three_runs, "--epochs", "2", "--text", *QUICK]) == 0
    shown = capsys.readouterr()
    assert [line.split(":")[0] for line in shown.out.splitlines()] == ["slow", "faster", "other"]
    assert "training loss" in shown.out
    assert "accuracy" not in shown.out, "a regression has none"
    assert "faster: epoch 2 of 2" in shown.err
    assert "\x1b" not in shown.out + shown.err


def test_french_figures_are_french(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "iris", "--epochs", "2", "--text", "--lang", "fr", *QUICK]) == 0
    shown = capsys.readouterr()
    assert re.search(r"perte d'entraînement \d.*\d\u00a0%", shown.out)
    assert "Enregistré\u00a0:" in shown.err


BROKEN = {
    "not-toml.toml": b"[data\nname =",
    "not-text.toml": b"\xff\xfe\x00",
    "huge.toml": b"#" * 2_000_000,
    "empty.toml": b"",
    "two-mistakes.toml": b'[data]\nname = "irsi"\n[training]\nepoch = 3\n',
}


WRONG_RECIPES = [
    (["irsi"], ["no lab 'irsi'", "Did you mean 'iris'?"]),
    (["nowhere.toml"], ["nowhere.toml"]),
    (["."], ["directory"]),
    (["not-toml.toml"], ["not TOML"]),
    (["not-text.toml"], ["UTF-8"]),
    (["huge.toml"], ["too large"]),
    (["empty.toml"], ["data: this is missing"]),
    (["two-mistakes.toml"], ["'irsi'", "Did you mean 'iris'?", "training.epoch:", "Did you mean 'epochs'?"]),
]
WRONG_SETTINGS = [
    (["iris", "--epochs", "0"], ["training.epochs", ">= 1"]),
    (["iris", "--seed", "-1"], ["training.seed"]),
    (["iris", "--seed", str(2**64)], ["training.seed"]),
    (["iris", "--backend", "gpu"], ["training.backend", "cuda"]),
    (["iris", "--threads", "0"], ["training.threads"]),
    (["iris", "--set", "nonsense"], ["--set"]),
    (["iris", "--set", "optimizer.learning_rat=1"], ["optimizer.learning_rat", "Did you mean 'learning_rate'?"]),
    (["iris", "--set", "optimizer.learning_rate=fast"], ["optimizer.learning_rate"]),
    (["iris", "--set", "optimizer.learning_rate=-1"], ["optimizer.learning_rate"]),
    (["iris", "--set", "network.layers[0].units=0"], ["network.layers[0].units"]),
    (["iris", "--set", "network.layers[0].activation=rleu"], ["network.layers[0].activation", "'relu'"]),
    (["iris", "--set", "network.layers[9].units=3"], ["layers"]),
    (["iris", "--set", "network.layers[2].units=4"], ["network"]),
    (["iris", "--set", "training.batch_size=10000"], ["training.batch_size", "1 to "]),
    (["iris", "--set", "loss.name=mean_squared_eror"], ["Did you mean 'mean_squared_error'?"]),
]


@pytest.mark.parametrize(
    ("command", "arguments", "said"),
    [
        *(("train", *case) for case in WRONG_RECIPES + WRONG_SETTINGS),
        *(("summary", *case) for case in WRONG_RECIPES),
        *(("tui", *case) for case in WRONG_RECIPES),
    ],
    ids=str,
)
def test_what_can_not_be_trained_is_said_where_it_is_wrong(
    command: str,
    arguments: list[str],
    said: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, content in BROKEN.items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    assert run([command, *arguments]) == 2
    shown = capsys.readouterr()
    assert not shown.out
    assert all(line.startswith("Error: ") for line in shown.err.splitlines())
    assert all(text in shown.err for text in said), shown.err


def test_the_recipe_of_the_readme_trains(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    (tmp_path / "mine.toml").write_text(re.sub(r"^ {3}", "", recipe, flags=re.MULTILINE), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    read = document("mine.toml", *QUICK, capsys=capsys)
    assert read["lab"] == "mine"
    assert read["test"]["accuracy"] > 0.9  # type: ignore[index]


def test_a_home_that_can_not_be_written_costs_the_checkpoint_only(
    three_runs: str, capsys: pytest.CaptureFixture[str], clean_home: Path
) -> None:
    (clean_home / "data").write_text("a file where the folder should be")
    read = document(three_runs, "--epochs", "1", *QUICK, capsys=capsys)
    assert read["run"] is None
    assert run(["train", three_runs, "--epochs", "1", *QUICK]) == 0
    assert capsys.readouterr().err.count("could not be saved") == 1


def start(*arguments: str, stderr: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tuitrainer", "train", *arguments]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # where tests run in the background it is ignored
    try:
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, stdin=subprocess.DEVNULL)
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signal to a single process")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_finishes_the_step_and_saves(number: signal.Signals, clean_home: Path) -> None:
    process = start("iris", "--epochs", "1000000", "--text", *QUICK)
    assert process.stderr is not None
    assert process.stdout is not None
    first = process.stderr.readline().decode()
    assert "iris: epoch" in first
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130, err
    assert b"Traceback" not in err
    found = re.search(r"what was learnt is kept in (.*)", err.decode())
    assert found is not None
    checkpoint = Path(found[1])
    assert checkpoint.is_file()
    assert checkpoint.is_relative_to(clean_home)
    assert b"training loss" in out

    from tuitrainer.training import Session

    session = Session.resume(checkpoint)
    before = session.results()[0].steps
    assert before > 0
    session.step()
    assert session.results()[0].steps == before + 1


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_in_a_terminal_a_bar_is_shown_on_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "150")
    ours, theirs = os.openpty()
    process = start("iris", "--epochs", "3000", *QUICK, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not part:
            break
        shown += part
    os.close(ours)
    out, _nothing = process.communicate(timeout=20)
    assert process.returncode == 0, shown
    text = shown.decode()
    assert re.search(r"iris .*/3000", text)
    assert all(word in text for word in ("loss", "accuracy", "steps per second"))
    assert b"\x1b" not in out
    assert b"Test accuracy" in out


def test_summary_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["summary", "iris"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("iris")
    assert len(re.findall(r"\(Dense\)", shown)) == 3
    assert re.search(r"Total parameters: 739\b", shown)
    assert run(["summary", "iris", "--lang", "fr"]) == 0
    assert "Couche" in capsys.readouterr().out
    assert run(["summary", "line", "--lang", "en"]) == 0
    assert capsys.readouterr().out == "line trains no network.\n"
