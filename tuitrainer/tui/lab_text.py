"""The text of a lab as the screens show it."""

from __future__ import annotations

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import _
from tuitrainer.training.labs import Lab


def read_text(lab: Lab) -> str:
    """Markdown in the user's language; one sentence of why where the file can't be read.

    Where the lab's data has to be fetched first, that stands below the title.
    """
    try:
        text = lab.text()
    except (OSError, UnicodeDecodeError) as error:
        return _("The text of this lab can't be read: {reason}").format(reason=error)
    missing = _missing_data(lab)
    if not missing:
        return text
    title, blank, rest = text.partition("\n\n")
    note = _("The data of this lab is not there yet. In a shell: `tuitrainer data fetch {name}`")
    return f"{title}\n\n> **{note.format(name=missing)}**{blank}{rest}"


def _missing_data(lab: Lab) -> str:
    """The data set that has to be fetched before this lab can be trained, or nothing."""
    import tomllib  # noqa: PLC0415  not before the first paint

    try:
        name = tomllib.loads(lab.recipe_path.read_text(encoding="utf-8"))["data"]["name"]
        from tuitrainer.data.inventory import missing_download  # noqa: PLC0415  brings NumPy

        return missing_download(name)
    except (OSError, KeyError, TypeError, ValueError, UserError):
        return ""  # what is wrong with a recipe is said when it is opened
