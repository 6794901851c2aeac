"""Which of the instructor's functions and classes may keep something from call to call."""

from __future__ import annotations

import dis
from types import BuiltinFunctionType, CodeType, FunctionType
from typing import Any

__all__ = ["may_remember"]

_KEPT = (list, dict, set, bytearray)
_STORES = frozenset({"STORE_GLOBAL", "DELETE_GLOBAL", "STORE_DEREF", "STORE_ATTR", "DELETE_ATTR"})


def may_remember(thing: Any) -> bool:
    """Tell whether calling something may change what it does when it is called again.

    What a library gives is taken at its word. Of what was made in a notebook, a class may, as far
    as its methods store anything, and so may a function that has an enclosing one, attributes, a
    default that can be changed, or that stores anything but its own variables.
    """
    if isinstance(thing, BuiltinFunctionType):
        return False
    kind = thing if isinstance(thing, type) else type(thing)
    if isinstance(thing, FunctionType):
        return thing.__module__ == "__main__" and _function_may(thing)
    return kind.__module__ == "__main__"


def _function_may(function: FunctionType) -> bool:
    defaults = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
    keeps = any(isinstance(value, _KEPT) for value in defaults)
    return bool(keeps or function.__closure__ or vars(function)) or _stores(function.__code__)


def _stores(code: CodeType) -> bool:
    if any(step.opname in _STORES for step in dis.get_instructions(code)):
        return True
    return any(_stores(part) for part in code.co_consts if isinstance(part, CodeType))
