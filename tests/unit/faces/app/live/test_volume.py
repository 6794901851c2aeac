"""How much a page was shown: counted as it comes and goes, and bounded."""

from __future__ import annotations

import pytest

from terakoya.faces.app.live.volume import TooMuchError, Volume


def test_volume_counts_what_is_there_now() -> None:
    """A value that takes another's place counts instead of it; what is gone counts no more."""
    volume = Volume()
    volume.put("slider", "value", 10)
    volume.put("slider", "value", 3)
    volume.add("cell", "", 4)
    volume.add("cell", "", 4)
    assert volume.total == 11
    volume.drop("cell")
    volume.drop("nowhere")
    assert volume.total == 3


def test_volume_of_a_copy_has_its_own_room() -> None:
    """What was there before counts against nobody; a thousand small changes do not, either."""
    first = Volume()
    first.put("cell", "", 1000)
    copy = first.copy(10)
    for _change in range(1000):
        copy.put("slider", "value", 10)
    with pytest.raises(TooMuchError):
        copy.add("slider", "other", 1)
    assert first.total == 1000
