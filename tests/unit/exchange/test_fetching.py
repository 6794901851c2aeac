"""An assignment is fetched once; what a learner has written is never fetched over."""

from __future__ import annotations

from pathlib import Path

import pytest

from terakoya.exchange import PortalError
from terakoya.exchange.fetching import fetch_where_missing


def test_assignment_that_is_there_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is asked, and a learner's work stays."""
    monkeypatch.delenv("TERAKOYA_PORTAL", raising=False)
    mine = tmp_path / "spring" / "census" / "census.ipynb"
    mine.parent.mkdir(parents=True)
    mine.write_text("my own work", "utf-8")
    assert fetch_where_missing(tmp_path, "spring", "census") == mine.parent
    assert mine.read_text("utf-8") == "my own work"


def test_assignment_that_nobody_offers_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the portal does not answer it is said, and nothing is half there."""
    monkeypatch.delenv("TERAKOYA_PORTAL", raising=False)
    with pytest.raises(PortalError):
        fetch_where_missing(tmp_path, "spring", "census")
    assert list(tmp_path.iterdir()) == []
