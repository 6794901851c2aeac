"""Everything that a preparation depends on, as one digest.

Where two preparations have the same basis, the second finds out what the first has found: the same
files and settings, on the same machine, with the same programs. What cannot be told makes that
there is no basis, and so nothing is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
import sysconfig
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from traitlets.config.loader import LazyConfigValue

from terakoya_autograde.engine_environment import ENGINE, environment_digest, warm_environment

__all__ = ["Choice", "find_basis"]

FORM = 1  # of what is kept
Choice = tuple[bool, str, Collection[str]]
"""With a sandbox or not, where checks run, and which of them run in the learner's process."""
_STEPS = ("nbgrader.", "nbconvert.")
_PROCESSOR = Path("/proc/cpuinfo")
_OF_A_PROCESSOR = ("vendor_id", "cpu family", "model", "stepping", "flags", "Features")


def find_basis(assignment_id: str, digest: str, settings: Any, choice: Choice) -> str:
    """Return the SHA-256 (hex) of everything that a preparation depends on.

    Args:
        digest: of the assignment's files, and of the file that its settings are in.
        settings: what that file comes to.

    Returns:
        An empty text where the settings hold code, which no digest tells of.
    """
    sandbox, checks, in_kernel = choice
    if not _is_nbgraders(settings):
        return ""
    try:
        told = json.dumps(settings, sort_keys=True, default=_plain)
    except (TypeError, ValueError, RecursionError):
        return ""
    parts = [FORM, assignment_id, digest, told, sandbox, checks, sorted(in_kernel), _machine()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _is_nbgraders(settings: Any) -> bool:
    """Tell whether the steps in which a release is made are nbgrader's, by name."""
    steps = settings.GenerateAssignment.get("preprocessors", ())
    return isinstance(steps, Iterable) and all(
        isinstance(step, str) and step.startswith(_STEPS) for step in steps
    )


def _plain(value: object) -> object:
    """Return what a setting of nbgrader's own kinds comes to.

    Raises:
        TypeError: it may be code.
    """
    if isinstance(value, LazyConfigValue):
        return ["changes", value.to_dict()]
    if isinstance(value, set | frozenset):
        return ["set", *sorted(value)]
    if isinstance(value, Path):
        return ["path", str(value)]
    raise TypeError


@cache
def _machine() -> tuple[Any, ...]:
    """Return what grades here: programs, libraries, processor, and what a warm parent starts with.

    The engine's own code counts by its content, so that it need not have another version.
    """
    variables = warm_environment(Path("/"))
    python = sys.version, sys.executable, sys.prefix, sys.base_prefix, os.geteuid()
    libraries = environment_digest(), *_libraries()
    return (
        *(ENGINE, _engine(), *python, platform.platform(), *_processor()),
        *(sorted(variables.items()), libraries),
    )


def _engine() -> str:
    summary = hashlib.sha256()
    root = Path(__file__).parents[1]
    for path in sorted(root.rglob("*.py")):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        summary.update(f"{path.relative_to(root)}\0{content}\n".encode())
    return summary.hexdigest()


def _libraries() -> Iterator[tuple[str, str, int]]:
    """Yield what lies where libraries are installed, and when each was last written.

    That tells a library that was installed again from another place, a loose module, and a ``.pth``
    file, which have no version.
    """
    for folder in sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}):
        with os.scandir(folder) as entries:
            found = sorted(
                (entry.name, entry.stat().st_mtime_ns)
                for entry in entries
                if entry.name != "__pycache__"
            )
        yield from ((folder, *entry) for entry in found)


def _processor() -> tuple[str, ...]:
    """Return what the processor can do: numeric libraries choose their code by it."""
    try:
        lines = _PROCESSOR.read_text(encoding="utf-8", errors="replace").partition("\n\n")[0]
    except OSError:
        return ()
    return tuple(line for line in lines.splitlines() if line.startswith(_OF_A_PROCESSOR))
