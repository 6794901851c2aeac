"""Many people open an app at once: who gets it, who is refused, who waits for ever."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx

from terakoya_bench.apps.one_visit import PATIENCE, base_of, kernel_in, make_client, visit_ours
from terakoya_bench.apps.servers import Address

__all__ = ["Opening", "measure_openings", "open_ours", "open_stock"]


Opening = Callable[[httpx.AsyncClient, Address], Awaitable[None]]


@dataclass
class _Count:
    """How the openings went."""

    seconds: list[float]
    hung: int = 0
    failed: int = 0
    reasons: dict[str, int] | None = None


def measure_openings(
    opening: Opening,
    address: Address,
    number: int,
    at_once: int,
    advance: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """Open the app `number` times, `at_once` at a time; one that takes 120 s counts as hung.

    Args:
        advance: called after each.
    """
    work = _measure(opening, address, number, at_once, advance)
    with ThreadPoolExecutor(1) as thread:  # the browser's driver has this thread's event loop
        return thread.submit(asyncio.run, work).result()


async def open_stock(client: httpx.AsyncClient, address: Address) -> None:
    """Fetch Voila's page to its end, as its notebook runs, then end its kernel."""
    answer = await client.get(address.page)
    answer.raise_for_status()
    kernel = kernel_in(answer.text)
    await client.post(f"{base_of(address)}voila/api/shutdown/{kernel}")
    if "</html>" not in answer.text[-200:]:
        raise ValueError("the page broke off")


async def open_ours(client: httpx.AsyncClient, address: Address) -> None:
    """Fetch the page, change one value, and wait for the results."""
    async with AsyncExitStack() as stack:
        await visit_ours(client, address, stack)


async def _measure(
    opening: Opening, address: Address, number: int, at_once: int, advance: Callable[[], None]
) -> dict[str, Any]:
    count = _Count([], reasons={})
    turns = asyncio.Semaphore(at_once)
    began = time.monotonic()
    async with make_client(address, at_once * 2) as client:

        async def one() -> None:
            async with turns:
                await _try(opening, client, address, count)
                advance()

        await asyncio.gather(*(one() for _number in range(number)))
    return _report(count, number, at_once, time.monotonic() - began)


async def _try(
    opening: Opening, client: httpx.AsyncClient, address: Address, count: _Count
) -> None:
    began = time.monotonic()
    try:
        await asyncio.wait_for(opening(client, address), PATIENCE)
    except (TimeoutError, httpx.TimeoutException):
        count.hung += 1
    except Exception as error:  # noqa: BLE001 - whatever it was, the visitor got no app
        count.failed += 1
        reason = f"{type(error).__name__}: {error}"[:120]
        count.reasons = count.reasons or {}
        count.reasons[reason] = count.reasons.get(reason, 0) + 1
    else:
        count.seconds.append(time.monotonic() - began)


def _report(count: _Count, number: int, at_once: int, seconds: float) -> dict[str, Any]:
    ordered = sorted(count.seconds) or [0.0]
    return {
        "openings": number,
        "at_once": at_once,
        "hung": count.hung,
        "failed": count.failed,
        "reasons": count.reasons,
        "seconds": round(seconds, 1),
        "median": round(statistics.median(ordered), 3),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 3),
        "longest": round(ordered[-1], 3),
    }
