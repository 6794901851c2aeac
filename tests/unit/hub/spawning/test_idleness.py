"""When a server counts as unused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from terakoya.hub.spawning.idleness import Look, is_idle

_NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
_BEFORE = Look(_NOW - timedelta(seconds=30), 10.0)
_LONG_AGO = _NOW - timedelta(minutes=61)


def test_server_that_nobody_uses() -> None:
    """Nobody has asked for an hour, and nothing works."""
    assert is_idle(_BEFORE, Look(_NOW, 10.1), _LONG_AGO, 60)
    assert is_idle(_BEFORE, Look(_NOW, 10.1), _LONG_AGO.replace(tzinfo=None), 60)


def test_server_that_works() -> None:
    """A cell that works is not interrupted, however long nobody has asked."""
    assert not is_idle(_BEFORE, Look(_NOW, 20.0), _LONG_AGO, 60)


def test_server_that_was_asked() -> None:
    """Somebody has just asked."""
    assert not is_idle(_BEFORE, Look(_NOW, 10.1), _NOW - timedelta(minutes=59), 60)


def test_server_of_which_nothing_is_known() -> None:
    """At the first look, without any word of it, or where none is to end, it goes on."""
    assert not is_idle(None, Look(_NOW, 10.1), _LONG_AGO, 60)
    assert not is_idle(_BEFORE, Look(_NOW, 10.1), None, 60)
    assert not is_idle(_BEFORE, Look(_NOW, 10.1), _LONG_AGO, 0)
