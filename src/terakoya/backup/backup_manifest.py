"""What a backup holds, as the file `backup.json` inside it tells."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["MANIFEST", "RECORDS", "Backup", "KeptFile"]

MANIFEST = "backup.json"
RECORDS = "var/terakoya.db"
"""Where the records are in every backup, also those that came from a server."""


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
        made_at: when, in UTC.
        counts: how many cohorts, learners and submissions the records hold.
        files: path in the workspace → file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    form: Literal[1] = 1
    version: str
    made_at: datetime
    counts: dict[str, int]
    files: dict[str, KeptFile]
