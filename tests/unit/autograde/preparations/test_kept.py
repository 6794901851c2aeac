"""What is kept of preparations: whole, this account's alone, and not much of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from terakoya_autograde.preparations import kept
from terakoya_autograde.preparations.finding import Anew, Finding
from terakoya_autograde.preparations.kept import keep_finding, read_finding

from tests.unit.autograde.preparations.made_finding import made_finding

BASIS = "a" * 64


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one finding in it."""
    assert keep_finding(tmp_path / "prepared", made_finding(BASIS))
    return tmp_path / "prepared"


def only_file(folder: Path) -> Path:
    """The file of the one finding."""
    (path,) = folder.iterdir()
    return path


def test_finding_comes_back_as_it_was(folder: Path) -> None:
    """Every part of it, with its types."""
    assert read_finding(folder, BASIS) == made_finding(BASIS)


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
    assert read_finding(folder, BASIS) is Anew.DAMAGED


def test_finding_under_another_ones_name_counts_as_nothing(folder: Path) -> None:
    """What it is of, it says itself."""
    only_file(folder).rename(folder / f"{'b' * 64}.kept")
    assert read_finding(folder, "b" * 64) is Anew.DAMAGED


def test_finding_of_an_older_form_counts_as_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole as it is, it lacks what is asked of it today."""
    older = kept.msgspec.msgpack.encode({"basis": BASIS, "released": {}})
    monkeypatch.setattr(kept.msgspec.msgpack, "encode", lambda _finding: older)
    assert keep_finding(folder, made_finding(BASIS))
    assert read_finding(folder, BASIS) is Anew.DAMAGED


def link_to_itself(path: Path) -> None:
    """Put a link to the finding in its place."""
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
    assert read_finding(folder, BASIS) is Anew.FOREIGN
    if folder.stat().st_mode & 0o022:
        assert not keep_finding(folder, made_finding(BASIS))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_finding_of_another_account_counts_as_nothing(folder: Path) -> None:
    """Whoever it is."""
    os.chown(only_file(folder), 12345, -1)
    assert read_finding(folder, BASIS) is Anew.FOREIGN


def test_finding_of_a_library_that_was_changed_in_its_place(tmp_path: Path) -> None:
    """Without another version, or a new installation; or it is gone."""
    module = tmp_path / "town.py"
    module.write_text("rate = 1")
    assert keep_finding(tmp_path / "prepared", made_finding(BASIS, modules=(module,)))
    assert isinstance(read_finding(tmp_path / "prepared", BASIS), Finding)
    module.write_text("rate = 10")
    assert read_finding(tmp_path / "prepared", BASIS) is Anew.MODULES
    module.unlink()
    assert read_finding(tmp_path / "prepared", BASIS) is Anew.MODULES


def test_findings_are_few(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has been of no use for longest goes first; what is too large is not kept at all."""
    monkeypatch.setattr(kept, "MOST_FILES", 3)
    for place, name in enumerate("bcd"):
        assert keep_finding(folder, made_finding(name * 64))
        os.utime(folder / f"{name * 64}.kept", (1000 + place, 1000 + place))
        os.utime(folder / f"{BASIS}.kept", (900, 900))
        assert isinstance(read_finding(folder, BASIS), Finding)  # it has been of use just now
    left = sorted(path.name[0] for path in folder.iterdir())
    assert left == ["a", "c", "d"]
    monkeypatch.setattr(kept, "MOST_BYTES", 6000)
    assert keep_finding(folder, made_finding("e" * 64, size=5000))
    assert [path.name[0] for path in folder.iterdir()] == ["e"]
    monkeypatch.setattr(kept, "LARGEST", 1000)
    assert not keep_finding(folder, made_finding("f" * 64, size=1000))


def test_folder_in_which_nothing_can_be_kept(tmp_path: Path) -> None:
    """A file is in its place: it is prepared anew each time, and nothing fails."""
    (tmp_path / "prepared").write_text("")
    assert not keep_finding(tmp_path / "prepared", made_finding(BASIS))
    assert read_finding(tmp_path / "prepared", BASIS) is Anew.FOREIGN
