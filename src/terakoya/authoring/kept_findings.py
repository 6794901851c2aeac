"""What slow checks have found, kept until anything changes on which it depends.

That is every file of the assignment, the course's settings, our own code, the libraries, Python and
the language of the sentences; where the assignment's code may ask for the time, also the day. The
folder `var/checked` may be deleted at any time. A file that cannot be read is none.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import terakoya_autograde
from terakoya_autograde import asks_for_the_time, environment_digest
from terakoya_autograde.storage import keep_within

import terakoya
from terakoya.authoring.finding import Found, Place
from terakoya.authoring.subject import Subject
from terakoya.errors import TerakoyaError
from terakoya.language import current_language
from terakoya.workspace.atomic import write_text
from terakoya.workspace.workspace import CONFIG

__all__ = ["CHECKED", "KeptFindings"]

CHECKED = "checked"  # in var/
FORM = 1  # of what is kept
MOST_FILES, MOST_BYTES = 64, 16 * 2**20
_LARGEST = 4 * 2**20
_NOT_READ = frozenset({"__pycache__", ".ipynb_checkpoints"})
Look = Callable[[Subject], Iterable[Found]]


class KeptFindings:
    """What is kept of one assignment.

    Attributes:
        path: the file in which it is kept.
        figures: what was counted; kept as well.
    """

    def __init__(self, subject: Subject, path: Path) -> None:
        self._subject, self.path = subject, path
        self._codes: dict[str, list[dict[str, Any]]] = {}
        self._is_new = False
        self.figures: dict[str, float] = {}
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            self._read()

    @classmethod
    def of(cls, subject: Subject) -> KeptFindings:
        """Return what is kept of an assignment as it is now."""
        folder = subject.workspace.var / CHECKED
        return cls(subject, folder / f"{_find_basis(subject)}.json")

    def _read(self) -> None:
        if self.path.stat().st_size > _LARGEST:
            return
        known = json.loads(self.path.read_text(encoding="utf-8"))
        codes = {str(code): [*map(dict, found)] for code, found in known["codes"].items()}
        for found in codes.values():
            for one in found:
                _as_found(one)
        figures = {str(name): float(value) for name, value in known["figures"].items()}
        self._codes, self.figures = codes, figures
        self._subject.figures |= figures
        with suppress(OSError):
            os.utime(self.path)  # it is of use: others are thrown away before it

    def ask(self, code: str, look: Look) -> Iterator[Found]:
        """Yield what a check has found before, or let it look."""
        if code not in self._codes:
            found = [*look(self._subject)]
            self._codes[code] = [_as_json(one) for one in found]
            self._is_new = True
        yield from map(_as_found, self._codes[code])

    def write(self) -> None:
        """Keep what is new, and throw away what has not been of use for longest."""
        if not self._is_new or not self._subject.workspace.var.is_dir():
            return
        text = json.dumps({"codes": self._codes, "figures": self.figures}, ensure_ascii=False)
        if len(text.encode()) > _LARGEST:
            return
        # a workspace that cannot be written to is read all the same
        with suppress(OSError, TerakoyaError):
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_text(self.path, text)
            keep_within(self.path, "*.json", MOST_FILES, MOST_BYTES)


def _as_json(found: Found) -> dict[str, Any]:
    what, remedy = found.said()
    return {"place": asdict(found.place), "what": what, "remedy": remedy}


def _as_found(kept: dict[str, Any]) -> Found:
    return Found(Place(**kept["place"]), str(kept["what"]), str(kept["remedy"]))


def _find_basis(subject: Subject) -> str:
    """Return the SHA-256 (hex) of everything on which findings depend."""
    summary = hashlib.sha256()
    folder = subject.workspace.source(subject.assignment.id)
    bodies = [*_read_files(folder, [path for path in folder.rglob("*") if _is_read(path)])]
    bodies += _read_files(subject.workspace.root, [subject.workspace.root / CONFIG])
    for name, body in bodies:
        summary.update(f"{name}\0{hashlib.sha256(body).hexdigest()}\n".encode())
    day = subject.today.isoformat() if _may_ask_for_the_time(dict(bodies)) else ""
    parts = [FORM, subject.assignment.id, day, current_language(), sys.version, sys.prefix]
    summary.update(repr((*parts, environment_digest(), _own_code())).encode())
    return summary.hexdigest()


def _may_ask_for_the_time(bodies: dict[str, bytes]) -> bool:
    """Tell whether code may do so: of notebooks, modules and answers; also where it is not read."""
    try:
        notebooks = [json.loads(body) for name, body in bodies.items() if name.endswith(".ipynb")]
        return asks_for_the_time(notebooks, bodies)
    except (ValueError, KeyError, TypeError):  # a broken notebook, or one of another format
        return True


def _is_read(path: Path) -> bool:
    return path.is_file() and _NOT_READ.isdisjoint(path.parts)


def _read_files(root: Path, paths: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    for path in sorted(paths):
        with suppress(OSError):
            yield str(path.relative_to(root)), path.read_bytes()


@cache
def _own_code() -> str:
    """Return a digest of our code and the engine's: by sizes and times of change."""
    summary = hashlib.sha256()
    for module in (terakoya, terakoya_autograde):
        root = Path(str(module.__file__)).parent
        for path in sorted(root.rglob("*.py")):
            known = path.stat()
            line = f"{path.relative_to(root)}\0{known.st_size}\0{known.st_mtime_ns}\n"
            summary.update(line.encode())
    return summary.hexdigest()
