"""Values of the instructor's, as bytes from the process that made them to the one that needs them.

They are pickled: no learner's code has ever run in the process that wrote them. What stands for
something that every checker has anyway (an instructor's object, a module) goes by its name.
"""

from __future__ import annotations

import importlib
import io
import pickle
import sys
import warnings
from collections.abc import Mapping
from types import ModuleType
from typing import Any

__all__ = ["NotCarriedError", "pack", "unpack"]

_PLAIN = frozenset({bool, bytes, complex, float, int, str, tuple, type(None)})
_NOT_TAKEN = ("matplotlib.",)  # a figure is also known to pyplot


class NotCarriedError(Exception):
    """A value has to be made where it is needed."""


def pack(values: Mapping[str, object], known: Mapping[str, object]) -> bytes:
    """Return values as bytes.

    Args:
        known: name → object, of those that every checker has under this name.

    Raises:
        NotCarriedError: one of them has no form of its own.
    """
    buffer = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _Packer(buffer, known).dump(dict(values))
    except NotCarriedError:
        raise
    except Exception as error:  # a class of a library's may raise anything
        raise NotCarriedError(str(error)) from error
    return buffer.getvalue()


def unpack(body: bytes, known: Mapping[str, object]) -> dict[str, object]:
    """Return the values, made anew."""
    values: dict[str, Any] = _Unpacker(io.BytesIO(body), known).load()
    return values


class _Packer(pickle.Pickler):
    def __init__(self, buffer: io.BytesIO, known: Mapping[str, object]) -> None:
        super().__init__(buffer, protocol=5)
        self._known = {id(value): name for name, value in known.items() if not _is_plain(value)}

    def persistent_id(self, thing: object) -> tuple[str, str] | None:
        """Return the name of what is there anyway."""
        if type(thing) in _PLAIN:  # asked of every number of every row
            return None
        if isinstance(thing, ModuleType):
            if sys.modules.get(thing.__name__) is not thing:
                raise NotCarriedError("a module of its own")
            return "module", thing.__name__
        if (name := self._known.get(id(thing))) is not None:
            return "name", name
        if getattr(thing, "__module__", None) == "__main__":  # also a function with a cache
            raise NotCarriedError("what the check defines is made in its place")
        if type(thing).__module__.startswith(_NOT_TAKEN):
            raise NotCarriedError("a figure is drawn in its place")
        return None


class _Unpacker(pickle.Unpickler):
    def __init__(self, buffer: io.BytesIO, known: Mapping[str, object]) -> None:
        super().__init__(buffer)
        self._known = known

    def persistent_load(self, place: tuple[str, str]) -> Any:
        """Return what is there anyway."""
        kind, name = place
        return importlib.import_module(name) if kind == "module" else self._known[name]


def _is_plain(value: object) -> bool:
    """Tell whether nobody minds which of two equal ones it is."""
    return isinstance(value, tuple(_PLAIN))
