"""Moodle's “download all submissions”: ``name_number_assignsubmission_file_``, folder or file.

As mod/assign/locallib.php writes it. The zip is made anew for each download, and dated by it.
"""

from __future__ import annotations

import re

from terakoya.delivery.source import Naming, Reading, Source, reading_of
from terakoya.model import Text

__all__ = ["SOURCE"]

_NAME = re.compile(
    r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)(?:_(?P<rest>.*))?",
    re.DOTALL,
)


class _Moodle(Naming):
    is_certain = True
    dates_by_download = True

    def read(self, text: str) -> Reading | None:
        found = _NAME.fullmatch(text)
        return reading_of(found) if found else None

    def number_in(self, head: str) -> str | None:
        found = _NAME.fullmatch(head.rstrip("_"))
        return found["number"] if found else None


SOURCE = Source(
    "moodle",
    protocol=1,
    words=Text(
        ja="Moodleの「すべての提出をダウンロード」", en="Moodle's “download all submissions”"
    ),
    naming=_Moodle(),
)
