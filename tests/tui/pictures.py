"""Pictures of frozen screens as SVG text that is the same on every machine. Run by itself it prints one in French:

python pictures.py fr
"""

from __future__ import annotations

import asyncio
import re
import sys
from typing import Any

from textual.pilot import Pilot

from tuitrainer.base.texts import choose_language

SIZE = (80, 24)


async def training_picture() -> str:
    """The training screen in a small terminal, paused in the middle of a run."""
    from fake_link import FakeLink, app_on, run, snapshot, until

    app = app_on(FakeLink(snapshot(run(points=480))))
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: len(app.screen.query(".-chosen")) == 1)
        return await at_rest(pilot)


async def at_rest(pilot: Pilot[Any]) -> str:
    """The picture once it no longer changes: on a busy machine the last of it comes late."""
    before, now = "", without_names(pilot.app.export_screenshot(simplify=True))
    for _attempt in range(20):
        if now == before:
            break
        await pilot.pause(0.3)
        before, now = now, without_names(pilot.app.export_screenshot(simplify=True))
    return now


def without_names(svg: str) -> str:
    """Without the number in all class names, different every time, and the fonts, which come from elsewhere."""
    return re.sub(r"terminal-\d+", "terminal", re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL))


if __name__ == "__main__":
    choose_language(sys.argv[1])
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(asyncio.run(training_picture()))
