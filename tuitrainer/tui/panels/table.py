"""Every panel of the training screen. A new one is a file beside this one and a line here."""

from __future__ import annotations

from tuitrainer.tui.panels.facts import FactsPanel
from tuitrainer.tui.panels.panel import Panel
from tuitrainer.tui.panels.text import TextPanel

PANELS: tuple[type[Panel], ...] = (FactsPanel, TextPanel)

FIRST_CHOICE = (1, 6, 7, 2, 3, 4, 5, 8, 9)
"""Panel numbers in the order in which they are shown while the user has chosen nothing."""
