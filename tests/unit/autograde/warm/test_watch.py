"""The watch over one request, with a clock that the test turns."""

from __future__ import annotations

from terakoya_autograde.warm.watch import LOOK, PATIENCE, Watch


class Clock:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Read it."""
        return self.now


def test_request_is_late_after_its_seconds_only() -> None:
    """At the last moment it is in time, behind it late."""
    clock = Clock()
    watch = Watch(3, clock)
    clock.now += 3
    assert not watch.is_late()
    clock.now += 0.5
    assert watch.is_late()


def test_interrupted_request_gets_a_little_more_time() -> None:
    """After an interrupt it is late again only when patience is over too."""
    clock = Clock()
    watch = Watch(0, clock)
    clock.now += 1
    assert watch.is_late() and not watch.interrupted
    watch.interrupt()
    clock.now += PATIENCE / 2
    assert watch.interrupted and not watch.is_late()
    clock.now += PATIENCE
    assert watch.is_late()


def test_memory_is_looked_at_now_and_then() -> None:
    """Not at once, then once for each while that has gone by."""
    clock = Clock()
    watch = Watch(60, clock)
    assert not watch.must_look()
    clock.now += 2 * LOOK
    assert [watch.must_look(), watch.must_look()] == [True, False]
