"""The language, chosen once per process before any text is made, and the functions that translate.

Catalogues lie in tuitrainer/locale. Click's own strings come from the same catalogue: Click asks gettext's global
domain, which `choose_language` points at ours.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from pathlib import Path

LANGUAGES = ("en", "fr")
DOMAIN = "tuitrainer"
LOCALE_DIRECTORY = Path(__file__).resolve().parent.parent / "locale"


def language_from_environment(environment: Mapping[str, str]) -> str:
    """TUITRAINER_LANG, else LC_ALL, LC_MESSAGES, LANG (the first that is set decides), else English."""
    for variable in ("TUITRAINER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(variable, "")
        if value:
            name = value.split(".")[0].split("_")[0].split("-")[0].lower()
            return name if name in LANGUAGES else "en"
    return "en"


def choose_language(language: str | None = None) -> str:
    """Set the language of the whole process (from the environment when None) and return its name."""
    chosen = language if language is not None else language_from_environment(os.environ)
    os.environ["TUITRAINER_LANG"] = os.environ["LANGUAGE"] = chosen
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIRECTORY))
    gettext.textdomain(DOMAIN)
    return chosen


def language() -> str:
    """The language in force."""
    return language_from_environment(os.environ)


def _(message: str) -> str:
    """`message` in the user's language."""
    return gettext.dgettext(DOMAIN, message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form that fits `count`, in the user's language; the count is not filled in."""
    return gettext.dngettext(DOMAIN, singular, plural, count)


def mark(message: str) -> str:
    """Mark a text for translation where it stands, to be translated with `_` later (tables made at import)."""
    return message
