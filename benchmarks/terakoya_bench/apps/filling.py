"""How many sessions a server holds until its memory is full: opened for real, one after another."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import psutil

from terakoya.errors import GradingError
from terakoya.language import gettext as _
from terakoya_bench.apps.one_visit import PATIENCE, Visit, make_client
from terakoya_bench.apps.servers import Address
from terakoya_bench.apps.sessions import count_processes, tree_pss

__all__ = ["MOST_SESSIONS", "Filling", "measure_filling", "require_memory"]

MOST_SESSIONS = 400
_SHARE = 0.6  # of the memory that is free now: other programs shall not notice
_LONGEST_STEP = 25  # sessions between two looks at the memory


@dataclass(frozen=True)
class Filling:
    """How far a server is filled.

    Attributes:
        limit: bytes (PSS of its whole tree of processes) at which it is full.
        most: sessions after which it is enough.
        look: how the memory of a tree is seen.
    """

    limit: int
    most: int = MOST_SESSIONS
    look: Callable[[int], int] = tree_pss


def require_memory(limit: int) -> None:
    """Refuse to fill more memory than this machine can spare.

    Raises:
        GradingError: it would be more than 60 % of what is free.
    """
    free = psutil.virtual_memory().available
    if limit > _SHARE * free:
        raise GradingError(
            _("{wanted:.1f} GB are too much to fill: {free:.1f} GB are free.").format(
                wanted=limit / 2**30, free=free / 2**30
            ),
            where="--fill",
            remedy=_("Give at most {most:.1f}.").format(most=_SHARE * free / 2**30),
        )


def measure_filling(visit: Visit, address: Address, filling: Filling) -> dict[str, Any]:
    """Open sessions and use each once, until the server is full; then close them all.

    Returns:
        how many sessions, whether the limit was reached, bytes before and then, how many processes
        there were, the seconds it took, and why it stopped early, if it did.
    """
    work = _fill(visit, address, filling)
    with ThreadPoolExecutor(1) as thread:  # the browser's driver has this thread's event loop
        return thread.submit(asyncio.run, work).result()


async def _fill(visit: Visit, address: Address, filling: Filling) -> dict[str, Any]:
    began = time.monotonic()
    before = now = filling.look(address.root)
    sessions, due, stopped = 0, 1, ""
    async with make_client(address, 10) as client, AsyncExitStack() as stack:
        while now < filling.limit and sessions < filling.most and not stopped:
            stopped = await _join(visit, client, address, stack)
            sessions += not stopped
            if sessions >= due or stopped:
                now = filling.look(address.root)
                due = sessions + _step(filling, sessions, now - before, filling.limit - now)
        report = {
            "limit": filling.limit,
            "sessions": sessions,
            "reached": now >= filling.limit,
            "server": before,
            "memory": now,
            "processes": count_processes(address.root),
            "seconds": round(time.monotonic() - began, 1),
        }
    return report | ({"stopped": stopped} if stopped else {})


async def _join(
    visit: Visit, client: httpx.AsyncClient, address: Address, stack: AsyncExitStack
) -> str:
    """Let one more come; return why that failed, or nothing."""
    try:
        await asyncio.wait_for(visit(client, address, stack), PATIENCE)
    except Exception as error:  # noqa: BLE001 - whatever it was, nobody came in
        return f"{type(error).__name__}: {error}"[:200]
    return ""


def _step(filling: Filling, sessions: int, used: int, left: int) -> int:
    """Return after how many sessions to look again: half of what seems to be left.

    A look reads a file of each process, so it takes longer than a session; the last sessions are
    looked at one by one.
    """
    each = max(used // max(sessions, 1), 1)
    return max(1, min(_LONGEST_STEP, left // each // 2, filling.most - sessions))
