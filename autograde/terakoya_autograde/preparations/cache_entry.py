"""What preparing an assignment has found out, in a form that can be kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from terakoya_autograde.notebooks.master import Master
from terakoya_autograde.protection import Tried
from terakoya_autograde.wire import Groundwork

__all__ = ["CacheEntry", "CacheMiss", "look_at"]

Stamp = tuple[int, int]
"""A file's size in bytes, and when it was last written, in nanoseconds."""
_ENGINE = Path(__file__).parents[1]


class CacheMiss(StrEnum):
    """Why an assignment was prepared anew, though that may be kept."""

    NOTHING = "nothing is kept of this version, on this machine as it is now"
    DAMAGED = "what is kept is damaged"
    FOREIGN = "what is kept is not this account's alone"
    MODULES = "a library was changed in its place"
    CLOCK = "its code asks for the time"
    SETTINGS = "nbgrader_config.py holds code"
    PLACE = "nothing can be kept there"


class CacheEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a preparation has found out.

    Attributes:
        basis: the digest of what it depends on (`find_basis`).
        released: name → the learner's version of the notebook, plain JSON data.
        groundwork: notebook → its checks in order, each with what was done ahead for it.
        cold: step of a warm parent → what it does that no fork may find done.
        modules: file of a module that had a part in it → how it was then.
    """

    basis: str
    master: Master
    released: dict[str, Any]
    tried: Tried
    groundwork: dict[str, tuple[Groundwork, ...]] = {}
    cold: dict[str, str] = {}
    modules: dict[str, Stamp] = {}


def look_at(files: Iterable[str]) -> Mapping[str, Stamp] | None:
    """Return how files are now; None where one is gone. The engine's own are known by content."""
    found = {}
    for name in files:
        if Path(name).is_relative_to(_ENGINE):
            continue
        try:
            known = Path(name).stat()
        except OSError:
            return None
        found[name] = known.st_size, known.st_mtime_ns
    return found
