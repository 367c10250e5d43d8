"""``python -m tuitrainer`` is the command ``tuitrainer``."""

from __future__ import annotations

import sys

from tuitrainer.cli.main import main

if __name__ == "__main__":  # a training process of its own imports this file again under another name
    sys.exit(main())
