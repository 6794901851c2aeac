"""Personal data in a text: found, and masked, before anything leaves an office.

It needs no other part of Terakoya, and nothing heavy: lists and tables are read when a text has
something that they could know.
"""

from terakoya.guard.finding_personal_data import (
    Finding,
    SearchedLine,
    find_personal_data,
    mask,
    search_lines,
)
from terakoya.guard.kinds_of_data import LABELS, Kind

__all__ = [
    "LABELS",
    "Finding",
    "Kind",
    "SearchedLine",
    "find_personal_data",
    "mask",
    "search_lines",
]
