"""Canvas' “download submissions”: ``name_LATE_number_number_file``.

As lib/content_zipper.rb writes it: the sortable name in small letters without signs, two numbers,
and the file's name, with a count in it where one of that name was handed in before.
"""

from __future__ import annotations

import re

from terakoya.delivery.source import Naming, Reading, Source, reading_of
from terakoya.model import Text

__all__ = ["SOURCE"]

_NAME = re.compile(
    r"(?P<name>[^_]+(?:_[^_]+)*?)_(?P<late>LATE_)?(?P<number>\d+)_\d+_(?P<rest>.+)", re.DOTALL
)
_COUNTED = re.compile(r"(.+)-\d{1,3}((?:\.[^.]+)?)", re.DOTALL)


class _Canvas(Naming):
    dates_by_download = True

    def read(self, text: str) -> Reading | None:
        found = _NAME.fullmatch(text)
        return reading_of(found) if found else None

    def number_in(self, head: str) -> str | None:
        found = _head(head)
        return found["number"] if found else None

    def is_late(self, head: str) -> bool:
        found = _head(head)
        return found is not None and found["late"] is not None

    def original_name(self, head: str, name: str) -> str:
        """``tools-1.py`` was ``tools.py``; empty where Canvas cannot have put a count into it."""
        counted = _COUNTED.fullmatch(name) if _head(head) else None
        return f"{counted[1]}{counted[2]}" if counted else ""


def _head(text: str) -> re.Match[str] | None:
    return _NAME.fullmatch(f"{text}-")  # something has to follow the last separator


SOURCE = Source(
    "canvas",
    protocol=1,
    words=Text(ja="Canvasの「提出物をダウンロード」", en="Canvas' “download submissions”"),
    naming=_Canvas(),
)
