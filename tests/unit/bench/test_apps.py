"""Promises of comparing servers of apps."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from terakoya.bench.apps.openings import measure_openings
from terakoya.bench.apps.run import compare
from terakoya.bench.apps.servers import Address


def figures(control: float, each: int) -> dict[str, Any]:
    """What was measured of one server."""
    visit = {"control": control, "answer": 2 * control}
    return {
        "pages": {"first_visit": visit, "second_visit": visit},
        "sessions": {"each": each},
    }


def test_ratios_are_over_stock_voila() -> None:
    """Half the time is 0.5; what was not measured has no ratio."""
    ratios = compare({"stock": figures(2, 100), "ours": figures(1, 25), "panel": {"failed": "x"}})
    assert ratios["ours"]["first_control"] == 0.5
    assert ratios["ours"]["memory"] == 0.25
    assert ratios["panel"] == {}


def test_ratios_need_stock_voila() -> None:
    """Without it there is nothing to compare with."""
    assert compare({"ours": figures(1, 25)}) == {"ours": {}}


def test_openings_are_counted() -> None:
    """Who got the app, and who did not and why; never more at once than asked for."""
    seen = {"now": 0, "most": 0, "all": 0}

    async def opening(client: httpx.AsyncClient, address: Address) -> None:
        seen["all"] += 1
        number = seen["all"]
        seen["now"] += 1
        seen["most"] = max(seen["most"], seen["now"])
        await asyncio.sleep(0.01)
        seen["now"] -= 1
        if number == 3:
            raise ValueError("no app")
        if number == 4:
            raise TimeoutError

    counted = measure_openings(opening, Address("", 1), 10, 4)
    assert (counted["failed"], counted["hung"], counted["openings"]) == (1, 1, 10)
    assert counted["reasons"] == {"ValueError: no app": 1}
    assert seen["most"] == 4
