"""Passwords as they are kept: Argon2id, with the parameters of RFC 9106 for machines like ours.

A hash takes 64 MiB for a moment; so only a few are worked out at once in one process.
Library: https://argon2-cffi.readthedocs.io/
"""

from __future__ import annotations

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

__all__ = ["LONGEST_PASSWORD", "hash_password", "is_outdated", "matches"]

LONGEST_PASSWORD = 200
"""Characters; more are refused, so that nobody has us hash a book."""
_HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_AT_ONCE = threading.BoundedSemaphore(4)


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    with _AT_ONCE:
        return _HASHER.hash(_bytes(password))


def matches(password: str, kept: str) -> bool:
    """Tell whether a password is the one of which `kept` is the hash.

    Where nothing is kept, or it is no hash, the answer is no, after the same work.
    """
    is_there = kept.startswith("$argon2")
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept if is_there else _decoy(), _bytes(password)) and is_there
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def _bytes(password: str) -> bytes:
    """Return a password as it is hashed: a keyboard in full width types the same one."""
    return unicodedata.normalize("NFKC", password)[: LONGEST_PASSWORD + 1].encode(
        "utf-8", "surrogatepass"
    )


_decoys: list[str] = []


def _decoy() -> str:
    """Return the hash of something that nobody knows, with today's parameters."""
    if not _decoys:
        import secrets  # noqa: PLC0415 - once, and only where a name is nobody's

        _decoys.append(_HASHER.hash(secrets.token_bytes(32)))
    return _decoys[0]
