"""How full a home is, whatever its owner makes of it."""

from __future__ import annotations

import os
from pathlib import Path

from terakoya.hub.spawning.home_usage import HomeUsage, measure_home

_MB = 2**20


def _fill(path: Path, size: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(os.urandom(size))


def test_home_with_files(tmp_path: Path) -> None:
    """Files in all its folders count, as much as they take on the disk."""
    _fill(tmp_path / "a", _MB)
    _fill(tmp_path / "b" / "c" / "d", _MB)
    usage = measure_home(tmp_path, 10 * _MB)
    assert 2 * _MB <= usage.used < 3 * _MB
    assert usage.entries == 4
    assert not usage.is_nearly_full


def test_home_with_names_for_one_file(tmp_path: Path) -> None:
    """A file with two names counts once; a hole in a file takes nothing."""
    _fill(tmp_path / "a", _MB)
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    with (tmp_path / "hole").open("wb") as file:
        file.truncate(100 * _MB)
    assert measure_home(tmp_path, 10 * _MB).used < 2 * _MB


def test_home_with_links(tmp_path: Path) -> None:
    """What a link leads to is nobody's in here."""
    elsewhere, home = tmp_path / "elsewhere", tmp_path / "home"
    _fill(elsewhere / "big", 4 * _MB)
    home.mkdir()
    (home / "link").symlink_to(elsewhere)
    (home / "round").symlink_to(home)
    assert measure_home(home, 10 * _MB).used < _MB


def test_home_with_a_closed_folder(tmp_path: Path) -> None:
    """A folder that is closed to everybody hides nothing."""
    _fill(tmp_path / "closed" / "big", 4 * _MB)
    (tmp_path / "closed").chmod(0)
    assert measure_home(tmp_path, 10 * _MB).used >= 4 * _MB
    (tmp_path / "closed").chmod(0o700)


def test_home_that_is_too_deep(tmp_path: Path) -> None:
    """Folders so deep that no path leads there make it full, so that nothing can hide there."""
    folder = os.open(tmp_path, os.O_RDONLY)
    for _ in range(30):
        os.mkdir("x" * 200, dir_fd=folder)
        deeper = os.open("x" * 200, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = deeper
    os.close(folder)
    assert measure_home(tmp_path, 10 * _MB).is_full


def test_home_with_too_many_files(tmp_path: Path) -> None:
    """Many empty files take room, too."""
    for number in range(30):
        (tmp_path / str(number)).touch()
    assert measure_home(tmp_path, 10 * _MB, most_entries=20).is_full
    assert not measure_home(tmp_path, 10 * _MB, most_entries=100).is_nearly_full


def test_home_that_is_not_there(tmp_path: Path) -> None:
    """What is not there holds nothing."""
    assert measure_home(tmp_path / "nowhere", _MB).used == 0


def test_usage_in_words() -> None:
    """From four fifths on its owner is told; at all of it, it is full."""
    assert not HomeUsage(79, 100).is_nearly_full
    assert HomeUsage(80, 100).is_nearly_full
    assert not HomeUsage(99, 100).is_full
    assert HomeUsage(100, 100).is_full
