"""The files in which findings are kept: this account's alone, whole or not there, and not many.

What is kept decides about marks. So a file counts only where nobody but this account can have
written it; anything else about it that is not as it should be makes that it counts as nothing.
"""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from pathlib import Path

import msgspec

from terakoya_autograde.preparations.cache_entry import CacheEntry, CacheMiss, look_at
from terakoya_autograde.storage.atomic_writes import write_file
from terakoya_autograde.storage.bounded_folder import keep_within
from terakoya_autograde.storage.ownership import is_ours

__all__ = ["keep_entry", "read_entry"]

MOST_FILES = 64
MOST_BYTES = 256 * 2**20  # of all of them
LARGEST = 64 * 2**20
_ENDING = ".kept"


def read_entry(folder: Path, basis: str) -> CacheEntry | CacheMiss:
    """Return what is kept for a basis, or why that does not count."""
    path = folder / f"{basis}{_ENDING}"
    content = _read(folder, path)
    if isinstance(content, CacheMiss):
        return content
    entry = _decode(content)
    if entry is None or entry.basis != basis:
        return CacheMiss.DAMAGED
    if look_at(entry.modules) != entry.modules:
        return CacheMiss.MODULES
    with suppress(OSError):
        os.utime(path)  # it is of use: others are thrown away before it
    return entry


def _read(folder: Path, path: Path) -> bytes | CacheMiss:
    try:
        if not is_ours(folder.lstat(), stat.S_ISDIR):
            return CacheMiss.FOREIGN
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return CacheMiss.NOTHING
    except OSError:
        return CacheMiss.FOREIGN
    with os.fdopen(descriptor, "rb") as file:
        ours = is_ours(os.fstat(descriptor), stat.S_ISREG)
        return file.read(LARGEST + 1) if ours else CacheMiss.FOREIGN


def keep_entry(folder: Path, entry: CacheEntry) -> bool:
    """Keep an entry in the place of an older one of its basis; False where that cannot be done.

    What has not been of use for longest is thrown away where there is too much.
    """
    body = msgspec.msgpack.encode(entry)
    if len(body) > LARGEST - hashlib.sha256().digest_size:
        return False
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not is_ours(folder.lstat(), stat.S_ISDIR):
            return False
        path = folder / f"{entry.basis}{_ENDING}"
        write_file(path, hashlib.sha256(body).digest() + body, mode=0o600)
        keep_within(path, f"*{_ENDING}", MOST_FILES, MOST_BYTES)
    except OSError:
        return False
    return True


def _decode(content: bytes) -> CacheEntry | None:
    size = hashlib.sha256().digest_size
    if len(content) > LARGEST or hashlib.sha256(content[size:]).digest() != content[:size]:
        return None
    try:
        return msgspec.msgpack.decode(content[size:], type=CacheEntry)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None
