"""Names that a package shows but imports when they are first used.

Who needs one part of a package does not wait for the libraries of all its parts: a warm parent
loads the sandbox without nbgrader, a command line answers ``--help`` without any notebook.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

__all__ = ["import_when_used"]


def import_when_used(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return a package's ``__getattr__`` (PEP 562).

    Args:
        package: the package's own ``__name__``.
        homes: the modules, dotted below the package → the names that each gives, with spaces
            between. No name may be a module's: once that is imported, it would hide the name.
    """
    home_of = {name: module for module, names in homes.items() for name in names.split()}

    def load(name: str) -> Any:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{home_of[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return load
