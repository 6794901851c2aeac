"""The libraries that values are made of.

What sends a value has them; the receiver imports two of them, by names that stand here, where a
value of theirs comes, and modules of a library that it has loaded. The names stand in the engine:
no name from a message is ever imported.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from terakoya_autograde.errors import ValueRefused

__all__ = ["loaded", "need", "resolve"]

_MAY_COME_LATER = ("numpy", "pandas")


def loaded(name: str) -> Any:
    """Return a module that this process has imported, or None."""
    return sys.modules.get(name)


def need(name: str) -> Any:
    """Return a module that a value is made of.

    Raises:
        ValueRefused: this process has not imported it, and it is not one that may come later.
    """
    module = sys.modules.get(name)
    if module is None and (name in _MAY_COME_LATER or name.partition(".")[0] in sys.modules):
        module = import_module(name)
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
