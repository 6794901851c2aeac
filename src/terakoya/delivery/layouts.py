"""How systems write a person's name into the name of a folder or file, and what is left of it.

Moodle (mod/assign/locallib.php): name, number, `assignsubmission_file`. Canvas
(lib/content_zipper.rb): sortable name in small letters without signs, `LATE`, two numbers, file.
Teams: a folder named like the person. Google Classroom: name, ` - `, file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

__all__ = ["Reading", "addressee", "is_called_late", "is_dated_by_download", "is_moodle", "narrow"]
__all__ += ["read_layouts"]

_MOODLE = re.compile(
    r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)(?:_(?P<rest>.*))?",
    re.DOTALL,
)
_CANVAS = re.compile(
    r"(?P<name>[^_]+(?:_[^_]+)*?)_(?P<late>LATE_)?(?P<number>\d+)_\d+_(?P<rest>.+)", re.DOTALL
)
_SEPARATORS = "_- "
_COUNTED = re.compile(r"(.+)-\d{1,3}((?:\.[^.]+)?)", re.DOTALL)
_AROUND = " 　_-"
_MOST_SEPARATORS = 12  # no person's name holds more; a file's may hold hundreds


@dataclass(frozen=True)
class Reading:
    """One way to read a name: whose it would be, the file's stem, and how a system told it.

    Attributes:
        name: the person's name or staff number as it came.
        rest: what follows it.
        number: the system's own number of that person or hand-in; empty where there is none.
        head: what stands before `rest`, separators included; a file that goes back begins so.
    """

    name: str
    rest: str
    number: str = ""
    head: str = field(default="", compare=False)

    @property
    def numbered(self) -> str:
        """The name with the system's number, which tells people of one name apart."""
        return f"{self.name}_{self.number}" if self.number else self.name


def is_moodle(text: str) -> bool:
    """Tell whether Moodle made this name."""
    return _MOODLE.fullmatch(text) is not None


def read_layouts(text: str) -> tuple[Reading, ...]:
    """Return every way to read the first part of a path, the surest first; at least one."""
    if found := _MOODLE.fullmatch(text):
        return (_reading(found),)
    found = _CANVAS.fullmatch(text)
    return (*([_reading(found)] if found else []), *_read_plain(text))


def addressee(text: str) -> str:
    """Return to whom a system takes back what has this name: its own number, else the name.

    Moodle and Canvas read only their numbers; people read names, whatever their case and width.
    """
    found = _MOODLE.fullmatch(text.rstrip("_")) or _CANVAS.fullmatch(f"{text}-")
    return found["number"] if found else narrow(text).rstrip(_AROUND).casefold()


def is_dated_by_download(text: str) -> bool:
    """Tell whether the system that made this name dates files by their download, not the hand-in.

    So do Moodle (a zip made anew for each download) and Canvas.
    """
    return is_moodle(text.rstrip("_")) or _CANVAS.fullmatch(f"{text}-") is not None


def is_called_late(text: str) -> bool:
    """Tell whether the system that made this name says in it that the hand-in was late: Canvas."""
    found = _CANVAS.fullmatch(f"{text}-")
    return found is not None and found["late"] is not None


def uncounted(head: str, name: str) -> str:
    """Return a file's name as its owner wrote it, where Canvas may have put a count into it.

    Of a name that was handed in before Canvas makes ``tools-1.py``; empty where it is none of its.
    """
    counted = _COUNTED.fullmatch(name) if _CANVAS.fullmatch(f"{head}-") else None
    return f"{counted[1]}{counted[2]}" if counted else ""


def _reading(found: re.Match[str]) -> Reading:
    rest = found["rest"] or ""
    head = found.string[: found.start("rest")] if rest else f"{found.string.rstrip('_')}_"
    return Reading(found["name"], rest, found["number"], head)


def _read_plain(text: str) -> Iterator[Reading]:
    """Read a name before a separator; the longest first, as a name may hold separators itself."""
    yield Reading(text, "", head=f"{text}_")
    ends = (at for at in range(1, len(text)) if narrow(text[at]) in ("", *_SEPARATORS))
    for end in reversed(list(islice(ends, _MOST_SEPARATORS))):
        rest = text[end + 1 :].lstrip(_AROUND)
        yield Reading(text[:end], rest.rstrip(_AROUND), head=text[: len(text) - len(rest)])


def narrow(text: str) -> str:
    """Return text as staff numbers are compared: half-width, without spaces around."""
    return unicodedata.normalize("NFKC", text).strip()
