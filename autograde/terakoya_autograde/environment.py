"""What graded: the engine's version, and every installed distribution as one digest."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
import sys
from functools import cache

__all__ = ["ENGINE", "environment_digest"]

ENGINE = "terakoya-warm/1"


@cache
def environment_digest() -> str:
    """Return the SHA-256 (hex) of Python's version and every installed distribution."""
    lines = sorted(
        f"{entry.metadata['Name']}=={entry.version}" for entry in importlib.metadata.distributions()
    )
    text = "\n".join([platform.python_version(), sys.platform, *lines])
    return hashlib.sha256(text.encode()).hexdigest()
