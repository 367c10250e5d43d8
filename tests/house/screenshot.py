"""Makes the README's picture anew: a network learning in the live TUI.

    python tests/house/screenshot.py [LAB] [FILE]

Trains for real, in a process of its own, and photographs the screen after some epochs.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import tempfile
from pathlib import Path

from tuitrainer.base.texts import choose_language

ROOT = Path(__file__).resolve().parents[2]
SIZE = (120, 36)
PATIENCE = 120.0
"""Seconds that compiling and training may take together."""


async def picture(lab: str, epochs: int) -> str:
    """The training screen as SVG, paused once `epochs` epochs of its first run are over. Raises TimeoutError."""
    from tuitrainer.tui.app import TrainerApp
    from tuitrainer.tui.screens.training import TrainingScreen

    app = TrainerApp(lab)
    async with asyncio.timeout(PATIENCE), app.run_test(size=SIZE) as pilot:

        def epoch() -> int:
            remote = app.screen.remote if isinstance(app.screen, TrainingScreen) else None
            run = remote.run if remote is not None else None
            return run.epoch if run is not None else -1

        while epoch() < 0:
            await pilot.pause(0.1)
        await pilot.press("space")
        while epoch() < epochs:
            await pilot.pause(0.05)
        await pilot.press("space")
        await pilot.pause(0.5)
        return without_remote_fonts(app.export_screenshot(title="tuitrainer"))


def without_remote_fonts(svg: str) -> str:
    """Rich would have the reader's browser fetch its font from elsewhere; any monospace font does."""
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lab", nargs="?", default="playground")
    parser.add_argument("file", nargs="?", type=Path, default=ROOT / "docs" / "training.svg")
    parser.add_argument("--epochs", type=int, default=60)
    arguments = parser.parse_args()
    choose_language("en")
    with tempfile.TemporaryDirectory() as home:
        os.environ["TUITRAINER_HOME"] = home
        svg = asyncio.run(picture(arguments.lab, arguments.epochs))
    arguments.file.parent.mkdir(parents=True, exist_ok=True)
    arguments.file.write_text(svg, encoding="utf-8")
    print(arguments.file)


if __name__ == "__main__":
    main()
