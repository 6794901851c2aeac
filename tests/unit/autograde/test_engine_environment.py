"""What graded, as a digest."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
import sys

from terakoya_autograde.engine_environment import environment_digest


def test_environment_is_told_as_the_standard_library_tells_it() -> None:
    """Each distribution's name and version, though only the head of its metadata is read."""
    known = importlib.metadata.distributions()
    lines = sorted(f"{entry.metadata['Name']}=={entry.version}" for entry in known)
    text = "\n".join([platform.python_version(), sys.platform, *lines])
    assert environment_digest() == hashlib.sha256(text.encode()).hexdigest()
