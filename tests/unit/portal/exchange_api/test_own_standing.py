"""Promises of how far somebody is with an assignment, as their JupyterLab hears it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from terakoya.delivery import DueRequest, change_due_date
from terakoya.model import Stamp, read_due
from tests.exchange_room import ALPHA, ExchangeRoom
from tests.unit.delivery.classroom import NOW, notebook_bytes

PATH = "/cohorts/spring/assignments/alpha/standing"


def test_standing_tells_of_the_own_newest_hand_in(room: ExchangeRoom) -> None:
    """Before the first there is none; then the newest one, which waits for its mark."""
    before = room.ask("GET", PATH).json()
    assert (before["state"], before["newest"], before["score"]) == ("missing", None, None)
    room.hand_in(ALPHA)
    room.now += timedelta(minutes=1)
    changed = ALPHA | {"one.ipynb": notebook_bytes("a-1", "a-2", answer="2")}
    newest = room.hand_in(changed, key="token-0002").json()["receipt"]
    room.hand_in(ALPHA, who="00102", key="token-0003")
    told = room.ask("GET", PATH).json()
    assert (told["state"], told["newest"], told["has_feedback"]) == ("waiting", newest, False)


def test_standing_tells_whether_the_due_date_is_past(room: ExchangeRoom) -> None:
    """By the site's clock, and with an extension of one's own."""
    due = DueRequest(room.classroom.cohort, "alpha", read_due("2027-04-21"))
    change_due_date(room.database, room.workspace, due, Stamp(NOW, "teacher"))
    assert not room.ask("GET", PATH).json()["over"]
    room.now += timedelta(days=3)
    told = room.ask("GET", PATH).json()
    assert (told["over"], told["due"]) == (True, "2027-04-21T14:59:59.999999Z")


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("stranger", PATH, 403),
        ("teacher", PATH, 403),
        ("nobody", PATH, 403),
        ("00101", PATH.replace("spring", "autumn"), 403),
        ("00101", PATH.replace("alpha", "gamma"), 404),
    ],
)
def test_standing_is_ones_own(room: ExchangeRoom, who: str, path: str, status: int) -> None:
    """Whoever learns nowhere has none, nor has what the course does not have."""
    assert room.ask("GET", path, who).status_code == status
