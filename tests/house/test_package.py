from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

import tuitrainer

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_version_is_one_and_the_changelog_knows_it() -> None:
    assert metadata.version("tuitrainer") == tuitrainer.__version__
    assert re.fullmatch(r"\d+\.\d+\.\d+(\.dev\d+|rc\d+)?", tuitrainer.__version__)
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[{re.escape(tuitrainer.__version__)}\]", changelog, re.MULTILINE)


def test_the_command_is_installed() -> None:
    (script,) = metadata.entry_points(group="console_scripts", name="tuitrainer")
    assert script.value == "tuitrainer.cli.main:main"


def test_every_dependency_has_a_lower_bound() -> None:
    for requirement in PROJECT["project"]["dependencies"]:
        assert ">=" in requirement, requirement


@pytest.mark.parametrize("name", ["README.md", "README.fr.md"])
def test_the_readmes_lead_to_files_that_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", text)
    assert targets
    for target in targets:
        assert "://" in target or (ROOT / target).exists(), target


@pytest.mark.parametrize("name", ["README.md", "README.fr.md"])
def test_both_readmes_give_the_same_commands(name: str) -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.startswith(("python3 -m venv", "py -m venv")):
            assert line in (ROOT / name).read_text(encoding="utf-8")


def test_no_file_names_the_host_of_a_registry() -> None:
    hosts = re.compile(r"(pypi|pythonhosted|anaconda)\.org|index-url", re.IGNORECASE)
    shipped = [ROOT / "pyproject.toml", ROOT / "README.md", ROOT / "README.fr.md", ROOT / "CHANGELOG.md",
               *(ROOT / ".ci").glob("*"), *(ROOT / "tuitrainer").rglob("*.py")]  # fmt: skip
    found = [path.name for path in shipped if path.is_file() and hosts.search(path.read_text(encoding="utf-8"))]
    assert not found
