"""What the user chose and finds again next time: settings.toml in the settings directory."""

from __future__ import annotations

import os
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.places import settings_directory
from tuitrainer.base.texts import _

DARK_THEME = "tuitrainer-dark"


@dataclass(frozen=True, slots=True)
class Settings:
    theme: str = DARK_THEME
    reduced_motion: bool = False
    """Two frames a second and nothing animated."""


def settings_path() -> Path:
    return settings_directory() / "settings.toml"


def load_settings() -> Settings:
    """The settings as they were saved; the defaults where there are none.

    Raises UserError for a file that can't be read or understood: the caller says so and goes on with the defaults.
    """
    path = settings_path()
    try:
        with path.open("rb") as file:
            found = tomllib.load(file)
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError(Problem(_("these settings can't be read: {reason}").format(reason=reason), str(path))) from None
    theme, reduced_motion = found.get("theme", DARK_THEME), found.get("reduced_motion", False)
    if not isinstance(theme, str):
        raise UserError(Problem(_("'theme' must be a name in quotes"), str(path)))
    if not isinstance(reduced_motion, bool):
        raise UserError(Problem(_("'reduced_motion' must be true or false"), str(path), ("true", "false")))
    return Settings(theme, reduced_motion)


def save_settings(settings: Settings) -> None:
    """Write the settings, whole or not at all. Raises UserError where the folder can't be written."""
    import tomli_w  # noqa: PLC0415  only needed once the user changes something

    path = settings_path()
    partial = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(tomli_w.dumps(asdict(settings)), encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        message = _("the settings can't be saved: {reason}").format(reason=error.strerror or error)
        raise UserError(Problem(message, str(path))) from None
