"""Canaries before an unprotected check: do errors and shown values still arrive as they are?

Each holds a number that nobody can know before; what comes back must hold it too.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from terakoya_autograde.wire import Done

__all__ = ["Canary", "make_canaries"]


@dataclass
class Canary:
    """One cell, and what has to come of it."""

    code: str
    error: str = ""
    shows: str = ""
    shown: list[str] = field(default_factory=list)

    @property
    def hear(self) -> Callable[[dict[str, Any]], None]:
        """Takes the messages of its cell."""

        def keep(message: dict[str, Any]) -> None:
            if message["msg_type"] == "execute_result":
                self.shown.append(str(message["content"]["data"].get("text/plain", "")))

        return keep

    def lives(self, done: Done | None) -> bool:
        """Tell whether what had to come has come, and nothing else."""
        if done is None:
            return False
        if self.error:
            failed = done.status == "error" and done.ename == "AssertionError"
            return failed and done.evalue == self.error and not self.shown
        return done.status == "ok" and self.shown == [self.shows]


def make_canaries() -> tuple[Canary, ...]:
    """Return fresh canaries: assertions that must fail, a number that must be shown."""
    words = [secrets.token_hex(8) for _ in range(3)]
    number = secrets.randbelow(10**9) + 1
    return (
        Canary(f"assert 1 == 2, {words[0]!r}", error=words[0]),
        Canary(f"assert not all([True, len([1, 2]) == 2]), {words[1]!r}", error=words[1]),
        Canary(f"assert abs(float(-{number})) != {number}, {words[2]!r}", error=words[2]),
        Canary(f"{number} / 2", shows=repr(number / 2)),
    )
