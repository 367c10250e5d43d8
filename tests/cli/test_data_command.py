"""`tuitrainer data list|fetch|verify`, with servers on loopback and files that the tests make."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from made_up_downloads import Server, mnist_files, put_down, serving, source_of, sources_with

from tuitrainer.cli.main import run
from tuitrainer.data import ENTRIES, load
from tuitrainer.data.download import sources
from tuitrainer.data.download.sources import Source
from tuitrainer.data.download.state import folder_of

FILES = mnist_files(30, 20)
NOWHERE = "http://127.0.0.1:9/"


def use(monkeypatch: pytest.MonkeyPatch, *mirrors: str) -> Source:
    """MNIST is small and comes from there."""
    source = source_of("mnist", FILES, *mirrors, train=30, test=20)
    monkeypatch.setattr(sources, "SOURCES", sources_with(source))
    return source


def listed(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    assert run(["data", "list", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == 1
    return {one["name"]: one for one in document["sets"]}


def test_the_list_names_every_set_with_where_it_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    found = listed(capsys)
    assert list(found) == [entry.name for entry in ENTRIES]
    for name, one in found.items():
        assert set(one) == {
            "name", "description", "origin", "rows", "shape", "size", "source", "licence", "citation", "presence",
        }  # fmt: skip
        assert one["origin"] in {"carried", "formula", "fetched"}
        assert all(one[key] for key in ("description", "rows", "shape", "source", "licence", "citation"))
        assert (one["size"] is None) == (one["origin"] == "formula")
        assert one["presence"] == ("not fetched" if one["origin"] == "fetched" else "there"), name
    assert found["mnist"]["shape"] == [28, 28, 1]
    assert found["mnist"]["size"] == 11_594_722
    assert run(["data", "list"]) == 0
    table = capsys.readouterr().out
    assert all(f" {name} " in table for name in found)
    assert "not fetched yet" in table
    assert "tuitrainer data fetch mnist cifar10" in table
    assert load("wine").citation in table


def test_the_list_speaks_french(capsys: pytest.CaptureFixture[str]) -> None:
    english = listed(capsys)
    assert run(["--lang", "fr", "data", "list", "--json"]) == 0
    french = {one["name"]: one for one in json.loads(capsys.readouterr().out)["sets"]}
    assert french["mnist"]["origin"] == english["mnist"]["origin"] == "fetched", "what programs read stays"
    assert french["iris"]["description"] != english["iris"]["description"]


def test_fetch_then_everything_is_there(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(Server(FILES)) as server:
        source = use(monkeypatch, server.address)
        assert run(["data", "fetch", "mnist", "mnist"]) == 0
        shown = capsys.readouterr()
        assert shown.out.startswith("mnist: fetched and checked, ")
        assert str(folder_of(source)) in shown.out
        assert len(server.requests) == 4
        assert run(["data", "fetch", "mnist"]) == 0
        assert capsys.readouterr().out == "mnist: everything is there and checked\n"
        assert len(server.requests) == 4
    assert listed(capsys)["mnist"]["presence"] == "there"
    assert run(["data", "verify", "mnist"]) == 0
    assert capsys.readouterr().out.count(": as published\n") == 4
    assert load("mnist").train_rows == 30


def test_what_can_not_be_fetched_is_said_before_anything_begins(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(Server(FILES)) as server:
        use(monkeypatch, server.address)
        assert run(["data", "fetch", "mnist", "mnits", "iris"]) == 2
        assert not server.requests
    said = capsys.readouterr().err
    assert "there is no data set 'mnits' to fetch. Did you mean 'mnist'? Accepted: mnist, cifar10" in said
    assert "the data set 'iris' is always there" in said
    assert run(["data", "fetch"]) == 2
    assert run(["data", "verify", "iris"]) == 2
    assert run(["data", "lst"]) == 2
    assert "there is no command 'data lst'. Did you mean 'list'?" in capsys.readouterr().err


def test_offline_is_2_and_says_what_to_do(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    source = use(monkeypatch, NOWHERE)
    assert run(["data", "fetch", "mnist"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "127.0.0.1:9: it can't be reached" in shown.err
    assert str(folder_of(source)) in shown.err
    assert "`tuitrainer data verify mnist`" in shown.err
    assert "Traceback" not in shown.err


def test_damage_is_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {name: data[::-1] for name, data in FILES.items()}
    with serving(Server(wrong)) as server:
        source = use(monkeypatch, server.address)
        assert run(["data", "fetch", "mnist"]) == 1
    assert "its checksum is wrong" in capsys.readouterr().err
    put_down(source, {**FILES, "t10k-labels-idx1-ubyte.gz": b"!"})
    assert run(["data", "verify"]) == 1
    said = capsys.readouterr().out
    assert "t10k-labels-idx1-ubyte.gz: damaged" in said
    assert said.count(": as published\n") == 3
    assert "'cifar10' has not been fetched" in said
    assert "tuitrainer data fetch mnist\n" in said


def test_verify_of_what_is_not_there(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    source = use(monkeypatch, NOWHERE)
    assert run(["data", "verify"]) == 0
    assert capsys.readouterr().out.count("has not been fetched") == 2
    assert run(["data", "verify", "mnist"]) == 2
    assert "run `tuitrainer data fetch mnist`" in capsys.readouterr().err
    put_down(source, dict(list(FILES.items())[:3]))
    assert run(["data", "verify", "mnist"]) == 2, "a part is not the set"
    assert "t10k-labels-idx1-ubyte.gz: not there" in capsys.readouterr().out
    assert listed(capsys)["mnist"]["presence"] == "incomplete"


def test_only_fetching_loads_what_fetches(clean_home: Path) -> None:
    program = (
        "import sys\nfrom tuitrainer.cli.main import run\nrun(['data', 'list', '--json'])\nrun(['data', 'verify'])\n"
        "assert not {'pooch', 'requests', 'numba', 'textual', 'pydantic'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
