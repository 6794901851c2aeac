"""The files in which findings are kept: this account's alone, whole or not there, and not many.

What is kept decides about marks. So a file counts only where nobody but this account can have
written it; anything else about it that is not as it should be makes that it counts as nothing.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from terakoya_autograde.preparations.finding import Anew, Finding, look_at
from terakoya_autograde.storage.atomic_writes import write_file
from terakoya_autograde.storage.recovery import recover

__all__ = ["keep_finding", "read_finding"]

MOST_FILES = 64
MOST_BYTES = 256 * 2**20  # of all of them
LARGEST = 64 * 2**20
_ENDING = ".kept"
_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def read_finding(folder: Path, basis: str) -> Finding | Anew:
    """Return what is kept for a basis, or why that does not count."""
    path = folder / f"{basis}{_ENDING}"
    content = _read(folder, path)
    if isinstance(content, Anew):
        return content
    finding = _decode(content)
    if finding is None or finding.basis != basis:
        return Anew.DAMAGED
    if look_at(finding.modules) != finding.modules:
        return Anew.MODULES
    with suppress(OSError):
        os.utime(path)  # it is of use: others are thrown away before it
    return finding


def _read(folder: Path, path: Path) -> bytes | Anew:
    try:
        if not _is_ours(folder.lstat(), stat.S_ISDIR):
            return Anew.FOREIGN
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return Anew.NOTHING
    except OSError:
        return Anew.FOREIGN
    with os.fdopen(descriptor, "rb") as file:
        ours = _is_ours(os.fstat(descriptor), stat.S_ISREG)
        return file.read(LARGEST + 1) if ours else Anew.FOREIGN


def keep_finding(folder: Path, finding: Finding) -> bool:
    """Keep a finding in the place of an older one of its basis; False where that cannot be done.

    What has not been of use for longest is thrown away where there is too much.
    """
    body = msgspec.msgpack.encode(finding)
    if len(body) > LARGEST - hashlib.sha256().digest_size:
        return False
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _is_ours(folder.lstat(), stat.S_ISDIR):
            return False
        path = folder / f"{finding.basis}{_ENDING}"
        write_file(path, hashlib.sha256(body).digest() + body, mode=0o600)
        _throw_away(folder, path)
    except OSError:
        return False
    return True


def _is_ours(known: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    """Tell whether nobody but this account, and the machine's owner, can have written it."""
    mode = known.st_mode
    return is_kind(mode) and known.st_uid == os.geteuid() and not mode & _OTHERS


def _decode(content: bytes) -> Finding | None:
    size = hashlib.sha256().digest_size
    if len(content) > LARGEST or hashlib.sha256(content[size:]).digest() != content[:size]:
        return None
    try:
        return msgspec.msgpack.decode(content[size:], type=Finding)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None


def _throw_away(folder: Path, newest: Path) -> None:
    recover(folder)
    found = [(path, path.stat()) for path in folder.glob(f"*{_ENDING}") if path != newest]
    found.sort(key=lambda each: -each[1].st_mtime_ns)
    room = MOST_BYTES - newest.stat().st_size
    for place, (path, known) in enumerate(found, start=1):
        room -= known.st_size
        if place >= MOST_FILES or room < 0:
            path.unlink(missing_ok=True)
