"""What a process that serves many visitors asks of its system: connections, and memory for a while.

Both are settings of the whole process, so only the programs that are servers set them.
"""

from __future__ import annotations

import contextlib
import ctypes
import resource

__all__ = ["allow_many_descriptors", "give_back_large_memory", "settle_as_server"]

_ENOUGH = 16_384  # descriptors: a page takes three at most in each server
_LARGE = 2**20  # bytes
_M_MMAP_THRESHOLD = -3  # of glibc's malloc.h


def settle_as_server() -> None:
    """Do all that is below; call it once, before the first visitor comes."""
    allow_many_descriptors()
    give_back_large_memory()


def allow_many_descriptors() -> None:
    """Raise this process's limit of open files and connections to what its user may have.

    Systems begin with 1024, for programs that know no higher numbers. A site of a few hundred open
    pages would take no more visitors then.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _ENOUGH if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def give_back_large_memory() -> None:
    """Have every large text go back to the system when it is freed.

    glibc keeps what is as large as the largest that was freed before, up to 32 MiB a piece: after
    some visitors with large messages a server of 190 MB would stay one of 550. Without glibc
    there is nothing to set.
    """
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)
