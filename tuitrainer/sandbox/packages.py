"""Where the packages lie that a submission may import."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable


def find_packages(names: Iterable[str]) -> dict[str, str]:
    """Name -> folder of each package that is installed, found without importing it; names without one are left out."""
    found = {}
    for name in names:
        try:
            spec = importlib.util.find_spec(name)
        except (ImportError, ValueError):
            continue
        if spec is not None and spec.submodule_search_locations:
            found[name] = next(iter(spec.submodule_search_locations))
    return found
