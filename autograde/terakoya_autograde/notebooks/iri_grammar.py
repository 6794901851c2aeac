"""The grammar of international resource identifiers, built when somebody first asks for it.

Importing nbformat imports jsonschema, which imports `rfc3987_syntax` where it is installed, which
builds a parser at once: about two thirds of a second of the start of everything that reads a
notebook, for a check that notebooks never need.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

__all__ = ["postpone_grammar"]

_NAME = "rfc3987_syntax"


def postpone_grammar() -> None:
    """Put a stand-in where jsonschema looks; it loads the real module at its first use.

    Nothing happens where jsonschema is loaded already, or where there is nothing to postpone.
    """
    if _NAME in sys.modules or "jsonschema" in sys.modules or find_spec(_NAME) is None:
        return
    stand_in = ModuleType(_NAME)
    stand_in.__dict__["is_valid_syntax"] = _is_valid_syntax
    sys.modules[_NAME] = stand_in


def _is_valid_syntax(term: str, value: str) -> bool:
    if not hasattr(sys.modules.get(_NAME), "__file__"):
        sys.modules.pop(_NAME, None)
    return bool(import_module(_NAME).is_valid_syntax(term, value))
