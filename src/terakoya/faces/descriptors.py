"""How many files and connections a server may have open: as many as its user is allowed."""

from __future__ import annotations

import resource

__all__ = ["allow_many_descriptors"]

_ENOUGH = 16_384  # a page takes three at most in each server


def allow_many_descriptors() -> None:
    """Raise this process's limit to what its user may have.

    Systems begin with 1024, for programs that know no higher numbers. A site of a few hundred open
    pages would take no more visitors then.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _ENOUGH if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
