"""Each account has a folder of its own, whatever its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from terakoya.errors import WorkspaceError
from terakoya.hub.spawning.home_folder import home_of

_NAMES = ["a", "A", "山田", "a b", "a/b", "..", ".", "../x", "a%2Fb", ".hidden", "%2E%2E", "a\0b"]


def test_home_of_any_name(tmp_path: Path) -> None:
    """No two names share one, and none lies anywhere else."""
    homes = [home_of(tmp_path, name) for name in _NAMES]
    assert len(set(homes)) == len(_NAMES)
    assert {home.parent for home in homes} == {tmp_path}
    assert all(home.stat().st_mode & 0o777 == 0o700 for home in homes)


def test_home_of_the_same_name(tmp_path: Path) -> None:
    """What is in it stays."""
    (home_of(tmp_path, "a") / "file").touch()
    assert (home_of(tmp_path, "a") / "file").exists()


def test_home_that_is_a_link(tmp_path: Path) -> None:
    """A link in its place is refused."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "homes").mkdir()
    (tmp_path / "homes" / "a").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WorkspaceError, match="Something else"):
        home_of(tmp_path / "homes", "a")
