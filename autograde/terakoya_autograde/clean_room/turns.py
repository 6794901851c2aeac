"""What a learner's process may have the check's own things do, while the check waits for it.

A check gives a learner's function a function to call, or an object that plays a client. That is
asked across, by a process that may be a stranger's: it calls what it was given, reads attributes
without a line before them from objects of the check's own classes, and uses their operators. It
sets nothing, and it is given neither modules nor what functions and classes are made of.
"""

from __future__ import annotations

from typing import Any
from unittest.mock import NonCallableMagicMock

from terakoya_autograde.values.operations import COMPARISONS, OPERATIONS
from terakoya_autograde.values.own_objects import is_of_notebook

__all__ = ["take_turn"]

_OPERATORS = frozenset(
    (*COMPARISONS, *("add", "sub", "mul", "truediv", "neg", "abs", "bool", "len", "str", "repr"))
) | {"hash", "int", "float", "iter", "reversed", "contains", "getitem", "enter", "exit"}
_OF_MOCKS = frozenset(dir(NonCallableMagicMock())) | {"call_args_list", "side_effect"}


def take_turn(operation: str, thing: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Return what becomes of it; `thing` is one that the check has lent.

    Raises:
        TypeError: a learner's process may not have that done.
        Exception: whatever the check's own code raises.
    """
    if operation == "call" and callable(thing):
        return thing(*args, **kwargs)
    if operation == "next" and hasattr(type(thing), "__next__"):
        return next(thing)
    own = is_of_notebook(thing if isinstance(thing, type) else type(thing))
    if operation == "getattr" and own and not kwargs:
        (name,) = args
        if type(name) is str and _may_be_read(thing, name):
            return getattr(thing, name)
        raise AttributeError(f"the check's {type(thing).__name__} gives no {str(name)[:100]!r}")
    if operation in _OPERATORS and own and not isinstance(thing, type):
        return OPERATIONS[operation](thing, *args, **kwargs)
    raise TypeError(f"the check's {type(thing).__name__} cannot be used like that")


def _may_be_read(thing: object, name: str) -> bool:
    """Tell whether an attribute is for the learner: not what a mock is told by its test."""
    if name.startswith("_"):
        return False
    return not (type(thing).__module__ == "unittest.mock" and name in _OF_MOCKS)
