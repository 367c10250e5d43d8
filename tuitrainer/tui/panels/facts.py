"""The latest numbers in words: scores, what the task says of itself, a row for each run and each layer."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tuitrainer.base.texts import mark
from tuitrainer.training.snapshot import Snapshot
from tuitrainer.tui.display import fact_rows, layer_rows, run_rows
from tuitrainer.tui.panels.panel import Panel, View


class FactsPanel(Panel):
    NUMBER = 8
    NAME = "numbers"
    TITLE = mark("Numbers")
    HELP = mark(
        "The latest values. Update is the size of the last change over the size of the weights: about 1e-3 is healthy. "
        "Inactive units give 0 on every watched example."
    )
    INTERVAL = 0.2

    @classmethod
    def has_content(cls, snapshot: Snapshot) -> bool:
        return bool(snapshot.runs)

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static(markup=False)

    def show(self, view: View) -> None:
        blocks = []
        if len(view.snapshot.runs) > 1:
            blocks.append(_table(run_rows(view.snapshot.runs, view.run)))
        facts = fact_rows(view.run)
        width = max((len(label) for label, _value in facts), default=0)
        blocks.append(
            [Content.assemble((label.ljust(width), "$muted"), "  ", (value, "bold")) for label, value in facts]
        )
        if view.run.layers:
            blocks.append(_table(layer_rows(view.run.layers)))
        lines = [line for block in blocks for line in (*block, Content(""))]
        self.query_one(Static).update(Content("\n").join(lines))


def _table(rows: Sequence[Sequence[str]]) -> list[Content]:
    """Rows in aligned columns, the first one a heading; words to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rights = [all(cell[:1] in "–0123456789N∞-" for cell in column[1:]) for column in zip(*rows, strict=True)]
    lines = []
    for index, row in enumerate(rows):
        cells = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, rights, strict=True)
        ]
        lines.append(Content.styled("  ".join(cells), "$muted" if index == 0 else ""))
    return lines
