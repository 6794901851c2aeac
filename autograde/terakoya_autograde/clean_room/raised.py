"""Exceptions from one process to the other: by name and text, never as the object."""

from __future__ import annotations

import builtins
import dataclasses
from collections.abc import Callable

from terakoya_autograde.clean_room.bridge import Raised

__all__ = ["describe_error", "rebuild"]

MOST_CLASSES = 20  # of an exception, with those that it extends
_ENDINGS = (StopIteration, StopAsyncIteration)
_KNOWN: dict[str, type[Exception]] = {"FrozenInstanceError": dataclasses.FrozenInstanceError}
Find = Callable[[str], type[Exception] | None]


def describe_error(error: BaseException, *, iterating: bool = False) -> Raised:
    """Return what the other end is told of an exception."""
    if iterating and isinstance(error, StopIteration):
        return Raised((), "", ended=True)
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 - a learner's own exception
        text = ""
    names = [_plain(kind.__name__)[:100] for kind in type(error).__mro__[:MOST_CLASSES]]
    return Raised(tuple(names), _plain(text)[:2000])


def _plain(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def rebuild(raised: Raised, find: Find) -> Exception:
    """Return an exception of the same name, of the first class of this end that the names tell.

    A stranger's exceptions end no loop and no process.

    Args:
        find: what stands here for an exception class that the other end has made.
    """
    known = (find(name) or _built_in(name) for name in raised.names)
    kind: type[Exception] = next((found for found in known if found), Exception)
    name = next((name for name in raised.names if name.isidentifier()), "Exception")
    if name != kind.__name__:
        kind = type(name, (kind,), {"__module__": "__main__"})
    for possible in kind.__mro__:
        try:
            return possible(raised.text)  # type: ignore[no-any-return]
        except TypeError:  # UnicodeDecodeError and its like want five arguments
            continue
    return Exception(raised.text)


def _built_in(name: str) -> type[Exception] | None:
    known = _KNOWN.get(name) or getattr(builtins, name, None)
    if isinstance(known, type) and issubclass(known, Exception) and not issubclass(known, _ENDINGS):
        return known
    return None
