"""What Python would import from a file: the name of its module, and whether a library has it.

Of a folder and a file of one name Python takes the folder with an ``__init__``, of two files an
extension before source (importlib.machinery.FileFinder): the name of the file tells little.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.machinery import PathFinder, all_suffixes
from pathlib import Path

__all__ = ["is_library", "module_of"]

_SUFFIXES = tuple(sorted(all_suffixes(), key=len, reverse=True))
_AT_START = frozenset({"sitecustomize", "usercustomize"})
"""What Python imports by itself, where it finds it."""


def module_of(name: str) -> str:
    """Return the module that a file holds, its folders before it, by ``/``; empty if it is none."""
    folder, _slash, file = name.rpartition("/")
    suffix = next((end for end in _SUFFIXES if file.endswith(end) and file != end), "")
    if not suffix:
        return ""
    stem = file.removesuffix(suffix)
    if stem == "__init__":
        return folder
    return f"{folder}/{stem}" if folder else stem


def is_library(module: str) -> bool:
    """Tell whether a library of this environment has a module's name; deeper ones are nobody's."""
    return "/" not in module and _is_known(module)


@cache
def _is_known(module: str) -> bool:
    if module in sys.stdlib_module_names or module in _AT_START:
        return True
    if not module.isidentifier():
        return False
    here = Path.cwd()
    places = [entry for entry in sys.path if entry and Path(entry) != here]
    found = PathFinder.find_spec(module, places)
    return found is not None and found.loader is not None
