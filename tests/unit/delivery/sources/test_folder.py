"""Folders as a source, where what lies in them may change under the reader's hands."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from classroom import notebook_bytes

from terakoya.delivery.limits import Budget, CollectLimits
from terakoya.delivery.sources.folder import FolderSource
from terakoya.errors import SubmissionError


def _budget() -> Budget:
    return Budget(10_000_000)


def test_folder_reads_what_it_listed(inbox: Path) -> None:
    """The control for the refusals below."""
    (inbox / "one.ipynb").write_bytes(notebook_bytes("a-1"))
    (entry,) = FolderSource(inbox, CollectLimits()).listing().entries
    assert entry.read(_budget()) == notebook_bytes("a-1")


@pytest.mark.parametrize("swap", ["file", "folder", "fifo"])
def test_folder_swapped_after_listing(inbox: Path, tmp_path: Path, swap: str) -> None:
    """A link or pipe that takes the place of a listed file or folder is not followed."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "one.ipynb").write_text("secret")
    (inbox / "00101").mkdir()
    path = inbox / "00101" / "one.ipynb"
    path.write_bytes(notebook_bytes("a-1"))
    (entry,) = FolderSource(inbox, CollectLimits()).listing().entries
    path.unlink()
    if swap == "file":
        path.symlink_to(secret / "one.ipynb")
    elif swap == "fifo":
        os.mkfifo(path)
    else:
        path.parent.rmdir()
        path.parent.symlink_to(secret)
    with pytest.raises(SubmissionError):
        entry.read(_budget())


def test_folder_grown_after_listing(inbox: Path) -> None:
    """The size is that of the bytes read, not of an earlier look."""
    path = inbox / "one.ipynb"
    path.write_bytes(b"x")
    (entry,) = FolderSource(inbox, CollectLimits(notebook_bytes=100)).listing().entries
    path.write_bytes(b"x" * 101)
    with pytest.raises(SubmissionError, match="larger than"):
        entry.read(_budget())


def test_folder_nested_too_deep(inbox: Path) -> None:
    """Endless folders are refused; what lies beside them is listed."""
    (inbox / "/".join("abcdef")).mkdir(parents=True)
    (inbox / "a" / "b" / "c" / "d" / "e" / "f" / "one.ipynb").write_text("x")
    (inbox / "two.ipynb").write_text("x")
    listing = FolderSource(inbox, CollectLimits(folder_depth=4)).listing()
    assert [entry.name for entry in listing.entries] == ["two.ipynb"]
    assert [entry.name for entry in listing.refused] == ["a/b/c/d/e"]


def test_folder_name_that_is_no_text(inbox: Path) -> None:
    """A name in cp932 bytes on a disk that knows UTF-8 is refused, and can be shown."""
    Path(str(inbox) + "/" + b"\x95\x5c.ipynb".decode("utf-8", "surrogateescape")).write_text("x")
    (refused,) = FolderSource(inbox, CollectLimits()).listing().refused
    refused.name.encode("utf-8")
    assert "neither UTF-8" in refused.reason
