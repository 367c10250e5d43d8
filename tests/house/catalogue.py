"""The French catalogue: brought up to date, checked and compiled.

    python tests/house/catalogue.py update    extract all texts, merge new translations, write the .po and the .mo
    python tests/house/catalogue.py check     say everything that is wrong; exit 1 if anything is

New translations are taken from fragments, tuitrainer/locale/fr.extra/*.po (plain msgid/msgstr entries), which `update`
merges and removes (`--keep` leaves them). A fragment overrides what the catalogue said. Texts without a translation
stay empty in the .po, to be filled in there or by a fragment.

Click's own texts are taken from the Click that is installed. Those of other versions stay in the catalogue, so that
every supported Click speaks French.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from string import Formatter

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "tuitrainer"
LOCALE = PACKAGE / "locale"
PO = LOCALE / "fr" / "LC_MESSAGES" / "tuitrainer.po"
MO = PO.with_suffix(".mo")
FRAGMENTS = LOCALE / "fr.extra"

KEYWORDS = {"_": None, "mark": None, "ngettext": (1, 2)}
CLICK = "Click's own"
"""Comment that marks an entry as Click's."""
CLICK_FILES = ("core.py", "decorators.py", "exceptions.py", "formatting.py", "parser.py", "termui.py", "types.py")
"""Where Click speaks to the user; the rest of it speaks to programmers."""
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
"""The date in the headers: a real one would change the files whenever they are written."""


def extract() -> Catalog:
    """All texts of the package and of the installed Click, untranslated."""
    template = Catalog(locale="fr")
    for name, _line, texts, comments, _context in extract_from_dir(PACKAGE, [("**.py", "python")], keywords=KEYWORDS):
        template.add(texts, locations=[(f"tuitrainer/{Path(name).as_posix()}", 0)], auto_comments=comments)
    for name, _line, texts, _comments, _context in extract_from_dir(
        Path(click.__file__).parent, [("**.py", "python")], keywords=KEYWORDS
    ):
        if name in CLICK_FILES:
            template.add(texts, auto_comments=[CLICK])
    return template


def read(path: Path) -> Catalog:
    """A .po file; an empty catalogue where there is none. Raises ValueError for one that can't be read."""
    if not path.exists():
        return Catalog(locale="fr")
    try:
        with path.open("rb") as file:
            return read_po(file, locale="fr", abort_invalid=True)
    except PoFileError as error:
        raise ValueError(f"{path}: {error}") from error


def messages(catalogue: Catalog) -> Iterator[Message]:
    """All entries but the header."""
    return (message for message in catalogue if message.id)


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """The singular and plural of an entry's text or translation, or the one text there is."""
    if text is None:
        return ("",)
    return (text,) if isinstance(text, str) else tuple(text)


def is_translated(message: Message) -> bool:
    return all(forms(message.string))


def key(message: Message) -> str:
    return forms(message.id)[0]


def merged(template: Catalog, catalogue: Catalog, fragments: list[Catalog]) -> Catalog:
    """Every text of the template, and Click's of other versions, each with its newest translation."""
    known = {key(message): message for source in (catalogue, *fragments) for message in messages(source)
             if is_translated(message)}  # fmt: skip
    result = Catalog(
        locale="fr", project="tuitrainer", version="any", header_comment="# French texts of tuitrainer.",
        last_translator="The tuitrainer authors", language_team="French", msgid_bugs_address="none",
        creation_date=MOMENT, revision_date=MOMENT, fuzzy=False,
    )  # fmt: skip
    result.mime_headers = [
        ("Plural-Forms", "nplurals=2; plural=(n > 1);")
    ]  # newer Babels write a third form, for millions
    here = {key(message) for message in messages(template)}
    elsewhere = [
        message for message in messages(catalogue) if CLICK in message.auto_comments and key(message) not in here
    ]
    for message in (*messages(template), *elsewhere):
        translation = known.get(key(message))
        fits = translation is not None and len(forms(translation.id)) == len(forms(message.id))
        string = translation.string if translation is not None and fits else None
        result.add(message.id, string, message.locations, auto_comments=message.auto_comments)
    return result


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as a .mo file."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def written(catalogue: Catalog) -> bytes:
    """The catalogue as a .po file."""
    file = BytesIO()
    write_po(file, catalogue, width=120, sort_output=True, include_lineno=False)
    return file.getvalue()


def update(*, keep: bool) -> list[str]:
    """Bring both files up to date; returns what is left to do."""
    paths = sorted(FRAGMENTS.glob("*.po")) if FRAGMENTS.is_dir() else []
    template = extract()
    catalogue = merged(template, read(PO), [read(path) for path in paths])
    wanted = {key(message) for message in messages(catalogue)}
    unused = [
        f"{path.name}: no such text in the sources: {key(message)!r}"
        for path in paths
        for message in messages(read(path))
        if key(message) not in wanted
    ]
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(written(catalogue))
    MO.write_bytes(compiled(read(PO)))
    if not keep and FRAGMENTS.is_dir():
        for path in paths:
            path.unlink()
        if not any(FRAGMENTS.iterdir()):
            FRAGMENTS.rmdir()
    return unused + problems(template, read(PO), MO)


def problems(template: Catalog, catalogue: Catalog, mo: Path) -> list[str]:
    """Everything that is wrong with the catalogue, one sentence each."""
    found = []
    entries = {key(message): message for message in messages(catalogue)}
    wanted = {key(message): message for message in messages(template)}
    found += [
        f"missing: {text!r}" for text in wanted.keys() - entries.keys() if CLICK not in wanted[text].auto_comments
    ]
    found += [
        f"stale: {text!r}" for text, message in entries.items()
        if text not in wanted and CLICK not in message.auto_comments
    ]  # fmt: skip
    for text, message in entries.items():
        if not is_translated(message):
            found.append(f"not translated: {text!r}")
        elif message.fuzzy:
            found.append(f"fuzzy: {text!r}")
        else:
            found += [f"{fault}: {text!r}" for fault in faults(forms(message.id), forms(message.string))]
    found += [f"not an entry, but kept: {message.id!r}" for message in catalogue.obsolete.values()]
    if not mo.exists() or translations(read_mo(BytesIO(mo.read_bytes()))) != translations(catalogue):
        found.append(f"{mo.name} is not what {mo.with_suffix('.po').name} compiles to")
    return sorted(found)


def translations(catalogue: Catalog) -> dict[str, tuple[str, ...]]:
    """By the text itself, or its singular: that is what gettext looks for, whatever the plural."""
    return {key(message): forms(message.string) for message in messages(catalogue) if is_translated(message)}


def faults(texts: tuple[str, ...], translated: tuple[str, ...]) -> list[str]:
    """What is wrong with the translation of one entry (each with its plural, if it has one)."""
    found = []
    for text, source in zip(translated, (texts[0], texts[-1]), strict=False):
        if placeholders(text) != placeholders(source):
            found.append(f"placeholders {sorted(placeholders(text))} instead of {sorted(placeholders(source))}")
        if re.search(r" [:;!?»]|« ", text):
            found.append("a plain space where French has a no-break one")
        if re.search(r"[^\s\u00a0\u202f:;!?][:;!?]+(\s|$)", text) or re.search(r"«[^\u00a0\u202f]", text):
            found.append("no space where French has a no-break one")
    if texts[0].strip() and (texts[0][0].isspace(), texts[0][-1].isspace()) != (
        translated[0][0].isspace(), translated[0][-1].isspace()
    ):  # fmt: skip
        found.append("spaces at the ends differ")
    return found


def placeholders(text: str) -> set[str]:
    """The names that are filled in, in the form {name} (with its conversion and format) or %(name)s."""
    try:
        fields = [
            f"{name}{'!' + conversion if conversion else ''}{':' + layout if layout else ''}"
            for _literal, name, layout, conversion in Formatter().parse(text)
            if name is not None
        ]
    except ValueError:
        return {"unbalanced braces"}
    return {*fields, *re.findall(r"%\(\w+\)[a-z]", text)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("update", "check"))
    parser.add_argument("--keep", action="store_true", help="leave the fragments where they are")
    arguments = parser.parse_args()
    found = update(keep=arguments.keep) if arguments.action == "update" else problems(extract(), read(PO), MO)
    print("\n".join(found) if found else "The catalogue is complete.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
