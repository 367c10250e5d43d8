"""A tiny course in a folder, quick to grade and made to be broken by tests."""

from __future__ import annotations

from pathlib import Path

from tuitrainer.base.course import Course

EXERCISE01 = """
schema = 1
order = 1
minutes = 5
languages = ["en", "fr"]
imports = ["numpy"]
title = { en = "Doubles", fr = "Doubles" }

[limits]
wall_s = 20

[[hints]]
en = "Twice."
fr = "Deux fois."
[[hints]]
en = "Add it to itself."
fr = "Ajoutez-le à lui-même."

[[checks]]
name = "double"
function = "double"
points = 2
title = { en = "Twice as much", fr = "Deux fois plus" }

[[checks]]
name = "total"
function = "total"
points = 3
after = ["double"]
title = { en = "Sum of the doubles", fr = "Somme des doubles" }

[[checks]]
name = "triple"
function = "triple"
points = 1
optional = true
title = { en = "Three times as much", fr = "Trois fois plus" }

[[mistakes]]
id = "double-squares"
check = "double"
title = { en = "squared", fr = "au carré" }
message = { en = "You square it.", fr = "Vous l'élevez au carré." }

[[mistakes]]
id = "total-of-halves"
check = "total"
title = { en = "not doubled", fr = "pas doublé" }
message = { en = "You sum what was not doubled.", fr = "Vous sommez ce qui n'est pas doublé." }
"""

EXERCISE02 = """
schema = 1
order = 2
requires = ["exercise01"]
languages = ["en", "fr"]
title = { en = "Shuffles", fr = "Mélanges" }

[[hints]]
en = "rng.permutation"
fr = "rng.permutation"

[[checks]]
name = "shuffle"
function = "shuffle"
points = 4
rule = "judge"
title = { en = "In another order", fr = "Dans un autre ordre" }

[[mistakes]]
id = "shuffle-sorts"
check = "shuffle"
title = { en = "sorted", fr = "trié" }
message = { en = "You sort it.", fr = "Vous le triez." }
"""

SOLUTION01 = """import numpy as np


def double(x):
    return 2 * x


def total(x):
    return float(double(x).sum())


def triple(x):
    return 3 * x
"""

WITHOUT_TRIPLE = SOLUTION01[: SOLUTION01.index("def triple")].rstrip() + "\n"
"""A right answer that leaves the optional part out."""

STARTER01 = '''"""exercise01: doubles."""


def double(x):
    raise NotImplementedError


def total(x):
    raise NotImplementedError


def triple(x):
    raise NotImplementedError
'''

FILES = {
    "exercises/exercise01/exercise.toml": EXERCISE01,
    "exercises/exercise01/statement.md": "# Doubles\n\nMake `double`.\n",
    "exercises/exercise01/statement.fr.md": "# Doubles\n\nÉcrivez `double`.\n",
    "exercises/exercise01/starter.py": STARTER01,
    "exercises/exercise01/probes.py": """
def double(module, rng):
    return {"row": module.double(rng.normal(size=5)), "block": module.double(rng.normal(size=(3, 4)))}


def total(module, rng):
    return {"row": module.total(rng.normal(size=5))}


def triple(module, rng):
    return {"row": module.triple(rng.normal(size=5))}
""",
    "exercises/exercise01/mistakes.py": """
def double_squares(x):
    return x * x


def total_of_halves(x):
    return float(x.sum())
""",
    "solutions/exercise01.py": SOLUTION01,
    "exercises/exercise02/exercise.toml": EXERCISE02,
    "exercises/exercise02/statement.md": "# Shuffles\n",
    "exercises/exercise02/statement.fr.md": "# Mélanges\n",
    "exercises/exercise02/starter.py": "def shuffle(x, rng):\n    raise NotImplementedError\n",
    "exercises/exercise02/probes.py": """
def shuffle(module, rng):
    return {"numbers": module.shuffle(rng.normal(size=40), rng)}
""",
    "exercises/exercise02/judges.py": """
def judge_shuffle(got, expected, inputs):
    numbers = got["numbers"]
    if sorted(numbers) != sorted(inputs[0].arguments["x"]):
        return "These are other numbers."
    return "shuffle-sorts" if list(numbers) == sorted(numbers) else None
""",
    "exercises/exercise02/mistakes.py": "def shuffle_sorts(x, rng):\n    return sorted_copy(x)\n\n\n"
    "def sorted_copy(x):\n    x = x.copy()\n    x.sort()\n    return x\n".replace("sorted_copy", "_sorted"),
    "solutions/exercise02.py": "def shuffle(x, rng):\n    return rng.permutation(x)\n",
}


def make_course(folder: Path) -> Course:
    """The course, in `folder`, which has to exist."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Course(folder.resolve() / "exercises", folder.resolve() / "solutions")


def edit(path: Path, old: str, new: str) -> None:
    """Change the one place of a file that reads `old`."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path, old)
    path.write_text(text.replace(old, new), encoding="utf-8")
