"""Which notebook a file is."""

from __future__ import annotations

import pytest

from terakoya.delivery.recognise import Known
from terakoya.errors import SubmissionError

EXPECTED = {
    "alpha": {"one": frozenset({"a", "b"}), "two": frozenset({"c", "d"}), "text": frozenset()},
    "beta": {"one": frozenset({"a", "x"}), "six": frozenset({"q1", "q2", "q3", "q4"})},
    "gamma": {"six-again": frozenset({"q1", "q2", "q3", "q4"})},
}
ALL = Known(EXPECTED, frozenset(EXPECTED))


@pytest.mark.parametrize(
    ("stem", "found", "hint", "place"),
    [
        ("one", "a b", None, ("alpha", "one")),
        ("one", "a x", None, ("beta", "one")),
        ("one", "a", "beta", ("beta", "one")),
        ("renamed", "c d", None, ("alpha", "two")),
        ("one", "c d", None, ("alpha", "two")),
        ("renamed", "c", None, ("alpha", "two")),
        ("six", "q1", None, ("beta", "six")),
        ("renamed", "q1 q2", "gamma", ("gamma", "six-again")),
        ("text", "", None, ("alpha", "text")),
    ],
)
def test_recognise(stem: str, found: str, hint: str | None, place: tuple[str, str]) -> None:
    """The name decides where the content does not speak against it; else the content."""
    assert ALL.recognise(stem, frozenset(found.split()), hint) == place


@pytest.mark.parametrize(
    ("stem", "found", "hint", "reason"),
    [
        ("one", "a", None, "may be any of these notebooks: alpha/one, beta/one"),
        ("renamed", "q1 q2 q3 q4", None, "may be any of these notebooks"),
        ("renamed", "q1", None, "none of the graded cells"),
        ("one", "", None, "none of the graded cells"),
        ("two", "c d", "beta", "another assignment, alpha"),
    ],
)
def test_recognise_refused(stem: str, found: str, hint: str | None, reason: str) -> None:
    """Nothing is guessed: what fits nowhere, or several places alike, is refused."""
    with pytest.raises(SubmissionError, match=reason):
        ALL.recognise(stem, frozenset(found.split()), hint)


def test_recognise_prefers_what_is_collected() -> None:
    """Where two assignments fit alike, the one that is being collected is meant."""
    known = Known(EXPECTED, frozenset({"gamma"}))
    found = frozenset({"q1", "q2", "q3", "q4"})
    assert known.recognise("renamed", found, None) == ("gamma", "six-again")
