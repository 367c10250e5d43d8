"""Where the packages lie that a submission may import."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Mapping
from types import MappingProxyType

_COMES_ALONG: Mapping[str, tuple[str, ...]] = MappingProxyType({"numba": ("llvmlite",)})
"""What a package imports itself, beside the standard library and NumPy."""


def find_packages(names: Iterable[str]) -> dict[str, str]:
    """Name -> folder of each package that is installed, and of what comes along with it, found without importing them.

    Names without a folder are left out.
    """
    found = {}
    wanted = (each for name in names for each in (name, *_COMES_ALONG.get(name, ())))
    for name in dict.fromkeys(wanted):
        try:
            spec = importlib.util.find_spec(name)
        except (ImportError, ValueError):
            continue
        if spec is not None and spec.submodule_search_locations:
            found[name] = next(iter(spec.submodule_search_locations))
    return found
