"""Files and folders are put in their place whole; a reader never finds nothing."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from terakoya_autograde.storage import atomic_writes
from terakoya_autograde.storage.atomic_writes import (
    NewFolder,
    fill_folder,
    new_file,
    new_folder,
    write_file,
)
from terakoya_autograde.storage.maker_locks import hold
from terakoya_autograde.storage.name_exchange import exchange
from terakoya_autograde.storage.recovery import recover

Refuse = Callable[[Path, Path], bool]


@pytest.fixture(params=["exchange", "two renames"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file system that can exchange two names, and one that cannot."""
    if request.param != "exchange":
        monkeypatch.setattr(atomic_writes, "exchange", lambda _one, _other: False)
    return str(request.param)


def put(target: Path, **files: str) -> None:
    """Put a folder with these files in place."""
    with new_folder(target) as beside:
        fill_folder(beside, {name: text.encode() for name, text in files.items()})


def read(target: Path) -> dict[str, str]:
    """Return the files of a folder."""
    return {path.name: path.read_text("utf-8") for path in target.iterdir()}


@pytest.mark.usefixtures("kind")
def test_folder_takes_the_place_of_anything(tmp_path: Path) -> None:
    """Of nothing, a folder, a file, a link, none of which is followed: then it is there alone."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "mine").touch()
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("elsewhere")
    (tmp_path / "broken").symlink_to("nowhere")
    put(tmp_path / "folder", old="1", gone="1")
    for name in ("none", "folder", "file", "link", "broken"):
        put(tmp_path / name, new="2")
        assert read(tmp_path / name) == {"new": "2"}
        assert not (tmp_path / name).is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["elsewhere", "none", "folder", "file", "link", "broken"]
    )
    assert read(tmp_path / "elsewhere") == {"mine": ""}


@pytest.mark.usefixtures("kind")
def test_folder_whose_making_fails(tmp_path: Path) -> None:
    """The old one stays, and nothing is left beside it."""
    put(tmp_path / "kept", old="1")
    with pytest.raises(ZeroDivisionError), new_folder(tmp_path / "kept") as beside:
        (beside / "half").touch()
        _ = 1 / 0
    assert read(tmp_path / "kept") == {"old": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_folder_that_cannot_be_moved_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second of two renames is refused, the old one has its name again."""
    put(tmp_path / "kept", old="1")
    made = NewFolder(tmp_path / "kept")
    monkeypatch.setattr(atomic_writes, "exchange", lambda _one, _other: False)

    def refuse(_self: Path, _target: Path) -> Path:
        raise OSError(errno.EIO, "broken")

    rename = Path.rename
    monkeypatch.setattr(
        Path, "rename", lambda self, to: (refuse if self == made.path else rename)(self, to)
    )
    with pytest.raises(OSError, match="broken"):
        made.place()
    made.discard()
    assert read(tmp_path / "kept") == {"old": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_reader_of_a_folder_that_is_replaced(tmp_path: Path) -> None:
    """In two hundred replacements the name is never without a folder that is whole."""
    assert watch(tmp_path, 200) == 0


def test_reader_of_a_folder_that_is_moved_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: with two renames there are moments in which the reader finds nothing."""
    monkeypatch.setattr(atomic_writes, "exchange", lambda _one, _other: False)
    assert watch(tmp_path, 2000) > 0


def watch(folder: Path, most: int) -> int:
    """Replace a folder until a reader has missed it, `most` times at most; return the misses."""
    target, missed, ended = folder / "kept", [], threading.Event()
    put(target, file="x")

    def look() -> None:
        while not ended.is_set():
            if not target.exists():
                missed.append(1)

    reader = threading.Thread(target=look)
    reader.start()
    for _ in range(most):
        put(target, file="x")
        if missed:
            break
    ended.set()
    reader.join()
    return len(missed)


@pytest.mark.usefixtures("kind")
def test_folder_put_in_place_by_many(tmp_path: Path) -> None:
    """In the end it is one of theirs, whole, and nothing is beside it."""
    target = tmp_path / "kept"
    threads = [
        threading.Thread(target=lambda n=str(n): [put(target, a=n, b=n) for _ in range(20)])
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = read(target)
    assert found["a"] == found["b"]
    assert list(tmp_path.iterdir()) == [target]


def test_file_written_by_many(tmp_path: Path) -> None:
    """In the end it is one of theirs, whole, and nothing is beside it."""
    threads = [
        threading.Thread(
            target=lambda n=n: [write_file(tmp_path / "kept", b"%d" % n * 999) for _ in range(50)]
        )
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set((tmp_path / "kept").read_bytes())) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


@pytest.mark.parametrize("name", ["あ" * 85, "x" * 255, ".hidden", "a.b c"])
def test_names_of_any_length(name: str, tmp_path: Path) -> None:
    """A name as long as a file system takes is written too, and leaves nothing beside it."""
    write_file(tmp_path / "files" / name, b"1")
    put(tmp_path / "folders" / name, file="1")
    put(tmp_path / "folders" / name, file="2")
    assert [path.name for path in tmp_path.glob("*/*")] == [name, name]


def test_error_names_what_was_wanted(tmp_path: Path) -> None:
    """Not the file or folder in the making."""
    (tmp_path / "file").touch()
    for write in (lambda path: write_file(path, b""), NewFolder):
        with pytest.raises(OSError, match=r"file/kept") as caught:
            write(tmp_path / "file" / "kept")
        assert caught.value.filename == str(tmp_path / "file" / "kept")


LEAVING = """
import os, signal, sys
from pathlib import Path
from terakoya_autograde.storage.atomic_writes import NewFolder
(NewFolder(Path(sys.argv[1])).path / "half").touch()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_folder_of_a_killed_process_goes(tmp_path: Path) -> None:
    """With the next who writes the same name, or with `recover`; what is not ours by name stays."""
    for name in (".kept.notes", ".kept.new", ".kept.old", ".kept.ab_cd123"):
        (tmp_path / name).mkdir()
    own = sorted(tmp_path.iterdir())
    for end in (lambda: put(tmp_path / "kept"), lambda: recover(tmp_path)):
        subprocess.run([sys.executable, "-c", LEAVING, tmp_path / "kept"], check=False)
        assert len(list(tmp_path.glob(".kept.*.new"))) == 1
        end()
        assert list(tmp_path.glob(".kept.*.new")) == []
    assert sorted(tmp_path.iterdir()) == [*own, tmp_path / "kept"]


def test_folder_in_the_making_stays(tmp_path: Path) -> None:
    """What a living process makes is nobody's leftover; what it had moved away comes back."""
    made = NewFolder(tmp_path / "kept")
    recover(tmp_path)
    put(tmp_path / "kept", first="1")
    assert made.path.is_dir()
    old = made.path.with_suffix(".old")
    (tmp_path / "kept").rename(old)
    held = hold(old)
    recover(tmp_path)
    assert not (tmp_path / "kept").exists()
    assert held is not None
    held.release()
    recover(tmp_path)
    assert read(tmp_path / "kept") == {"first": "1"}
    made.discard()


def test_exchange_with_nothing(tmp_path: Path) -> None:
    """It is refused, and changes nothing."""
    (tmp_path / "one").touch()
    with pytest.raises(FileNotFoundError):
        exchange(tmp_path / "one", tmp_path / "other")
    assert os.listdir(tmp_path) == ["one"]  # noqa: PTH208 - names are meant


def test_new_file_is_whole_or_not_there(tmp_path: Path) -> None:
    """Written piece by piece, it gets its name at the end; a failure leaves nothing beside."""
    with new_file(tmp_path / "made", 0o600) as file:
        file.write(b"one")
        assert not (tmp_path / "made").exists()
        file.write(b"two")
    assert (tmp_path / "made").read_bytes() == b"onetwo"
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o600
    with pytest.raises(ZeroDivisionError), new_file(tmp_path / "never") as file:
        file.write(b"one")
        raise ZeroDivisionError
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_new_file_replaces_nothing(tmp_path: Path) -> None:
    """What has the name keeps it, also when it comes while the other one is written."""
    with pytest.raises(FileExistsError), new_file(tmp_path / "made") as file:
        file.write(b"mine")
        (tmp_path / "made").write_bytes(b"theirs")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"made": b"theirs"}
