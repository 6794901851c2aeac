"""What can be asked of an object at the other end, by name: Python's own operators and functions.

A special method of a class says that it can be asked; what is asked is the operator, so that Python
itself tries the reflected method and the default at that end.
"""

from __future__ import annotations

import copy
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["COMPARISONS", "OPERATIONS", "SPECIAL", "special_names"]

COMPARISONS = frozenset(("eq", "ne", "lt", "le", "gt", "ge"))
_BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor")
_IN_PLACE = ("iadd", "isub", "imul", "itruediv", "iand", "ior", "ixor")
_UNARY: Mapping[str, Callable[..., Any]] = {
    "neg": operator.neg,
    "pos": operator.pos,
    "abs": abs,
    "invert": operator.invert,
    "bool": operator.truth,
    "len": len,
    "str": str,
    "repr": repr,
    "bytes": bytes,
    "hash": hash,
    "int": int,
    "float": float,
    "complex": complex,
    "index": operator.index,
    "round": round,
    "trunc": math.trunc,
    "floor": math.floor,
    "ceil": math.ceil,
    "iter": iter,
    "reversed": reversed,
    "contains": operator.contains,
    "getitem": operator.getitem,
    "setitem": operator.setitem,
    "delitem": operator.delitem,
    "format": format,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "enter": lambda thing: type(thing).__enter__(thing),
    "exit": lambda thing, *how: type(thing).__exit__(thing, *how),
    "call": lambda thing, *args, **kwargs: thing(*args, **kwargs),
}


def _of_operator(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(operator, f"{name}_" if name in ("and", "or") else name)
    return found


OPERATIONS: Mapping[str, Callable[..., Any]] = {
    **{name: _of_operator(name) for name in (*COMPARISONS, *_BINARY, *_IN_PLACE)},
    **_UNARY,
    "getattr": getattr,
    "setattr": setattr,
    "delattr": delattr,
}
# special method → the operation, and whether the object stands at its right
SPECIAL: Mapping[str, tuple[str, bool]] = {
    **{f"__{name}__": (name, False) for name in (*COMPARISONS, *_BINARY, *_IN_PLACE, *_UNARY)},
    **{f"__r{name}__": (name, True) for name in _BINARY},
}
_OBJECTS_OWN = vars(object)


def special_names(kind: type) -> list[str]:
    """Return the special methods that a class has made, or inherited from one that has.

    Where it has taken away its hash, by comparing in its own way, `-__hash__` is among them.
    """
    found: dict[str, object] = {}
    for base in kind.__mro__[:-1]:
        state = type.__dict__["__dict__"].__get__(base)
        for name in SPECIAL.keys() & state.keys():
            found.setdefault(name, state[name])
    return sorted(name if made is not None else f"-{name}" for name, made in found.items())
