"""What an assignment allows is what the engine allows."""

from __future__ import annotations

import terakoya_autograde

from terakoya.model import Limits


def test_limits_are_the_engines() -> None:
    """There is one kind of limits, so that none is lost on the way to the engine."""
    assert Limits is terakoya_autograde.Limits
