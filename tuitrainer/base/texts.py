"""The language, chosen once per process before any text is made, and the functions that translate.

The source strings are English; a catalogue lies in tuitrainer/locale for every other language. Click's own strings come
from the same catalogue: Click asks gettext's global domain, which `choose_language` points at ours.
"""

from __future__ import annotations

import functools
import gettext
import itertools
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

LANGUAGES = ("en", "fr")
DOMAIN = "tuitrainer"
LOCALE_DIRECTORY = Path(__file__).resolve().parent.parent / "locale"


def language_from_environment(environment: Mapping[str, str]) -> str:
    """TUITRAINER_LANG, else LC_ALL, LC_MESSAGES, LANG (the first that is set decides), else English."""
    for variable in ("TUITRAINER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(variable, "")
        if value:
            name = re.split(r"[._@-]", value)[0].lower()
            return name if name in LANGUAGES else "en"
    return "en"


def language_from_arguments(arguments: Sequence[str]) -> str | None:
    """The language that ``--lang fr`` or ``--lang=fr`` asks for, the last one if there are several; else None.

    Read before the command line is parsed, because the parser's own messages are in that language too. A language
    that does not exist is left for the parser to refuse.
    """
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    asked = [option.partition("=")[2] for option in options if option.startswith("--lang=")]
    asked += [value for option, value in itertools.pairwise(options) if option == "--lang"]
    known = [name for name in asked if name in LANGUAGES]
    return known[-1] if known else None


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


@functools.cache  # gettext.dgettext looks for the file again at every call: too slow for what is drawn at each frame
def _catalogue(name: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE_DIRECTORY, [name], fallback=True)


def _(message: str) -> str:
    """`message` in the user's language."""
    return _catalogue(language()).gettext(message) if message else ""  # the empty message is the catalogue's header


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form that fits `count`, in the user's language; the count is not filled in."""
    return _catalogue(language()).ngettext(singular, plural, count)


def mark(message: str) -> str:
    """Mark a text for translation where it stands, to be translated with `_` later (tables made at import)."""
    return message
