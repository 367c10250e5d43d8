"""Every panel of the training screen. A new one is a file beside this one and a line here."""

from __future__ import annotations

from tuitrainer.tui.panels.accuracy import AccuracyPanel
from tuitrainer.tui.panels.facts import FactsPanel
from tuitrainer.tui.panels.gradient_norms import GradientNormsPanel
from tuitrainer.tui.panels.gradients import GradientsPanel
from tuitrainer.tui.panels.loss import LossPanel
from tuitrainer.tui.panels.map import MapPanel
from tuitrainer.tui.panels.model import ModelPanel
from tuitrainer.tui.panels.panel import Panel
from tuitrainer.tui.panels.pictures import PicturesPanel
from tuitrainer.tui.panels.surface import SurfacePanel
from tuitrainer.tui.panels.text import TextPanel
from tuitrainer.tui.panels.text_table import TextTablePanel
from tuitrainer.tui.panels.weights import WeightsPanel

PANELS: tuple[type[Panel], ...] = (
    LossPanel,
    AccuracyPanel,
    GradientNormsPanel,
    GradientsPanel,
    WeightsPanel,
    ModelPanel,
    SurfacePanel,
    MapPanel,
    PicturesPanel,
    TextTablePanel,
    FactsPanel,
    TextPanel,
)
"""In the order of their numbers. Several of one number stand for what a lab alone has: a lab fills one of them."""

FIRST_CHOICE = (1, 7, 6, 2, 3, 4, 5, 8, 9)
"""Panel numbers in the order in which they are shown while the user has chosen nothing."""
