"""What a backup holds, as the file `backup.json` inside it tells."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["MANIFEST", "RECORDS", "Backup", "KeptFile", "is_safe_name"]

MANIFEST = "backup.json"
RECORDS = "var/terakoya.db"
"""Where the records are in every backup, also those that came from a server."""


def is_safe_name(name: str) -> bool:
    """Tell whether a path stays in the workspace, and is written in one way only."""
    path = PurePosixPath(name)
    plain = not path.is_absolute() and ".." not in path.parts and str(path) == name
    return plain and "\0" not in name and "\\" not in name


class KeptFile(BaseModel):
    """One file: its content's SHA-256 (hex), its size in bytes, and its permissions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=0)
    mode: int = Field(ge=0, le=0o777)


class Backup(BaseModel):
    """The whole of it.

    Attributes:
        form: of this table and of the file around it; a newer Terakoya may have a newer one.
        version: of the Terakoya that made it.
        made_at: when it was begun, in UTC: whatever was acknowledged before is in it.
        counts: how many cohorts, learners and submissions the records hold.
        files: path in the workspace → file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    form: Literal[1] = 1
    version: str
    made_at: datetime
    counts: dict[str, int]
    files: dict[str, KeptFile]
