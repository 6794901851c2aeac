"""What `terakoya grade` says of those who were late, and of those who are counted no more."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from terakoya.cli.grade_report import describe_results, tell_results
from terakoya.grading import Entry, Graded
from terakoya.model import Cause, Due, Learner, Reason, Submission, Tier
from terakoya.records import Grading
from tests.unit.grading.test_standing import NOW

RUN: Any = SimpleNamespace(problems={}, is_trial=False, run_id=1)


def graded(number: int, **changes: Any) -> tuple[Graded, Entry]:
    """One graded submission, and what the gradebook says of it."""
    learner = Learner(f"{number:04}", "名", "01", "課", "主事", Tier.GENERAL, f"{number}@x.example")
    handed_in = Submission(number, "spring", learner.id, "small", {}, "", NOW, NOW)
    grading = Grading(number, "", "", "", "", "ok", 1.0, NOW)
    entry = replace(Entry(learner, "small", handed_in, grading, None), **changes)
    return Graded(handed_in, Reason(Cause.FIRST), None), entry


def told(capsys: pytest.CaptureFixture[str], *pairs: tuple[Graded, Entry]) -> list[str]:
    """The lines that the command says of these."""
    outcomes = [outcome for outcome, _entry in pairs]
    results = {entry.submission.id: (entry, ()) for _outcome, entry in pairs if entry.submission}
    tell_results(RUN, outcomes, results, "spring")
    return capsys.readouterr().out.splitlines()


def test_late_and_withdrawn_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Whose they are, each once, in order; nothing is said where there is nothing to say."""
    late = {"due": Due(NOW.replace(year=NOW.year - 1))}
    lines = told(capsys, graded(3, **late), graded(1, **late), graded(2, withdrawn=True))
    assert lines[:2] == [
        "Handed in late: 0001/small, 0003/small.",
        "Of withdrawn learners: 0002/small.",
    ]
    assert told(capsys, graded(1)) == ["1 graded. Next: terakoya feedback spring"]


def test_no_line_names_hundreds(capsys: pytest.CaptureFixture[str]) -> None:
    """The table has them all."""
    late = {"due": Due(NOW.replace(year=NOW.year - 1))}
    (line, *_rest) = told(capsys, *(graded(number, **late) for number in range(1, 300)))
    assert line.endswith("0020/small, ….")


def test_late_and_withdrawn_are_told_to_programs() -> None:
    """Of each submission; where it is not known, neither yes nor no."""
    pairs = [graded(1, withdrawn=True), graded(2, due=Due(NOW.replace(year=NOW.year - 1)))]
    results = {entry.submission.id: (entry, ()) for _one, entry in pairs if entry.submission}
    document = describe_results(RUN, [one for one, _entry in pairs], results)
    found = [(one["late"], one["withdrawn"]) for one in document["graded"]]
    assert found == [(False, True), (True, False)]
    (unknown,) = describe_results(RUN, [pairs[0][0]], {})["graded"]
    assert (unknown["late"], unknown["withdrawn"]) == (None, None)
