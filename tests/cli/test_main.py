from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tuitrainer
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.cli import main as cli
from tuitrainer.cli.main import COMMANDS, run


def program(
    *arguments: str, home: Path, encoding: str | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The program as a user starts it, in a process of its own."""
    settings = {key: value for key, value in os.environ.items() if key not in ("TUITRAINER_LANG", "LANGUAGE")}
    settings |= {"TUITRAINER_HOME": str(home), **environment}
    if encoding is not None:
        settings["PYTHONIOENCODING"] = encoding
    command = [sys.executable, "-m", "tuitrainer", *arguments]
    return subprocess.run(command, capture_output=True, check=False, env=settings, stdin=subprocess.DEVNULL)


def test_the_version_and_the_help_come_after_any_command(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("", *COMMANDS):
        before = [name] if name else []
        assert run([*before, "--version"]) == 0
        assert capsys.readouterr().out == f"tuitrainer {tuitrainer.__version__}\n"
        assert run([*before, "--help"]) == 0
        shown = capsys.readouterr().out
        assert all(option in shown for option in ("--lang", "--exercises", "--version", "--help"))


def test_the_help_of_the_group_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    run(["--help"])
    shown = capsys.readouterr().out.split("Commands:")[1]
    assert [line.split()[0] for line in shown.splitlines() if line.startswith("  ") and line[2] != " "] == list(
        COMMANDS
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["trian", "iris"], "there is no command 'trian'. Did you mean 'train'?"),
        (["labs", "--jsn"], "--jsn"),
        (["--lang", "klingon"], "klingon"),
        (["labs", "--lang"], "--lang"),
        (["labs", "--exercises", "no/such/folder"], "'no/such/folder' is not a folder"),
        (["labs", "too", "many"], "too many"),
        (["train"], "LAB|RECIPE.toml"),
        (["train", "iris", "--json", "--text"], "--json and --text exclude each other"),
        (["train", "iris", "--epochs", "3.5"], "'3.5' is not a valid int"),
        (["train", "iris", "--seed", "dice"], "'dice' is not a valid int"),
    ],
)
def test_wrong_requests_are_said_and_exit_with_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert "Error: " in shown.err
    assert not shown.out


@pytest.mark.parametrize(
    "environment",
    [
        {"TUITRAINER_LANG": "fr", "LC_ALL": "en_GB.UTF-8"},
        {"LC_ALL": "fr_FR.UTF-8"},
        {"LANG": "fr_FR.UTF-8", "LC_ALL": ""},
    ],
    ids=str,
)
def test_the_environment_chooses_the_language(environment: dict[str, str], clean_home: Path) -> None:
    done = program("--help", home=clean_home, **environment)
    assert "Utilisation\u00a0:" in done.stdout.decode()


@pytest.mark.parametrize(
    "arguments", [["--lang", "fr", "labs", "--help"], ["labs", "--help", "--lang=fr"]], ids=" ".join
)
def test_the_option_chooses_the_language_of_the_help_too(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(arguments)
    assert "Lister les TP et les exercices" in capsys.readouterr().out


def test_labs_are_listed_in_the_order_of_the_course(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["labs", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == 1
    labs = document["labs"]
    assert [lab["order"] for lab in labs] == sorted(lab["order"] for lab in labs)
    assert all(set(lab) == {"id", "order", "title", "summary", "exercise"} for lab in labs)
    assert all(lab[key] for lab in labs for key in ("id", "order", "title", "summary"))
    assert run(["labs"]) == 0
    table = capsys.readouterr().out
    assert all(lab["id"] in table for lab in labs)


def test_labs_are_listed_in_french(capsys: pytest.CaptureFixture[str]) -> None:
    run(["labs", "--json"])
    english = json.loads(capsys.readouterr().out)["labs"]
    run(["--lang", "fr", "labs", "--json"])
    french = json.loads(capsys.readouterr().out)["labs"]
    assert [lab["id"] for lab in english] == [lab["id"] for lab in french]
    assert all(one["summary"] != other["summary"] for one, other in zip(english, french, strict=True))


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_an_output_that_is_not_utf8_is_readable(encoding: str, clean_home: Path) -> None:
    done = program("--lang", "fr", "labs", home=clean_home, encoding=encoding)
    assert done.returncode == 0, done.stderr
    assert b"iris" in done.stdout
    assert not done.stderr
    done.stdout.decode(encoding)


@pytest.mark.parametrize("arguments", [["labs", "--json"], ["labs"], ["--help"]], ids=" ".join)
def test_a_reader_that_goes_away_is_no_error(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "tuitrainer", *arguments]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert done.stderr == b""
    assert done.returncode == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_on_stdout_is_one_sentence(clean_home: Path) -> None:
    command = [sys.executable, "-m", "tuitrainer", "labs"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 3
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


class Broken:
    """Takes the place of the group and fails in a way that nobody foresaw."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def make_context(self, *arguments: object) -> object:
        raise self.error


def broken(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    monkeypatch.setattr(cli, "build_group", lambda: Broken(error))


def test_a_defect_is_one_sentence_and_a_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], clean_home: Path
) -> None:
    broken(monkeypatch, ZeroDivisionError("division\nby zero"))
    assert run(["labs"]) == 3
    shown = capsys.readouterr().err.splitlines()
    (log,) = (clean_home / "logs").iterdir()
    assert shown == [
        "Error: something went wrong (ZeroDivisionError: division by zero)", f"Details are in {log}",
    ]  # fmt: skip
    text = log.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert tuitrainer.__version__ in text


def test_where_no_log_can_be_written_the_sentence_remains(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], clean_home: Path
) -> None:
    (clean_home / "logs").write_text("a file where the folder should be")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(clean_home / "logs"))
    broken(monkeypatch, RuntimeError("no"))
    assert run(["labs"]) == 3
    assert capsys.readouterr().err == "Error: something went wrong (RuntimeError: no)\n"


def test_tracebacks_are_for_those_who_ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TUITRAINER_DEBUG", "1")
    broken(monkeypatch, RuntimeError("seen"))
    assert run(["labs"]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_every_problem_of_a_request_is_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(monkeypatch, UserError(Problem("wrong", "here"), Problem("missing", "there")))
    assert run(["labs"]) == 2
    assert capsys.readouterr().err == "Error: here: wrong\nError: there: missing\n"


def test_an_interrupt_before_anything_was_learnt(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(monkeypatch, KeyboardInterrupt())
    assert run(["labs"]) == 130
    assert capsys.readouterr().err == "\nInterrupted.\n"


def test_devices_are_described_and_never_fail(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["devices", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == 1
    assert document["threads"] >= 1
    assert document["cuda"]["message"]
    assert run(["devices"]) == 0
    shown = capsys.readouterr().out
    assert document["cpu"] in shown
    assert document["cuda"]["message"] in shown


@pytest.mark.long  # a minute; .ci/run calls the command itself
def test_warmup_compiles_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["warmup"]) == 0
    assert capsys.readouterr().out == "The kernels are ready.\n"
