"""The libraries that are there already; none is ever imported for a value's sake."""

from __future__ import annotations

import sys
from typing import Any

from terakoya_autograde.errors import ValueRefused

__all__ = ["loaded", "need", "resolve"]


def loaded(name: str) -> Any:
    """Return a module that this process has imported, or None."""
    return sys.modules.get(name)


def need(name: str) -> Any:
    """Return a module that a value is made of.

    Raises:
        ValueRefused: this process has not imported it.
    """
    module = sys.modules.get(name)
    if module is None:
        raise ValueRefused(f"a value of {name} came, and {name} is not loaded here")
    return module


def resolve(path: str) -> type | None:
    """Return the class that `module:name` means, or None where the module is not loaded."""
    module_name, _, name = path.partition(":")
    found: Any = sys.modules.get(module_name)
    for part in name.split("."):
        found = getattr(found, part, None)
    return found if isinstance(found, type) else None
