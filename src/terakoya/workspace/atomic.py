"""Writing so that a reader sees the old file or the new one, never half of one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["replace_directory", "write_bytes", "write_text"]


def write_bytes(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write `content` beside `path`, then rename it into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _named(path):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.chmod(mode)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


def write_text(path: Path, content: str, mode: int = 0o644) -> None:
    """Write `content` as UTF-8, without translating newlines; see `write_bytes`."""
    write_bytes(path, content.encode("utf-8"), mode)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Let an error name the file that was wanted: a full disk names none, others the one beside."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise


@contextmanager
def replace_directory(path: Path) -> Iterator[Path]:
    """Yield an empty folder beside `path`; if the block succeeds, it takes the place of `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _named(path):
        beside = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    beside.chmod(0o755)
    old = beside.with_name(beside.name + ".old")
    try:
        yield beside
        if path.exists():
            path.rename(old)
        beside.rename(path)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
