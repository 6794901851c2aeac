"""Writing so that a reader sees the old file or folder or the new one, never half of one."""

from __future__ import annotations

from pathlib import Path

from terakoya_autograde.storage import new_folder as replace_directory
from terakoya_autograde.storage import write_file as write_bytes

__all__ = ["replace_directory", "write_bytes", "write_text"]


def write_text(path: Path, content: str, mode: int = 0o644) -> None:
    """Write `content` as UTF-8, without translating newlines; see `write_bytes`."""
    write_bytes(path, content.encode("utf-8"), mode)
