"""What is remembered of checks, and when it counts."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from terakoya_autograde.verdicts import Verdict, Verdicts, verdict_tree
from terakoya_autograde.wire import Done, Message

BOOK, KEY = "lesson", b"check"
PASSED = Verdict((), Done("ok"), b"enough")
FAILED = Verdict((Message("error", {"ename": "E"}),), Done("error", "E", "at 0x7f01"), b"enough")


def _digest(answer: bytes) -> bytes:
    return sha256(answer).digest()


def _note(verdicts: Verdicts, *answers: bytes, verdict: Verdict, fresh: bool = True) -> bool:
    asked = [b"ask", b"call", b"call again"][: len(answers)]
    talk = asked, [_digest(each) for each in answers]
    return verdicts.note(BOOK, KEY, talk, verdict, fresh=fresh)


def _walk(verdicts: Verdicts, *answers: bytes) -> verdict_tree.Path:
    path = verdicts.path(BOOK, KEY)
    assert path is not None
    for answer in answers:
        assert path.request is not None
        path.go_on(_digest(answer))
    return path


def test_verdict_counts_after_a_second_run_in_a_fresh_checker() -> None:
    """One run decides nothing about others, nor do two of which none began from nothing."""
    verdicts = Verdicts()
    verdicts.path(BOOK, KEY)
    confirmed = []
    for fresh in (True, False, True):
        assert _note(verdicts, b"1", b"2", verdict=PASSED, fresh=fresh)
        confirmed.append(_walk(verdicts, b"1", b"2").confirmed)
    assert confirmed == [False, False, True]
    assert _walk(verdicts, b"1", b"2").verdict == PASSED


def test_other_answer_leads_elsewhere() -> None:
    """What was said after some answers says nothing of others, whatever they have in common."""
    verdicts = Verdicts()
    verdicts.path(BOOK, KEY)
    assert _note(verdicts, b"1", b"2", verdict=PASSED)
    assert _note(verdicts, b"1", b"3", verdict=FAILED)
    assert _walk(verdicts, b"1", b"3").verdict == FAILED
    path = _walk(verdicts, b"1", b"4")
    assert path.verdict is None
    assert path.request is None
    assert _walk(verdicts, b"1").verdict is None


@pytest.mark.parametrize("said", ["verdict", "question", "ends", "goes-on"])
def test_check_that_is_no_function_of_its_answers_is_forgotten(said: str) -> None:
    """After the same answers it says or asks something else: nothing is kept of its notebook."""
    verdicts = Verdicts()
    verdicts.path(BOOK, KEY)
    verdicts.path(BOOK, b"another")
    verdicts.path("other", KEY)
    assert _note(verdicts, b"1", b"2", verdict=PASSED)
    digests = [_digest(b"1"), _digest(b"2"), _digest(b"3")]
    noted = {
        "verdict": lambda: _note(verdicts, b"1", b"2", verdict=FAILED),
        "question": lambda: verdicts.note(
            BOOK, KEY, ([b"ask", b"else"], digests[:2]), PASSED, fresh=True
        ),
        "ends": lambda: _note(verdicts, b"1", verdict=PASSED),
        "goes-on": lambda: _note(verdicts, b"1", b"2", b"3", verdict=PASSED),
    }
    assert not noted[said]()
    assert verdicts.path(BOOK, KEY) is None
    assert verdicts.path(BOOK, b"another") is None, "its checks may hang together"
    assert verdicts.path("other", KEY) is not None
    assert _note(verdicts, b"1", b"2", verdict=PASSED), "nobody minds any more"


def test_where_objects_are_in_memory_is_no_difference() -> None:
    """An error message may name an object by its place, which each process has its own."""
    verdicts = Verdicts()
    verdicts.path(BOOK, KEY)
    elsewhere = replace(FAILED, done=Done("error", "E", "at 0x7f02"))
    assert _note(verdicts, b"1", verdict=FAILED)
    assert _note(verdicts, b"1", verdict=elsewhere)
    assert _walk(verdicts, b"1").confirmed


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever answers something else each time fills nothing."""
    monkeypatch.setattr(verdict_tree, "MOST_NODES", 5)
    verdicts = Verdicts()
    verdicts.path(BOOK, KEY)
    for number in range(50):
        assert _note(verdicts, b"%d" % number, verdict=PASSED)
    known = [_walk(verdicts, b"%d" % number).verdict is not None for number in range(50)]
    assert sum(known) in range(1, 6)


def test_questions_are_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an answer makes a check ask is as good as the learner's own."""
    monkeypatch.setattr(verdict_tree, "MOST_BYTES", 10_000)
    verdicts = Verdicts()
    verdicts.path(BOOK, KEY)
    for number in range(50):
        body = b"%d" % number * 1000
        talk = [b"ask", body], [_digest(body), _digest(b"1")]
        assert verdicts.note(BOOK, KEY, talk, PASSED, fresh=True)
    assert sum(map(len, verdicts._requests)) < 13_000
    assert verdicts.path(BOOK, b"a new one") is None


def test_proof_is_made_once_and_only_where_many_are_graded() -> None:
    """A few submissions go without; where the proof fails, nothing is ever remembered."""
    verdicts, made = Verdicts(after=2), []
    found = [verdicts.is_worth_while(BOOK, lambda: made.append(1) is None) for _time in range(5)]
    assert found == [False, False, True, True, True]
    assert made == [1]
    for _time in range(3):
        worth_while = verdicts.is_worth_while("other", lambda: False)
    assert not worth_while
    assert verdicts.path("other", KEY) is None


def test_share_of_what_is_known_is_run_all_the_same() -> None:
    """None by default, all of it where all is wanted."""
    assert not any(Verdicts().must_verify() for _time in range(100))
    assert all(Verdicts(1.0).must_verify() for _time in range(100))
