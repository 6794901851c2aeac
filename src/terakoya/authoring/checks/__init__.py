"""One check a file; each holds ``check(subject)``, which yields (where, what, remedy)."""

from __future__ import annotations

import pkgutil

__all__ = ["check_names"]


def check_names() -> tuple[str, ...]:
    """Return the name of every check; none of them is imported for it."""
    return tuple(sorted(entry.name for entry in pkgutil.iter_modules(__path__)))
