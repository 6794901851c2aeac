"""What several checks compare with: whatever one does to it, the next finds it as it was.

A check may change the instructor's own objects: it adds a column to a table, or takes from a list
what the learner's has. Where the reference solution makes it do so, later checks count on it. Where
only a learner's value makes it do so, that value would decide what later checks compare with.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import Any

from terakoya_autograde.clean_room.pickling import NotCarriedError, pack, unpack
from terakoya_autograde.clean_room.put_back import replace_content
from terakoya_autograde.clean_room.remembering import may_remember

__all__ = ["SharedValues"]

_NEVER_CHANGE = bool | int | float | complex | str | bytes | type | ModuleType


class SharedValues:
    """The instructor's values that one check reads and a later one too, as they are before it.

    Attributes:
        opaque: the names of those of which nobody can tell whether they change.
    """

    def __init__(self, namespace: dict[str, object], names: Iterable[str]) -> None:
        self._namespace = namespace
        self._before: dict[str, tuple[Any, bytes]] = {}
        self.opaque: tuple[str, ...] = ()
        for name in names:
            value = namespace.get(name)
            if callable(value):
                if may_remember(value):
                    self.opaque += (name,)
                continue
            if value is None or isinstance(value, _NEVER_CHANGE):
                continue
            try:
                self._before[name] = value, pack({name: value}, {})
            except NotCarriedError:
                self.opaque += (name,)

    def put_back(self, allowed: Iterable[str] | None) -> tuple[str, ...]:
        """Make them what they were, but those that may be changed; return those that were changed.

        Args:
            allowed: the names of those that the reference solution makes the check change; None
                for all.
        """
        changed = []
        for name, (value, body) in self._before.items():
            if self._namespace.get(name) is value and not _differs(name, value, body):
                continue
            changed.append(name)
            if allowed is not None and name not in allowed:
                (made,) = unpack(body, {}).values()
                self._namespace[name] = value if replace_content(value, made) else made
        return tuple(changed)


def _differs(name: str, value: object, body: bytes) -> bool:
    try:
        return pack({name: value}, {}) != body
    except NotCarriedError:  # something of the learner's is in it
        return True
