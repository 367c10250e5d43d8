"""The text of a lab as the screens show it."""

from __future__ import annotations

from tuitrainer.base.texts import _
from tuitrainer.training.labs import Lab


def read_text(lab: Lab) -> str:
    """Markdown in the user's language; one sentence of why where the file can't be read."""
    try:
        return lab.text()
    except (OSError, UnicodeDecodeError) as error:
        return _("The text of this lab can't be read: {reason}").format(reason=error)
