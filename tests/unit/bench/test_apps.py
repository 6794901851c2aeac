"""Promises of comparing servers of apps."""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from terakoya_bench.app_command import _cell
from terakoya_bench.apps.app_bench import compare
from terakoya_bench.apps.filling import Filling, measure_filling, require_memory
from terakoya_bench.apps.one_visit import Visit, _read, kernel_in
from terakoya_bench.apps.openings import measure_openings
from terakoya_bench.apps.servers import Address
from terakoya_bench.apps.tar_pit import TarPit

from terakoya.errors import GradingError


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


ROOT = 4711


class House:
    """A server whose sessions hold ten bytes each, on top of a hundred."""

    def __init__(self, room: int = 10_000) -> None:
        self.room, self.inside, self.most, self.looks = room, 0, 0, 0

    def look(self, root: int) -> int:
        """How much it holds."""
        assert root == ROOT
        self.looks += 1
        return 100 + 10 * self.inside

    @property
    def visit(self) -> Visit:
        """How somebody comes in, until there is no room."""

        async def come(client: httpx.AsyncClient, address: Address, stack: AsyncExitStack) -> None:
            if self.inside >= self.room:
                raise ValueError("no room")
            self.inside += 1
            self.most = max(self.most, self.inside)
            stack.callback(self.leave)

        return come

    def leave(self) -> None:
        """One goes."""
        self.inside -= 1


def test_filling_ends_with_the_session_that_fills_it() -> None:
    """Not one more is opened, though the memory is not looked at after each; all are closed."""
    house = House()
    told = measure_filling(house.visit, Address("", ROOT), Filling(1000, look=house.look))
    assert (told["sessions"], told["reached"], told["memory"]) == (90, True, 1000)
    assert (house.most, house.inside) == (90, 0)
    assert house.looks < 40


def test_filling_ends_where_it_is_enough() -> None:
    """After so many sessions it stops, and says that the limit was not reached."""
    house = House()
    told = measure_filling(house.visit, Address("", ROOT), Filling(10**6, 30, look=house.look))
    assert (told["sessions"], told["reached"], house.most) == (30, False, 30)
    assert told["memory"] == 400
    assert "stopped" not in told


def test_filling_tells_why_nobody_comes_in_any_more() -> None:
    """A refused session is no session, and its reason is in the report."""
    house = House(room=7)
    told = measure_filling(house.visit, Address("", ROOT), Filling(1000, look=house.look))
    assert (told["sessions"], told["reached"]) == (7, False)
    assert told["stopped"] == "ValueError: no room"
    assert house.inside == 0


def test_filling_more_than_the_machine_can_spare_is_refused() -> None:
    """Before anything is started, with what would do."""
    require_memory(0)
    with pytest.raises(GradingError, match="too much to fill") as refused:
        require_memory(2**60)
    assert refused.value.where == "--fill"


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"sessions": 90, "reached": True}, "90 (4.50)"),
        ({"sessions": 400, "reached": False}, "400+ (4.50)"),
        ({"sessions": 7, "reached": False, "stopped": "no"}, "7✗ (4.50)"),
    ],
)
def test_filling_is_shown(told: dict[str, Any], shown: str) -> None:
    """Full, more than that, or stopped by a failure: the table tells them apart."""
    assert _cell({"filled": {"in_use": told}}, ("filled", "in_use"), 4.5) == shown


def test_tar_pit_takes_everybody_and_says_nothing() -> None:
    """A connection is accepted at once, whom it wants is noted, and no byte comes back."""
    with TarPit() as pit, socket.create_connection(("127.0.0.1", pit.port), 10) as caller:
        caller.sendall(b"GET / HTTP/1.1\r\nHost: files.example\r\n\r\n")
        caller.settimeout(0.5)
        with pytest.raises(TimeoutError):
            caller.recv(1)
        assert pit.callers == ("files.example",)


def test_visitor_reads_both_forms_of_a_kernels_message() -> None:
    """Plain text, and bytes with the places of the parts in front."""
    text = json.dumps({"content": {"町": 1}})
    body = text.encode()
    places = b"".join(n.to_bytes(4, "big") for n in (2, 12, 12 + len(body)))
    assert _read(text) == _read(places + body + b"picture") == {"content": {"町": 1}}


def test_visitor_of_a_page_without_a_kernel_gives_up() -> None:
    """A page that names no kernel is no app."""
    with pytest.raises(ValueError, match="no kernel"):
        kernel_in("<html>voila</html>")
