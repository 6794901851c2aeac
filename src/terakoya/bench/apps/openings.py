"""Many people open an app at once: who gets it, who is refused, who waits for ever."""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import connect
from websockets.typing import Origin

from terakoya.bench.apps.servers import Address

__all__ = ["Opening", "measure_openings", "open_ours", "open_stock"]

PATIENCE = 120.0
_KERNEL = re.compile(r'"kernelId":\s*"([0-9a-f-]{36})"')
_DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)

Opening = Callable[[httpx.AsyncClient, Address], Awaitable[None]]


@dataclass
class _Count:
    """How the openings went."""

    seconds: list[float]
    hung: int = 0
    failed: int = 0
    reasons: dict[str, int] | None = None


def measure_openings(
    opening: Opening, address: Address, number: int, at_once: int
) -> dict[str, Any]:
    """Open the app `number` times, `at_once` at a time; one that takes 120 s counts as hung."""
    work = _measure(opening, address, number, at_once)
    with ThreadPoolExecutor(1) as thread:  # the browser's driver has this thread's event loop
        return thread.submit(asyncio.run, work).result()


async def open_stock(client: httpx.AsyncClient, address: Address) -> None:
    """Fetch Voila's page to its end, as its notebook runs, then end its kernel."""
    answer = await client.get(address.page)
    answer.raise_for_status()
    found = _KERNEL.search(answer.text)
    if found is None or "voila" not in answer.text:
        raise ValueError("no kernel in the page")
    base = address.page.partition("voila/render")[0]
    await client.post(f"{base}voila/api/shutdown/{found[1]}")
    if "</html>" not in answer.text[-200:]:
        raise ValueError("the page broke off")


async def open_ours(client: httpx.AsyncClient, address: Address) -> None:
    """Fetch the page, change one value, and wait for the results."""
    answer = await client.get(address.page)
    answer.raise_for_status()
    found = _DATA.search(answer.text)
    if found is None:
        raise ValueError("the page is not ready")
    data = json.loads(found[1])
    place = re.search(r'data-visit="([^"]+)"', answer.text)
    parts = urlsplit(address.page)
    url = f"ws://{parts.netloc}{place[1] if place else ''}?generation={data['generation']}"
    origin = Origin(f"http://{parts.netloc}")
    async with connect(url, origin=origin, max_size=None, open_timeout=PATIENCE) as socket:
        await socket.send(json.dumps(_question(data, answer.text)))
        told = json.loads(await socket.recv())
    if "failed" in told or not (told.get("areas") or told.get("models")):
        raise ValueError("no results")


def _question(data: dict[str, Any], page: str) -> dict[str, Any]:
    """Choose the second entry of the first list."""
    for key, state in data["models"].items():
        if state.get("_model_name") == "DropdownModel":
            return {"n": 1, "model": key, "state": {"index": 1}}
    name = re.search(r'data-parameter="([^"]+)"', page)
    return {"n": 1, "set": {name[1] if name else "": 1}}


async def _measure(opening: Opening, address: Address, number: int, at_once: int) -> dict[str, Any]:
    count = _Count([], reasons={})
    turns = asyncio.Semaphore(at_once)
    limits = httpx.Limits(max_connections=at_once * 2)
    headers = {"Authorization": f"token {address.token}"} if address.token else {}
    began = time.monotonic()
    async with httpx.AsyncClient(
        timeout=PATIENCE, limits=limits, headers=headers, trust_env=False
    ) as client:

        async def one() -> None:
            async with turns:
                await _try(opening, client, address, count)

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
