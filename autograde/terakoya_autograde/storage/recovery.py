"""Names of what is in the making beside the thing that it will replace, and what a kill leaves.

``.<name>.<8 letters>.new`` is in the making, or what was replaced and is about to go;
``.<name>.<8 letters>.old`` was moved away on a file system without exchange and has to come back
where nothing has taken its place.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

from terakoya_autograde.storage.maker_locks import hold

__all__ = ["NEW", "OLD", "is_in_the_making", "prefix_of", "recover", "remove"]

NEW, OLD = ".new", ".old"
_FORM = re.compile(r"(?P<prefix>\..+\.)[a-z0-9_]{8}(?P<kind>\.new|\.old)")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LONG = 200  # bytes of a name; 255 is the most that a file system takes


def prefix_of(name: str) -> str:
    """Return how the names of what is in the making for `name` begin."""
    raw = os.fsencode(name)
    if len(raw) > _LONG:
        name = hashlib.sha256(raw).hexdigest()
    return f".{name}."


def is_in_the_making(name: str) -> bool:
    """Tell whether this is no name of a thing, but of one that is made, or was left by a kill."""
    return _FORM.fullmatch(name) is not None


def recover(folder: Path, name: str | None = None) -> None:
    """Put right what killed processes have left in a folder; what a living one makes is left alone.

    Args:
        folder: may be missing.
        name: only what was in the making for this name; None for any.
    """
    try:
        entries = sorted(path.name for path in folder.iterdir())
    except OSError:
        return  # nothing is there, or nothing that we may see
    wanted = None if name is None else prefix_of(name)
    for entry in reversed(entries):  # of one making, what was moved away before what was made
        form = _FORM.fullmatch(entry)
        if form is None or wanted not in (None, form["prefix"]):
            continue
        held = hold(folder / entry)
        if held is None:
            continue
        own = name or form["prefix"][1:-1]
        if held.locked and (form["kind"] == NEW or _has_name(folder / entry, folder / own)):
            remove(folder / entry)
        held.release()


def _has_name(old: Path, target: Path) -> bool:
    """Give what was moved away its name back where nothing has it; tell whether something had."""
    if os.path.lexists(target):
        return True
    if not _DIGEST.fullmatch(target.name):  # else the name was too long to be told from this one
        with suppress(OSError):
            old.rename(target)
    return False


def remove(path: Path) -> None:
    """Remove a folder, a file or a link; harmless where there is nothing, or where it cannot be."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    with suppress(OSError):
        path.unlink(missing_ok=True)
