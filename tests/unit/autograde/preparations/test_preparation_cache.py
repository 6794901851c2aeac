"""What is kept of preparations: whole, this account's alone, and not much of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from terakoya_autograde.preparations import preparation_cache
from terakoya_autograde.preparations.cache_entry import CacheEntry, CacheMiss
from terakoya_autograde.preparations.preparation_cache import keep_entry, read_entry

from tests.unit.autograde.preparations.made_cache_entry import made_cache_entry

BASIS = "a" * 64


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one entry in it."""
    assert keep_entry(tmp_path / "prepared", made_cache_entry(BASIS))
    return tmp_path / "prepared"


def only_file(folder: Path) -> Path:
    """The file of the one entry."""
    (path,) = folder.iterdir()
    return path


def test_finding_comes_back_as_it_was(folder: Path) -> None:
    """Every part of it, with its types."""
    assert read_entry(folder, BASIS) == made_cache_entry(BASIS)


def test_finding_is_readable_for_its_account_alone(folder: Path) -> None:
    """It holds solutions and hidden tests."""
    modes = [path.stat().st_mode & 0o777 for path in (folder, only_file(folder))]
    assert modes == [0o700, 0o600]


def change_byte(path: Path, place: int) -> None:
    """Change one byte of a file."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes() + b"x"),
        lambda path: change_byte(path, 3),
        lambda path: change_byte(path, 40),
        lambda path: change_byte(path, -1),
    ],
)
def test_damaged_finding_counts_as_nothing(damage: Callable[[Path], object], folder: Path) -> None:
    """A half, a longer one, or one with another byte anywhere."""
    damage(only_file(folder))
    assert read_entry(folder, BASIS) is CacheMiss.DAMAGED


def test_finding_under_another_ones_name_counts_as_nothing(folder: Path) -> None:
    """What it is of, it says itself."""
    only_file(folder).rename(folder / f"{'b' * 64}.kept")
    assert read_entry(folder, "b" * 64) is CacheMiss.DAMAGED


def test_finding_of_an_older_form_counts_as_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole as it is, it lacks what is asked of it today."""
    older = preparation_cache.msgspec.msgpack.encode({"basis": BASIS, "released": {}})
    monkeypatch.setattr(preparation_cache.msgspec.msgpack, "encode", lambda _entry: older)
    assert keep_entry(folder, made_cache_entry(BASIS))
    assert read_entry(folder, BASIS) is CacheMiss.DAMAGED


def link_to_itself(path: Path) -> None:
    """Put a link to the entry in its place."""
    beside = path.with_name("elsewhere")
    path.rename(beside)
    path.symlink_to(beside)


@pytest.mark.parametrize(
    "give_away",
    [
        lambda path: path.chmod(0o620),
        lambda path: path.chmod(0o602),
        lambda path: path.parent.chmod(0o770),
        lambda path: path.parent.chmod(0o707),
        link_to_itself,
    ],
)
def test_finding_that_others_may_have_written_counts_as_nothing(
    give_away: Callable[[Path], object], folder: Path
) -> None:
    """Nor is anything kept in a folder in which others can write."""
    give_away(only_file(folder))
    assert read_entry(folder, BASIS) is CacheMiss.FOREIGN
    if folder.stat().st_mode & 0o022:
        assert not keep_entry(folder, made_cache_entry(BASIS))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_finding_of_another_account_counts_as_nothing(folder: Path) -> None:
    """Whoever it is."""
    os.chown(only_file(folder), 12345, -1)
    assert read_entry(folder, BASIS) is CacheMiss.FOREIGN


def test_finding_of_a_library_that_was_changed_in_its_place(tmp_path: Path) -> None:
    """Without another version, or a new installation; or it is gone."""
    module = tmp_path / "town.py"
    module.write_text("rate = 1")
    assert keep_entry(tmp_path / "prepared", made_cache_entry(BASIS, modules=(module,)))
    assert isinstance(read_entry(tmp_path / "prepared", BASIS), CacheEntry)
    module.write_text("rate = 10")
    assert read_entry(tmp_path / "prepared", BASIS) is CacheMiss.MODULES
    module.unlink()
    assert read_entry(tmp_path / "prepared", BASIS) is CacheMiss.MODULES


def test_findings_are_few(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has been of no use for longest goes first; what is too large is not kept at all."""
    monkeypatch.setattr(preparation_cache, "MOST_FILES", 3)
    for place, name in enumerate("bcd"):
        assert keep_entry(folder, made_cache_entry(name * 64))
        os.utime(folder / f"{name * 64}.kept", (1000 + place, 1000 + place))
        os.utime(folder / f"{BASIS}.kept", (900, 900))
        assert isinstance(read_entry(folder, BASIS), CacheEntry)  # it has been of use just now
    left = sorted(path.name[0] for path in folder.iterdir())
    assert left == ["a", "c", "d"]
    monkeypatch.setattr(preparation_cache, "MOST_BYTES", 6000)
    assert keep_entry(folder, made_cache_entry("e" * 64, size=5000))
    assert [path.name[0] for path in folder.iterdir()] == ["e"]
    monkeypatch.setattr(preparation_cache, "LARGEST", 1000)
    assert not keep_entry(folder, made_cache_entry("f" * 64, size=1000))


def test_folder_in_which_nothing_can_be_kept(tmp_path: Path) -> None:
    """A file is in its place: it is prepared anew each time, and nothing fails."""
    (tmp_path / "prepared").write_text("")
    assert not keep_entry(tmp_path / "prepared", made_cache_entry(BASIS))
    assert read_entry(tmp_path / "prepared", BASIS) is CacheMiss.FOREIGN
