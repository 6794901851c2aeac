"""The submission store keeps what it was given, or says that it cannot."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest

from terakoya.delivery import SubmissionStore
from terakoya.errors import SubmissionError


@pytest.fixture
def store(tmp_path: Path) -> SubmissionStore:
    """A store in a folder that does not exist yet."""
    return SubmissionStore(tmp_path / "var" / "submissions")


def test_store_round_trip(store: SubmissionStore) -> None:
    """Content comes back by its SHA-256, from the documented place, read-only."""
    stored = store.put(b"notebook")
    digest = hashlib.sha256(b"notebook").hexdigest()
    assert (stored.sha256, stored.size) == (digest, 8)
    assert store.read(digest) == b"notebook"
    path = store.root / "objects" / digest[:2] / digest[2:]
    assert store.path(digest) == path
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    assert stat.S_IMODE(store.root.stat().st_mode) == 0o700


def test_store_put_again_leaves_the_file_alone(store: SubmissionStore) -> None:
    """What is there already is verified, not written again."""
    path = store.path(store.put(b"notebook").sha256)
    before = path.stat()
    store.put(b"notebook")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_store_damaged(store: SubmissionStore) -> None:
    """A changed bit is noticed when reading and when the same content comes again."""
    digest = store.put(b"notebook").sha256
    store.path(digest).chmod(0o644)
    store.path(digest).write_bytes(b"notebooK")
    with pytest.raises(SubmissionError, match="damaged"):
        store.read(digest)
    with pytest.raises(SubmissionError, match="damaged"):
        store.put(b"notebook")
    assert store.path(digest).read_bytes() == b"notebooK"


def test_store_missing(store: SubmissionStore) -> None:
    """A content that is not there is an error with a remedy, not a crash."""
    with pytest.raises(SubmissionError, match="backup"):
        store.read("0" * 64)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_store_no_digest(store: SubmissionStore, name: str) -> None:
    """Only a SHA-256 in small letters can name a place, so no name leads out of the store."""
    with pytest.raises(SubmissionError, match="no SHA-256"):
        store.path(name)
