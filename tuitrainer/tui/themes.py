"""The program's own two themes, beside those of Textual."""

from __future__ import annotations

from textual.theme import Theme

from tuitrainer.tui.settings import DARK_THEME

LIGHT_THEME = "tuitrainer-light"

MUTED = "#858c96"
"""$muted in themes that do not define it: readable on black and on white."""

THEMES = (
    Theme(
        name=DARK_THEME,
        primary="#56b4e9",
        secondary="#7f8ea3",
        accent="#e69f00",
        success="#2fbf8f",
        warning="#f0c244",
        error="#ff6b6b",
        foreground="#d6dee8",
        background="#0e141b",
        surface="#151d26",
        panel="#1e2934",
        dark=True,
        variables={
            "muted": "#8494a6",
            "border": "#56b4e9",
            "border-blurred": "#2f3d4b",
            "footer-background": "#151d26",
            "block-cursor-background": "#56b4e9",
            "block-cursor-foreground": "#0e141b",
            "block-cursor-text-style": "none",
        },
    ),
    Theme(
        name=LIGHT_THEME,
        primary="#0072b2",
        secondary="#5b6877",
        accent="#b35900",
        success="#00795a",
        warning="#8a6100",
        error="#c0272d",
        foreground="#1b2530",
        background="#fbfbf8",
        surface="#f1f2ef",
        panel="#e4e7e6",
        dark=False,
        variables={
            "muted": "#5b6877",
            "border": "#0072b2",
            "border-blurred": "#c3c9ce",
            "footer-background": "#f1f2ef",
            "block-cursor-background": "#0072b2",
            "block-cursor-foreground": "#ffffff",
            "block-cursor-text-style": "none",
        },
    ),
)
