from __future__ import annotations

import pytest

from tuitrainer.base.texts import (
    _,
    choose_language,
    language,
    language_from_arguments,
    language_from_environment,
    ngettext,
)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "fr-CA"}, "fr"),
        ({"LANG": "fr_FR@euro"}, "fr"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "en_GB", "LC_ALL": "fr_FR"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": ""}, "fr"),
        ({"LC_ALL": "fr_FR.UTF-8", "TUITRAINER_LANG": "en"}, "en"),
        ({"LC_ALL": "C", "TUITRAINER_LANG": "FR"}, "fr"),
    ],
)
def test_the_first_variable_that_is_set_decides(environment: dict[str, str], expected: str) -> None:
    assert language_from_environment(environment) == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], None),
        (["--lang", "fr"], "fr"),
        (["train", "iris", "--lang=fr"], "fr"),
        (["--lang", "fr", "train", "iris", "--lang", "en"], "en"),
        (["--lang"], None),
        (["--lang", "xx"], None),
        (["train", "--", "--lang", "fr"], None),
        (["--lang", "--", "fr"], None),
    ],
)
def test_the_language_is_read_before_the_command_line_is_parsed(arguments: list[str], expected: str | None) -> None:
    assert language_from_arguments(arguments) == expected


def test_texts_follow_the_language_and_the_empty_text_is_not_the_catalogue_header() -> None:
    english = _("Interrupted.")
    choose_language("fr")
    assert language() == "fr"
    assert english == "Interrupted."
    assert _("Interrupted.") == "Interrompu."
    assert _("") == ""
    assert _("a text that nobody has translated") == "a text that nobody has translated"
    assert ngettext("one thing", "{count} things", 2) == "{count} things"


def test_an_unknown_language_in_the_environment_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUITRAINER_LANG", "tlh")
    assert choose_language() == "en"
