"""What is recorded of other software is taken for the same question and the same versions only."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import recorded
from tests.recorded import Recorded


def asked(path: Path, question: object, answer: str, *, writes: bool = False) -> str:
    """Ask; the answer is ours where it was not recorded."""
    return str(Recorded(path, writes=writes).of(question, lambda: answer))


def test_recorded_answer_is_not_asked_again(tmp_path: Path) -> None:
    """The file alone answers; another question is asked."""
    file = tmp_path / "answers"
    assert asked(file, ["a"], "first", writes=True) == "first"
    assert asked(file, ["a"], "second") == "first"
    assert asked(file, ["b"], "second") == "second"
    assert asked(file, ["b"], "third") == "third"  # nobody wanted it to be written down


def test_answer_of_another_version_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another nbgrader gave says nothing about this one."""
    file = tmp_path / "answers"
    asked(file, ["a"], "of one", writes=True)
    monkeypatch.setattr(recorded, "version", lambda name: f"another {name}")
    recorded._givers.cache_clear()
    try:
        assert asked(file, ["a"], "of another") == "of another"
    finally:
        recorded._givers.cache_clear()


def test_question_is_asked_once_where_nothing_is_kept() -> None:
    """Without a file the answer is remembered as long as the object is there."""
    known, answers = Recorded(), iter(("first", "second"))
    assert [known.of("a", lambda: next(answers)) for _ in range(2)] == ["first", "first"]
