"""Promises of handing in over the network."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from terakoya.delivery import DueRequest, change_due_date, withdraw_learners
from terakoya.delivery.handing_in import HandIn, hand_in
from terakoya.delivery.rule_changes import RulesRequest, change_rules
from terakoya.errors import ConflictError, SubmissionError
from terakoya.model import Stamp, read_due
from terakoya.model.hand_in_rules import HandInRules
from terakoya.portal.exchange_api.exchange_bodies import BodyReader
from terakoya.records.exchange_tables import ReceiptRow
from terakoya.records.tables import SubmissionRow
from tests.exchange_room import ALPHA, ExchangeRoom, zipped
from tests.unit.delivery.classroom import NOW, notebook_bytes


def count(room: ExchangeRoom) -> tuple[int, int]:
    """Return how many receipts and how many submissions there are."""
    with room.database.reading() as session:
        receipts = session.scalar(select(func.count()).select_from(ReceiptRow)) or 0
        return receipts, session.scalar(select(func.count()).select_from(SubmissionRow)) or 0


def test_hand_in_is_kept_and_answered_with_a_receipt(room: ExchangeRoom) -> None:
    """Digest, time and number; every file of it is in the store under its digest."""
    answer = room.hand_in(ALPHA)
    assert answer.status_code == 201, answer.text
    receipt = answer.json()["receipt"]
    assert receipt["number"] == 1
    assert receipt["state"] == "waiting"
    assert receipt["received_at"].startswith("2027-04-20T01:00:00")
    assert set(receipt["files"]) == set(ALPHA)
    for name, sha256 in receipt["files"].items():
        assert room.service.store.read(sha256) == ALPHA[name]
    again = room.ask("GET", "/cohorts/spring/learners/00101/receipts/1")
    assert again.json() == receipt
    assert room.events() == ["handed-in"]


def test_hand_in_that_is_sent_again_is_the_same(room: ExchangeRoom) -> None:
    """An answer that was lost on its way costs nothing: no second receipt, no second submission."""
    first = room.hand_in(ALPHA)
    room.now += timedelta(days=1)
    second = room.hand_in(ALPHA)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["receipt"] == second.json()["receipt"]
    assert count(room) == (1, 1)
    assert room.events() == ["handed-in"]


def test_same_content_under_a_new_token_gets_a_receipt_of_its_own(room: ExchangeRoom) -> None:
    """Who hands in the same once more is told so, and what counts is what came first."""
    room.hand_in(ALPHA)
    room.now += timedelta(days=1)
    answer = room.hand_in(ALPHA, key="token-0002")
    assert (answer.status_code, answer.json()["new"]) == (200, False)
    assert answer.json()["receipt"]["number"] == 2
    assert count(room) == (2, 1)


def test_other_content_under_the_same_token_is_refused(room: ExchangeRoom) -> None:
    """A token names one hand-in for good."""
    room.hand_in(ALPHA)
    other = ALPHA | {"one.ipynb": notebook_bytes("a-1", "a-2", answer="2")}
    answer = room.hand_in(other)
    assert answer.status_code == 409
    assert "receipt 1" in answer.json()["detail"]
    assert count(room) == (1, 1)


def test_two_at_one_moment_are_one(room: ExchangeRoom) -> None:
    """The same hand-in sent twice at once has one receipt, and both senders get it."""
    given = HandIn(room.classroom.cohort, "00101", "alpha", zipped(ALPHA), "token-0001")
    place = (room.database, room.service.store, room.workspace)
    barrier, numbers = threading.Barrier(2), []

    def send() -> None:
        barrier.wait()
        numbers.append(hand_in(*place, given, NOW).receipt.number)

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers == [1, 1]
    assert count(room) == (1, 1)


def test_second_of_two_that_come_between_finds_the_first(
    room: ExchangeRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was looked up before is looked up again in the transaction: nothing of it is kept."""
    from terakoya.delivery import handing_in  # noqa: PLC0415 - what is changed

    given = HandIn(room.classroom.cohort, "00101", "alpha", zipped(ALPHA), "token-0001")
    place = (room.database, room.service.store, room.workspace)
    first = hand_in(*place, given, NOW)
    monkeypatch.setattr(handing_in, "_find_same", lambda *_: None)
    assert hand_in(*place, given, NOW + timedelta(hours=1)).receipt == first.receipt
    other = replace(given, content=zipped(ALPHA | {"one.ipynb": notebook_bytes("a-1")}))
    with pytest.raises(ConflictError):
        hand_in(*place, other, NOW + timedelta(hours=2))
    assert count(room) == (1, 1)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"one.ipynb": b"{"}, "one.ipynb: The file is not valid JSON"),
        ({"notes.txt": b"x"}, "no notebook of this assignment"),
        ({"other.ipynb": notebook_bytes("z-9")}, "none of the graded cells"),
        ({"../one.ipynb": ALPHA["one.ipynb"]}, "leads out of its folder"),
    ],
)
def test_bad_hand_in_is_refused_whole(
    room: ExchangeRoom, files: dict[str, bytes], told: str
) -> None:
    """As strict as a collection, in one sentence, and nothing of it is taken."""
    answer = room.hand_in(files)
    assert answer.status_code == 422
    assert told in answer.json()["detail"]
    assert count(room) == (0, 0)


def test_what_is_no_zip_is_refused(room: ExchangeRoom) -> None:
    """Whatever bytes come, the answer is a sentence."""
    path = "/cohorts/spring/assignments/alpha/hand-ins"
    headers = {"content_type": "application/zip", "idempotency_key": "token-0001"}
    assert room.ask("POST", path, content=b"PK no zip", **headers).status_code == 422
    headers["content_type"] = "text/plain"
    assert room.ask("POST", path, content=zipped(ALPHA), **headers).status_code == 415
    bad = room.ask("POST", path, content=zipped(ALPHA), content_type="application/zip")
    assert bad.status_code == 422
    assert isinstance(bad.json()["detail"], str)


def test_copy_beside_the_notebook_is_told_and_not_taken(room: ExchangeRoom) -> None:
    """JupyterLab's duplicate of a notebook costs nobody the hand-in: the one with the name counts.

    The control is a collection, which cannot ask its learner and refuses both.
    """
    copy = notebook_bytes("a-1", "a-2", answer="3")
    answer = room.hand_in(ALPHA | {"one-Copy1.ipynb": copy})
    assert answer.status_code == 201
    sha256 = answer.json()["receipt"]["files"]["one.ipynb"]
    assert room.service.store.read(sha256) == ALPHA["one.ipynb"]


def test_late_is_said_on_the_receipt(room: ExchangeRoom) -> None:
    """What comes after the due date is late; an extension of one's own is respected."""
    due = read_due("2027-04-19")
    request = DueRequest(room.classroom.cohort, "alpha", due)
    change_due_date(room.database, room.workspace, request, Stamp(NOW))
    longer = DueRequest(room.classroom.cohort, "alpha", read_due("2027-05-01"), ("00102",))
    change_due_date(room.database, room.workspace, longer, Stamp(NOW))
    assert room.hand_in(ALPHA).json()["receipt"]["late"] is True
    assert room.hand_in(ALPHA, "00102").json()["receipt"]["late"] is False


def test_withdrawn_learner_is_refused(room: ExchangeRoom) -> None:
    """Whoever does not take part any more hands in nothing."""
    withdraw_learners(room.database, room.classroom.cohort, ["00101"], Stamp(NOW), withdrawn=True)
    answer = room.hand_in(ALPHA)
    assert answer.status_code == 422
    assert "any more" in answer.json()["detail"]
    assert count(room) == (0, 0)


@pytest.mark.parametrize("token", ["stranger", "teacher", "nobody", "00102"])
def test_nobody_hands_in_for_somebody_else(room: ExchangeRoom, token: str) -> None:
    """A learner of another cohort, an instructor, whoever is not known, another learner."""
    assert room.hand_in(ALPHA, token, learner="00101").status_code == 403
    assert count(room) == (0, 0)


def test_receipts_and_files_are_the_learners_own(room: ExchangeRoom) -> None:
    """Another learner is refused whether there is something or not; the instructor is not."""
    room.hand_in(ALPHA)
    own = "/cohorts/spring/learners/00101"
    paths = [f"{own}/receipts/1", f"{own}/receipts/7", f"{own}/hand-ins/1/files"]
    paths += ["/cohorts/spring/hand-ins", "/cohorts/spring/hand-ins?learner=00101"]
    paths += [f"{own}/hand-ins/1/feedback/one"]
    for path in paths:
        assert room.ask("GET", path, "00102").status_code == 403, path
        assert room.ask("GET", path, "stranger").status_code == 403, path
    assert room.ask("GET", paths[0], "teacher").status_code == 200
    assert room.ask("GET", paths[1], "teacher").status_code == 404
    (listed,) = room.ask("GET", "/cohorts/spring/hand-ins", "teacher").json()
    assert listed["learner"] == "00101"
    files = room.ask("GET", paths[2], "teacher")
    assert files.headers["x-terakoya-digest"] == listed["digest"]


def test_what_is_too_large_is_refused_before_it_is_read(room: ExchangeRoom) -> None:
    """413 and a sentence; with a length that lies, as soon as the limit is reached."""
    reader = BodyReader(most=2_000)
    reader_request: Any = _Request([b"x" * 1_500, b"x" * 1_500], {"content-length": "10"})
    with pytest.raises(Exception, match="larger") as raised:
        _read(reader, reader_request)
    assert raised.value.status_code == 413
    assert reader_request.given == 2
    told = _Request([b"x"], {"content-length": "2001"})
    with pytest.raises(Exception, match="larger"):
        _read(reader, told)
    assert told.given == 0
    assert reader._held == 0


def test_too_many_at_once_are_asked_to_come_again() -> None:
    """The site's memory has one bound for all: 503, and when to try again."""
    reader = BodyReader(most=2_000, in_all=1_000)
    with pytest.raises(Exception, match="Try again") as raised:
        _read(reader, _Request([b"x" * 1_500], {}))
    assert raised.value.status_code == 503
    assert _read(reader, _Request([b"x" * 900], {})) == b"x" * 900


def test_hand_in_of_what_is_not_offered_is_refused(room: ExchangeRoom) -> None:
    """Not released, not of the course, no such cohort."""
    headers = {"content_type": "application/zip", "idempotency_key": "token-0001"}
    for name in ("beta", "gamma"):
        path = f"/cohorts/spring/assignments/{name}/hand-ins"
        assert room.ask("POST", path, content=zipped(ALPHA), **headers).status_code == 404


def test_submission_error_of_a_lone_zip_bomb(room: ExchangeRoom) -> None:
    """A file that unpacks to more than a notebook may have is refused by its directory."""
    big = {"one.ipynb": b" " * (11 * 1024 * 1024)}
    given = HandIn(room.classroom.cohort, "00101", "alpha", zipped(big), "token-0001")
    with pytest.raises(SubmissionError, match="larger than 10 MB"):
        hand_in(room.database, room.service.store, room.workspace, given, NOW)


def test_description_tells_of_every_route(room: ExchangeRoom) -> None:
    """The OpenAPI document names them all, and is for those who may see the site."""
    assert room.ask("GET", "/openapi.json", "nobody").status_code == 403
    document = room.ask("GET", "/openapi.json").json()
    described = {(path, method) for path, found in document["paths"].items() for method in found}
    assert len(described) == 13
    assert json.dumps(document["components"]["schemas"]["ReceiptAnswer"])


class _Request:
    def __init__(self, parts: list[bytes], headers: dict[str, str]) -> None:
        self.parts, self.given = parts, 0
        self.headers = {"content-type": "application/zip", **headers}

    async def stream(self) -> Any:
        for part in self.parts:
            self.given += 1
            yield part


def _read(reader: BodyReader, request: Any) -> bytes:
    import asyncio  # noqa: PLC0415 - here only

    async def read() -> bytes:
        async with reader.read(request) as body:
            return body

    return asyncio.run(read())


def test_offered_is_released_folder(room: ExchangeRoom, tmp_path: Path) -> None:
    """What nobody has said anything of is what the workspace releases."""
    (listed,) = room.ask("GET", "/cohorts/spring/assignments").json()
    assert (listed["assignment"], listed["notebooks"]) == ("alpha", ["one", "two"])
    answer = room.ask("GET", "/cohorts/spring/assignments/alpha/files")
    assert answer.headers["x-terakoya-digest"] == listed["digest"]
    assert room.ask("GET", "/cohorts/spring/assignments", "stranger").status_code == 403
    room.ask("GET", "/cohorts/spring/assignments/alpha/files")
    assert room.events() == ["fetched"]


def test_hand_in_that_breaks_off_leaves_nothing(room: ExchangeRoom) -> None:
    """A sender who is killed half-way has handed in nothing; the same again is whole.

    The control is the same bytes, sent to their end.
    """
    import asyncio  # noqa: PLC0415 - here only

    content = zipped(ALPHA)

    async def send(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []
        coming = iter(parts)

        async def receive() -> dict[str, Any]:
            return next(coming, {"type": "http.disconnect"})

        async def answer(message: Any) -> None:
            sent.append(message)

        head = {
            "host": "127.0.0.1",
            "authorization": "token 00101",
            "content-type": "application/zip",
            "content-length": str(len(content)),
            "idempotency-key": "token-0001",
        }
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "path": "/api/exchange/cohorts/spring/assignments/alpha/hand-ins",
            "raw_path": b"",
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in head.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "scheme": "http",
            "root_path": "",
        }
        await room.portal(scope, receive, answer)  # type: ignore[arg-type]
        return sent

    half = {"type": "http.request", "body": content[: len(content) // 2], "more_body": True}
    asyncio.run(send([half]))
    assert count(room) == (0, 0)
    rest = {"type": "http.request", "body": content[len(content) // 2 :], "more_body": False}
    assert asyncio.run(send([half, rest]))[0]["status"] == 201
    assert count(room) == (1, 1)


@pytest.mark.parametrize("after", ["ROWS_WRITTEN", "ROWS_KEPT"])
def test_site_that_is_killed_keeps_all_or_nothing(
    room: ExchangeRoom, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    """Before the transaction ends, nothing of it is there; after it, the receipt is found again."""
    from terakoya.records import database as records  # noqa: PLC0415 - what is stopped

    given = HandIn(room.classroom.cohort, "00101", "alpha", zipped(ALPHA), "token-0001")
    place = (room.database, room.service.store, room.workspace)
    first_of_all = hand_in(*place, replace(given, learner_id="00102"), NOW)  # courses are kept
    before = count(room)

    class KilledError(BaseException):
        pass

    def die(point: Any) -> None:
        if point.name == after:
            raise KilledError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "reached", die)
        with pytest.raises(KilledError):
            hand_in(*place, given, NOW)
    kept = after == "ROWS_KEPT"
    assert count(room) == ((before[0] + 1, before[1] + 1) if kept else before)
    again = hand_in(*place, given, NOW + timedelta(hours=1))
    assert again.is_new is not kept
    assert again.receipt.number == first_of_all.receipt.number + 1
    assert count(room) == (before[0] + 1, before[1] + 1)


def test_rules_of_handing_in_hold_for_who_comes_over_the_network(room: ExchangeRoom) -> None:
    """A second content is refused in a sentence and leaves nothing; the same again is not new."""
    request = RulesRequest(room.classroom.cohort, "alpha", HandInRules(most=1))
    change_rules(room.database, room.workspace, request, Stamp(NOW, "test"))
    assert room.hand_in(ALPHA).status_code == 201
    again = room.hand_in(ALPHA, key="token-0002")
    assert again.status_code in (200, 201)
    other = ALPHA | {"one.ipynb": notebook_bytes("a-1", "a-2", answer="2")}
    refused = room.hand_in(other, key="token-0003")
    assert refused.status_code == 422
    assert "as often as you may: 1." in refused.text
    assert count(room) == (2, 1)
