"""Promises of what a learner reads beside a notebook about handing in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from terakoya_lab.hand_in_words import button_words, list_doubts, tell_standing, tell_taken
from terakoya_lab.own_folder import OwnFolder

from terakoya.language import use_language

PAGE = "/services/portal/learning/spring/tiny"
RECEIPT = {
    "number": 7,
    "digest": "0123456789abcdef0123",
    "received_at": "2027-05-10T03:00:00Z",
    "late": False,
    "files": {},
}
STANDING: dict[str, Any] = {
    "state": "graded",
    "due": "2027-05-14T14:59:59Z",
    "over": False,
    "score": 2.5,
    "points": 3.0,
    "has_feedback": True,
    "newest": RECEIPT,
}


@pytest.fixture(autouse=True)
def _english() -> Any:
    with use_language("en"):
        yield


@pytest.mark.parametrize(
    ("changes", "mark", "waits"),
    [
        ({}, "Mark: 2.5 of 3 points.", False),
        ({"state": "unanswered", "score": 0.0}, "Mark: 0 of 3 points.", False),
        ({"state": "waiting", "score": None}, "It is being graded.", True),
        ({"state": "waiting", "score": 1.0}, "It is being graded.", True),
        ({"state": "graded", "score": None}, "It is being graded.", True),
        ({"state": "review", "score": 1.0}, "A person looks at it.", False),
        ({"state": "review", "score": None}, "A person looks at it.", False),
    ],
)
def test_mark_is_told_where_it_is_there(changes: dict[str, Any], mark: str, waits: bool) -> None:
    """Of an older hand-in no mark is told as if it were this one's; a person's look takes time."""
    told = tell_standing(STANDING | changes, PAGE)
    assert told.lines[1:] == (mark,)
    assert told.waits is waits
    assert told.link == PAGE


def test_receipt_is_told_with_time_number_and_digest() -> None:
    """In local time; late is said, and so is that somebody else has collected it."""
    (first, _mark) = tell_standing(STANDING, PAGE).lines
    assert first == ("Handed in at 2027-05-10 12:00. Receipt number 7, digest 0123456789abcdef.")
    (late, _mark) = tell_standing(STANDING | {"newest": RECEIPT | {"late": True}}, PAGE).lines
    assert late == f"{first} Late"
    (collected, _mark) = tell_standing(
        STANDING | {"newest": RECEIPT | {"number": None}}, PAGE
    ).lines
    assert collected == "Collected at 2027-05-10 12:00. Digest 0123456789abcdef."


def test_nothing_is_told_before_the_first_hand_in() -> None:
    """No line, and nothing to wait for."""
    told = tell_standing(STANDING | {"newest": None, "score": None, "state": "missing"}, PAGE)
    assert (told.lines, told.waits, told.link) == ((), False, "")


def test_what_is_not_as_one_may_think_is_told_with_the_receipt() -> None:
    """Nothing new, a file that is not used, one that was taken from the hand-in before."""
    taken = {"receipt": RECEIPT, "new": True, "left_out": [], "kept": []}
    told = tell_taken(taken, PAGE)
    assert (told.notes, told.waits) == ((), True)
    left = {"name": "a.exe", "why": "No such kind of file."}
    told = tell_taken(taken | {"new": False, "left_out": [left], "kept": ["two.ipynb"]}, PAGE)
    assert told.notes == (
        "The same was handed in before; that counts.",
        "Not used: a.exe. No such kind of file.",
        "Not in this hand-in, taken from the one before: two.ipynb",
    )


@dataclass(frozen=True)
class _Folder(OwnFolder):
    """A folder of which is said what a test says."""

    blank: int = 0
    same: bool = False

    def count_blank(self) -> tuple[int, int]:
        """Return that, of two."""
        return self.blank, 2

    def is_as_in(self, files: Mapping[str, str]) -> bool:
        """Return that."""
        del files
        return self.same


def test_doubts_are_told_only_where_there_is_one() -> None:
    """Unchanged, not answered, late: each by itself; none of them for finished work in time."""
    folder = _Folder("spring", "tiny", Path("nowhere"))
    assert list(list_doubts(STANDING, folder)) == []
    assert list(list_doubts(STANDING | {"over": True}, folder)) == [
        "The due date, 2027-05-14 23:59, is past: it counts as late."
    ]
    assert list(list_doubts(STANDING, replace(folder, blank=1))) == ["Not answered yet: 1 of 2."]
    same = replace(folder, same=True)
    assert list(list_doubts(STANDING, same)) == [
        "Nothing in the notebook has changed since you last handed it in."
    ]
    assert list(list_doubts(STANDING | {"newest": None}, same)) == []


def test_button_speaks_both_languages() -> None:
    """Every word of it is another one in Japanese."""
    english = button_words()
    with use_language("ja"):
        japanese = button_words()
    assert not [name for name, words in english.items() if japanese[name] == words]
    assert (english["hand_in"], japanese["hand_in"]) == ("Hand in", "提出する")
