"""How much processor time a process has used."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["processor_seconds"]


def processor_seconds(pid: int) -> float:
    """Return the seconds that a process and its buried children have used; 0 where it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0.0
    fields = text.rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
