"""Text that others wrote, for a terminal: nothing in it is obeyed, and all of it can be seen.

A learner chooses names of files, the words of errors and what is printed. Escape sequences in them
could rewrite what a command has said, set a window's title, fill a clipboard or hide behind a link;
characters that turn the direction of writing make a text look like another.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from typing import TextIO, cast

__all__ = ["ReadableStream", "guard_streams", "readable", "write_json"]

# C0 but for tab and newline, DEL, C1; turning, joining and other signs without a form of their own;
# halves of characters; tags. A joiner between emoji or letters, and variants, are left in peace.
_OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def readable(text: str) -> str:
    r"""Return `text` with what a terminal would obey or not show written out: ``\x1b``, ``\u202e``.

    Newlines and tabs stay; a line's end of two characters becomes one.

    >>> from terakoya_autograde import readable
    >>> print(readable("fine \x1b[2J \u202egnp.exe"))
    fine \x1b[2J \u202egnp.exe
    """
    return _OBEYED.sub(_written_out, text.replace("\r\n", "\n"))


def write_json(document: object, out: TextIO, *, indent: int) -> None:
    """Write one JSON document and a newline; what would be obeyed is escaped as JSON does it.

    Args:
        out: where it goes; where that cannot show every character, only ASCII is written.
        indent: spaces for each level.
    """
    narrow = not str(getattr(out, "encoding", None) or "utf").lower().startswith("utf")
    text = json.dumps(document, ensure_ascii=narrow, indent=indent, default=str)
    out.write(_OBEYED.sub(lambda found: json.dumps(found[0])[1:-1], text) + "\n")


class ReadableStream:
    """A text stream that writes everything readably; in all else it is the stream behind it.

    Attributes:
        raw: the stream behind it, for who has made each text readable and gives orders of its own.
    """

    def __init__(self, raw: TextIO) -> None:
        self.raw = raw

    def write(self, text: str) -> int:
        """Write `text`, made readable."""
        self.raw.write(readable(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write every one of `lines`."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> object:
        return getattr(self.raw, name)


def guard_streams() -> None:
    """Make everything that this process writes from now on readable: libraries' words, tracebacks.

    Standard output and standard error; a second time changes nothing.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and not isinstance(stream, ReadableStream):
            setattr(sys, name, cast(TextIO, ReadableStream(stream)))


def _written_out(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
