from __future__ import annotations

import re
from pathlib import Path

import catalogue
import pytest
from babel.messages.catalog import Catalog
from click.testing import CliRunner

from tuitrainer.base.texts import LANGUAGES, LOCALE_DIRECTORY, choose_language
from tuitrainer.cli.main import COMMANDS, build_group

NBSP = "\u00a0"


def test_the_catalogue_is_complete_and_compiled() -> None:
    found = catalogue.problems(catalogue.extract(), catalogue.read(catalogue.PO), catalogue.MO)
    assert not found, "run: python tests/house/catalogue.py update\n" + "\n".join(found)


def test_no_fragment_waits_to_be_merged() -> None:
    assert not catalogue.FRAGMENTS.exists(), "run: python tests/house/catalogue.py update"


def test_every_language_but_the_source_has_a_catalogue() -> None:
    assert {path.parent.parent.name for path in LOCALE_DIRECTORY.glob("*/*/tuitrainer.mo")} == {*LANGUAGES} - {"en"}


@pytest.mark.parametrize(
    ("english", "french", "fault"),
    [
        ("{path}: no", f"{{path}}{NBSP}: non", None),
        ("{path}: no", f"{{place}}{NBSP}: non", "placeholders"),
        ("{path}: no", f"{{path}} ({{path}}){NBSP}: non", None),
        ("{x:.2f} and {y!r}", "{y!r} et {x:.2f}", None),
        ("{x:.2f} and {y!r}", "{y} et {x:.2f}", "placeholders"),
        ("%(prog)s here", "ici", "placeholders"),
        ("{x", "{x", None),
        ("Why?", "Pourquoi ?", "plain space"),
        ("Why?", "Pourquoi?", "no space"),
        ("Why?", f"Pourquoi{NBSP}?", None),
        ("'a'", "« a »", "plain space"),
        ("'a'", f"«{NBSP}a{NBSP}»", None),
        ("text", "texte ", "spaces at the ends"),
        ("wait...", "attendre...", None),
    ],
)
def test_faults_of_one_translation(english: str, french: str, fault: str | None) -> None:
    found = catalogue.faults((english,), (french,))
    assert (fault is None and not found) or any(fault in entry for entry in found if fault)


def test_plural_forms_are_compared_with_their_own_text() -> None:
    assert not catalogue.faults(("one", "{count} things"), ("un", "{count} choses"))
    assert catalogue.faults(("one", "{count} things"), ("un", "choses"))


@pytest.fixture
def template() -> Catalog:
    template = Catalog(locale="fr")
    template.add("one", locations=[("a.py", 0)])
    template.add("two", locations=[("a.py", 0)])
    template.add("clicked", auto_comments=[catalogue.CLICK])
    return template


def written(path: Path, source: Catalog) -> Catalog:
    path.write_bytes(catalogue.written(source))
    path.with_suffix(".mo").write_bytes(catalogue.compiled(catalogue.read(path)))
    return catalogue.read(path)


def test_fragments_win_and_strangers_of_click_stay(template: Catalog, tmp_path: Path) -> None:
    before, fragment = Catalog(locale="fr"), Catalog(locale="fr")
    before.add("one", "ancien")
    before.add("gone", "disparu")
    before.add("of another Click", "d'un autre", auto_comments=[catalogue.CLICK])
    fragment.add("one", "un")
    fragment.add("two", "deux")
    after = written(tmp_path / "x.po", catalogue.merged(template, before, [fragment]))
    assert catalogue.translations(after) == {
        "one": ("un",), "two": ("deux",), "of another Click": ("d'un autre",),
    }  # fmt: skip
    assert catalogue.problems(template, after, tmp_path / "x.mo") == ["not translated: 'clicked'"]


def test_everything_that_is_wrong_is_found(template: Catalog, tmp_path: Path) -> None:
    before = Catalog(locale="fr")
    before.add("one", "un", flags=["fuzzy"])
    before.add("stale", "vieux")
    found = catalogue.problems(template, before, tmp_path / "missing.mo")
    assert [problem.split(":")[0] for problem in found] == [
        "fuzzy", "missing.mo is not what missing.po compiles to", "missing", "stale",
    ]  # fmt: skip


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    before = catalogue.read(catalogue.PO)
    again = written(tmp_path / "x.po", catalogue.merged(catalogue.extract(), before, []))
    assert catalogue.translations(again) == catalogue.translations(before)
    first = (tmp_path / "x.po").read_bytes()
    written(tmp_path / "x.po", catalogue.merged(catalogue.extract(), again, []))
    assert (tmp_path / "x.po").read_bytes() == first


ENGLISH = re.compile(
    r"\b(Usage|Options?:|Commands|Error|Try|for help|Show|Missing|Invalid|No such|Got|unexpected|requires|argument is|"
    r"there is|exist|the|and|with|not)\b"
)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"], *([name, "--help"] for name in COMMANDS), ["train"], ["train", "iris", "--epochs", "many"],
        ["train", "iris", "wine"], ["labs", "--nothing"], ["train", "iris", "--epochs"], ["labs", "--json=3"],
        ["--lang", "xx"], ["lab"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_english_is_left_in_french(arguments: list[str]) -> None:
    """Whatever the installed Click says itself; its texts change from version to version."""
    choose_language("fr")
    result = CliRunner().invoke(build_group(), arguments)
    shown = result.output or str(result.exception)
    assert shown
    assert not ENGLISH.search(shown), shown
