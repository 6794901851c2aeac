"""The secret: made once, told nobody, and everything from it stays the same."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from terakoya.errors import WorkspaceError
from terakoya.refresh import Secret, read_secret

ONE, OTHER = Secret(b"1" * 32), Secret(b"2" * 32)


def seeds(secret: Secret, *who: str, attempt: int = 1) -> list[int]:
    """The first candidates of an attempt."""
    return list(islice(secret.seeds(*who, attempt), 5))


def test_seeds_are_the_same_each_time_and_differ_otherwise() -> None:
    """Learner, assignment, item, attempt and secret each change every seed."""
    mine = seeds(ONE, "000037", "a", "q")
    assert mine == seeds(ONE, "000037", "a", "q")
    others = [
        seeds(ONE, "000074", "a", "q"),
        seeds(ONE, "000037", "b", "q"),
        seeds(ONE, "000037", "a", "r"),
        seeds(ONE, "000037", "a", "q", attempt=2),
        seeds(OTHER, "000037", "a", "q"),
        seeds(ONE, "000037", "aq", ""),
    ]
    assert len({seed for found in [mine, *others] for seed in found}) == 35
    assert all(0 <= seed < 2**63 for seed in mine)


def test_secret_does_not_show() -> None:
    """Neither in a log nor in an error is the key to be read."""
    assert "1111" not in repr(ONE)


def test_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    """The same key comes back; nobody else may read the file."""
    first = read_secret(tmp_path / "var")
    assert read_secret(tmp_path / "var") == first
    assert read_secret(tmp_path / "elsewhere") != first
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["refresh.key"]
    assert (tmp_path / "var" / "refresh.key").stat().st_mode & 0o777 == 0o600


def test_damaged_secret_is_not_replaced(tmp_path: Path) -> None:
    """Half a key is an error: with a new one, every open variant would change."""
    (tmp_path / "refresh.key").write_bytes(b"half")
    with pytest.raises(WorkspaceError, match="damaged"):
        read_secret(tmp_path)


def test_calendar_address_changes_with_its_issue() -> None:
    """A renewed address is another one, and nobody's name is in an event's."""
    assert ONE.calendar_token("000037", 1) != ONE.calendar_token("000037", 2)
    assert len(ONE.calendar_token("000037", 1)) == 43
    assert "000037" not in ONE.event_name("000037", "a", "q")
