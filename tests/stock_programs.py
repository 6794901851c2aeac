"""The environment of programs that are not ours: nbgrader's commands, a Jupyter Server."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

__all__ = ["stock_environment"]

_LIGHT = Path(__file__).resolve().parent / "light_stock"


def stock_environment(base: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment (ours, if none is given) in which stock programs find what they need.

    They find the programs of this Python, and a user's name; and they start in half the time.
    """
    told = dict(os.environ if base is None else base)
    programs = f"{Path(sys.executable).parent}{os.pathsep}{told.get('PATH', '')}"
    modules = os.pathsep.join(filter(None, (str(_LIGHT), told.get("PYTHONPATH"))))
    return told | {"PATH": programs, "PYTHONPATH": modules, "USER": "instructor"}
