"""Between a checker and a learner's child: frames are carried, and known talks are followed."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256

import pytest
from terakoya_autograde.verdicts import Follower, Relay, Verdict, Verdicts, value_relay
from terakoya_autograde.wire import LENGTH, Done, pair

BOOK, KEY = "lesson", b"check"
PASSED = Verdict((), Done("ok"), LENGTH.pack(6) + b"enough")


def _frame(body: bytes) -> bytes:
    return LENGTH.pack(len(body)) + body


def _read(end: socket.socket) -> bytes:
    """Return the next frame; nothing where the other end has closed."""
    head = _exactly(end, LENGTH.size)
    return head + _exactly(end, *LENGTH.unpack(head)) if head else b""


def _exactly(end: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size and (data := end.recv(size - len(found))):
        found += data
    return found


def _talk(end: socket.socket, work: Callable[[socket.socket], None]) -> threading.Thread:
    def speak() -> None:
        with suppress(OSError):  # a test that is over closes everything
            work(end)

    thread = threading.Thread(target=speak, daemon=True)
    thread.start()
    return thread


def _carry(line: Relay | Follower, until: Callable[[], bool]) -> None:
    """Pump until something is so, as whoever listens does."""
    poll = select.poll()
    line.pump()
    while not until():
        assert line.watch(poll), "nothing will ever happen"
        poll.poll(5000)
        line.unwatch(poll)
        line.pump()


@pytest.fixture
def lines() -> Iterator[tuple[socket.socket, ...]]:
    """Our end to the learner's child and theirs, our end to the checker and theirs."""
    ends = (*pair(), *pair())
    yield ends
    for end in ends:
        end.close()


def _echo(end: socket.socket) -> None:
    """A learner's child that answers each question with what it was asked."""
    while (frame := _read(end)) and b"enough" not in frame:
        end.sendall(_frame(b"re: " + frame[LENGTH.size :]))


def _ask(*questions: bytes) -> Callable[[socket.socket], None]:
    def work(end: socket.socket) -> None:
        for question in questions:
            end.sendall(_frame(question))
            _read(end)
        end.sendall(_frame(b"enough"))

    return work


@pytest.mark.parametrize("size", [0, 10, 3_000_000, 9_000_000])
def test_relay_carries_what_both_say(lines: tuple[socket.socket, ...], size: int) -> None:
    """Frames of any size arrive whole, and how the talk went is noted, unless it was too large."""
    ours, learner, end, checker = lines
    _talk(learner, _echo)
    questions = (b"a" * size, b"b")
    asking = _talk(checker, _ask(*questions))
    relay = Relay(ours, end)
    _carry(relay, lambda: not asking.is_alive())
    relay.drain(5)
    assert relay.is_noted == (size < 4_000_000)
    if relay.is_noted:
        assert relay.is_whole
        assert relay.asked == [*map(_frame, questions), _frame(b"enough")]
        assert relay.answers == [sha256(_frame(b"re: " + each)).digest() for each in questions]


def _known() -> Verdicts:
    """Return verdicts that know two questions and what was answered."""
    verdicts = Verdicts()
    verdicts.path(BOOK, KEY)
    asked = [_frame(b"one"), _frame(b"two")]
    answers = [sha256(_frame(b"re: " + each)).digest() for each in (b"one", b"two")]
    for _time in range(2):
        verdicts.note(BOOK, KEY, (asked, answers), PASSED, fresh=True)
    return verdicts


def test_talk_that_was_had_before_needs_no_checker(lines: tuple[socket.socket, ...]) -> None:
    """The learner's child hears the same questions and the same farewell; the verdict is there."""
    ours, learner = lines[:2]
    child = _talk(learner, _echo)
    path = _known().path(BOOK, KEY)
    assert path is not None
    follower = Follower(ours, path)
    _carry(follower, lambda: follower.is_over)
    assert follower.verdict == PASSED
    assert follower.is_confirmed
    follower.bid_farewell(PASSED.farewell)
    child.join(5)
    assert not child.is_alive()


def _answer_otherwise(end: socket.socket) -> None:
    end.sendall(_frame(b"re: one")) if _read(end) else None
    while (frame := _read(end)) and b"enough" not in frame:
        end.sendall(_frame(b"something else"))


def test_checker_goes_on_where_an_answer_is_new(lines: tuple[socket.socket, ...]) -> None:
    """It hears what was answered already; the learner's child is asked nothing twice."""
    ours, learner, end, checker = lines
    _talk(learner, _answer_otherwise)
    verdicts = _known()
    path = verdicts.path(BOOK, KEY)
    assert path is not None
    follower = Follower(ours, path)
    _carry(follower, lambda: follower.is_over)
    assert follower.verdict is None
    asking = _talk(checker, _ask(b"one", b"two", b"three"))
    relay = Relay(ours, end, follower)
    _carry(relay, lambda: not asking.is_alive())
    relay.drain(5)
    assert not relay.differs
    assert relay.is_whole
    assert relay.asked == [_frame(each) for each in (b"one", b"two", b"three", b"enough")]


def test_checker_that_asks_something_else_is_noticed(lines: tuple[socket.socket, ...]) -> None:
    """What was answered before was no answer to that: nothing of it counts."""
    ours, learner, end, checker = lines
    _talk(learner, _answer_otherwise)
    path = _known().path(BOOK, KEY)
    assert path is not None
    follower = Follower(ours, path)
    _carry(follower, lambda: follower.is_over)
    _talk(checker, _ask(b"one", b"other"))
    relay = Relay(ours, end, follower)
    _carry(relay, lambda: relay.differs)
    assert relay.is_over


def test_answer_that_nobody_asked_for_is_not_noted(lines: tuple[socket.socket, ...]) -> None:
    """A child that speaks out of turn gets its own verdict, and nobody else does."""
    ours, learner, end, checker = lines
    learner.sendall(_frame(b"first") + _frame(b"second"))
    asking = _talk(checker, _ask(b"one", b"two"))
    relay = Relay(ours, end)
    _carry(relay, lambda: not asking.is_alive())
    relay.drain(5)
    assert not relay.is_whole


def test_end_that_is_gone_is_told(lines: tuple[socket.socket, ...]) -> None:
    """The checker hears that nobody answers any more, and the relay waits for nothing."""
    ours, learner, end, checker = lines
    learner.close()
    heard: list[bytes] = []

    def ask(there: socket.socket) -> None:
        there.sendall(_frame(b"one"))
        heard.append(_read(there))

    asking = _talk(checker, ask)
    relay = Relay(ours, end)
    _carry(relay, lambda: not asking.is_alive())
    assert heard == [b""]


def test_questions_without_end_are_carried_and_not_noted(
    lines: tuple[socket.socket, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a check asks in all may be more than is worth remembering."""
    monkeypatch.setattr(value_relay, "_MOST_NOTED", 1000)
    ours, learner, end, checker = lines
    _talk(learner, _echo)
    asking = _talk(checker, _ask(*[b"x" * 100] * 20))
    relay = Relay(ours, end)
    _carry(relay, lambda: not asking.is_alive())
    relay.drain(5)
    assert not relay.is_whole
    assert sum(map(len, relay.asked)) < 1000


def test_end_that_does_not_read_stops_the_other(lines: tuple[socket.socket, ...]) -> None:
    """Nothing is held of what one end says without end, and nobody waits for it."""
    ours, learner, end, _checker = lines
    learner.setblocking(False)
    relay = Relay(ours, end)
    sent = 0
    for _time in range(200):
        try:
            sent += learner.send(b"x" * 1_000_000)
        except BlockingIOError:
            relay.pump()
    assert sent < 8_000_000
