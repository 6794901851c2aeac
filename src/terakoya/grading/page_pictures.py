"""Pictures of a folder for a feedback page: the assignment's, and those that a learner handed in.

A learner's text may name any file. It is given what learners have anyway: the released folder and
what was handed in, never the instructor's own.
"""

from __future__ import annotations

from pathlib import Path

from terakoya.delivery import SubmissionStore
from terakoya.errors import SubmissionError
from terakoya.markdown.pictures import PictureReader
from terakoya.model import Submission

__all__ = ["nothing", "read_from", "read_handed_in"]

_MOST_BYTES = 5 * 2**20  # of one picture
_MOST_PAGE_BYTES = 20 * 2**20  # of all that a learner's texts name, each time it is named


def nothing(name: str) -> bytes | None:
    """Find no picture."""
    del name
    return None


def read_from(folder: Path) -> PictureReader:
    """Return a reader of the pictures in a folder, and of nothing outside it."""

    def read(name: str) -> bytes | None:
        try:
            path = (folder / name).resolve()
            inside = path.is_relative_to(folder.resolve()) and path.is_file()
            return path.read_bytes() if inside and path.stat().st_size <= _MOST_BYTES else None
        except (OSError, ValueError):
            return None  # no name that a file can have

    return read


def read_handed_in(
    submission: Submission | None, store: SubmissionStore, released: Path
) -> PictureReader:
    """Return a reader of what a learner's notebook finds: the assignment's files before his own."""
    ours, files = read_from(released), submission.files if submission else {}
    left = _MOST_PAGE_BYTES

    def read(name: str) -> bytes | None:
        nonlocal left
        plain = name.removeprefix("./")
        content = ours(plain)
        if content is None and plain in files:
            try:
                content = store.read(files[plain])
            except SubmissionError:
                return None  # grading tells of a damaged store
        if content is None or len(content) > min(_MOST_BYTES, left):
            return None
        left -= len(content)
        return content

    return read
