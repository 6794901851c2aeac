"""Which checks look at files, and what of a call a learner's file decides."""

from __future__ import annotations

import re
from typing import Literal

__all__ = ["Looks", "gives_file_content", "how_it_looks"]

Looks = Literal["", "by name", "into folders", "into all folders"]

_WORDS = re.compile(
    r"\b(open|Path|read_\w+|exists|is_file|isfile|is_dir|isdir|listdir|scandir|glob|rglob|iterdir"
    r"|walk|imread|stat|getsize|tempfile|TemporaryDirectory|NamedTemporaryFile|mkdtemp"
    r"|load_workbook|loadtxt|genfromtxt|to_csv|to_json|to_excel|savefig)\b"
)
_LISTING = re.compile(r"\b(glob|iterdir|listdir|scandir)\b")
_DEEP = re.compile(r"\b(rglob|walk)\b|\*\*/")
_READERS = frozenset(("open", "imread", "loadtxt", "genfromtxt", "load_workbook"))
_LISTERS = frozenset(("glob", "rglob", "iterdir", "listdir", "scandir", "walk"))


def how_it_looks(source: str) -> Looks:
    """Tell how a check looks at files, by the words in it; empty where it does not."""
    if not _WORDS.search(source):
        return ""
    if _DEEP.search(source):
        return "into all folders"
    return "into folders" if _LISTING.search(source) else "by name"


def gives_file_content(path: str) -> bool:
    """Tell whether a call gives what is in a file, or the names of files.

    Args:
        path: what is called, as in ``pandas.read_csv``, or ``.read_text`` of a method.
    """
    name = path.rpartition(".")[2]
    return name in _READERS | _LISTERS or name.startswith("read")
