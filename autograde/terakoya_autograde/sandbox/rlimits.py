"""Limits of each process inside (setrlimit(2)); those of the whole tree are in process_tree.py.

DATA counts what a process may write to privately, and refuses at once, however fast it is taken:
between two looks of the watchdog no process holds more than it. Addresses cost nothing until they
are used, and engines like V8 take many at a time (66 GiB, of which they use some 80 MB). AS is
there for the page tables, which grow where reserved addresses are merely read: they are at most a
512th of it, and the watchdog counts them.
"""

from __future__ import annotations

import os
import resource
from pathlib import Path

from terakoya_autograde.sandbox.policy import Policy

__all__ = ["limit_resources"]

_MB = 2**20
_LOCKED_BYTES = 64 * 1024  # MEMLOCK: a few pages, for keys
_SIGNALS = 512  # that wait, and timers: each is memory of the kernel's
_ADDRESSES = 2**37  # bytes that may be reserved beside what is inherited


def limit_resources(policy: Policy) -> None:
    """Set every limit, soft and hard; memory counts from what is inherited from the parent.

    CPU's soft limit equals its hard one: SIGXCPU does nothing to the init of a pid namespace.
    """
    size_pages, *_, data_pages, _ = Path("/proc/self/statm").read_text("ascii").split()
    page = os.sysconf("SC_PAGE_SIZE")
    memory = policy.memory_mb * _MB
    wanted = {
        resource.RLIMIT_DATA: int(data_pages) * page + memory,
        resource.RLIMIT_AS: int(size_pages) * page + memory + _ADDRESSES,
        resource.RLIMIT_NPROC: policy.processes,
        resource.RLIMIT_NOFILE: policy.open_files,
        resource.RLIMIT_FSIZE: policy.file_mb * _MB,
        resource.RLIMIT_CPU: policy.cpu_seconds,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: _LOCKED_BYTES,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_SIGPENDING: _SIGNALS,
        resource.RLIMIT_NICE: 0,
        resource.RLIMIT_RTPRIO: 0,
    }
    for limit, value in wanted.items():
        _, hard = resource.getrlimit(limit)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)  # noqa: PLW2901
        resource.setrlimit(limit, (value, value))
    # Where the whole machine runs short, the kernel should take a learner's process first.
    Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
