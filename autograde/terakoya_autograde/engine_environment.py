"""What graded: the engine's version, and every installed distribution as one digest."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

__all__ = ["ENGINE", "INLINE", "environment_digest", "warm_environment"]

INLINE = "module://matplotlib_inline.backend_inline"
_FIELD = re.compile(r"^(Name|Version):[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")

ENGINE = "terakoya-warm/2"


@cache
def environment_digest() -> str:
    """Return the SHA-256 (hex) of Python's version and every installed distribution."""
    lines = sorted(map(_name, importlib.metadata.distributions()))
    text = "\n".join([platform.python_version(), sys.platform, *lines])
    return hashlib.sha256(text.encode()).hexdigest()


def _name(entry: importlib.metadata.Distribution) -> str:
    """Return a distribution's name and version, from the head of its metadata.

    The whole of it is read as a mail by the standard library, two hundred times, where the head
    does not tell.
    """
    text = entry.read_text("METADATA") or entry.read_text("PKG-INFO") or ""
    told = dict(_FIELD.findall(text.partition("\n\n")[0]))
    if len(told) < 2:  # name and version
        return f"{entry.metadata['Name']}=={entry.version}"
    return f"{told['Name']}=={told['Version']}"


def warm_environment(home: Path, also: Iterable[str] = ()) -> dict[str, str]:
    """Return the environment of a warm parent whose home is `home`.

    It is a clean one: what a process starts with stays readable in /proc for its children. The
    numeric libraries are told to start no thread, as a process that forks may have only one.

    Its temporary files are in the folder ``tmp`` there.

    Args:
        also: names of further variables that are kept.
    """
    kept = {name: os.environ[name] for name in (*_KEPT, *also) if name in os.environ}
    return kept | {
        "HOME": str(home),
        "USER": "learner",
        "TMPDIR": str(home / "tmp"),
        "IPYTHONDIR": str(home / "ipython"),
        "MPLCONFIGDIR": str(home / "matplotlib"),
        "MPLBACKEND": INLINE,
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "JE_ARROW_MALLOC_CONF": "background_thread:false",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
