"""Names of files as strangers write them: which are safe, which count, how they are shown."""

from __future__ import annotations

import re
import unicodedata

from terakoya.errors import SubmissionError
from terakoya.language import gettext as _
from terakoya.model import find_unseen, has_control, mark_unseen

__all__ = ["is_candidate", "is_ignored", "printable", "split_name"]

_IGNORED = {"__macosx", ".ds_store", "thumbs.db", "desktop.ini", ".ipynb_checkpoints"}
_IGNORED |= {"__pycache__", ".git", ".vscode", ".idea"}


def split_name(raw: str) -> tuple[str, ...]:
    """Return the parts of a relative name, NFC-normalised (macOS writes NFD).

    Raises:
        SubmissionError: the name leads out of its folder or is meant to deceive.
    """
    reason = _find_trick(raw)
    if reason:
        raise SubmissionError(reason, remedy=_("Rename it, or leave it out."))
    parts = tuple(part for part in raw.split("/") if part not in {"", "."})
    return tuple(unicodedata.normalize("NFC", part) for part in parts)


def is_ignored(parts: tuple[str, ...]) -> bool:
    """Tell whether systems left this behind: nobody handed it in."""
    return any(part.lower() in _IGNORED or part.startswith("._") for part in parts)


def is_candidate(parts: tuple[str, ...]) -> bool:
    """Tell whether this may be, or hold, a notebook."""
    return bool(parts) and parts[-1].lower().endswith((".ipynb", ".zip"))


def printable(text: str) -> str:
    """Return `text` without what a terminal or a page would obey; 200 characters at most."""
    return mark_unseen(text, 200)


def _find_trick(raw: str) -> str:
    tricks = (
        ("\x00" in raw, _("The name holds a NUL character.")),
        (
            any("\ud800" <= character <= "\udfff" for character in raw),
            _("The name is neither UTF-8 nor Shift_JIS (cp932)."),
        ),
        (has_control(raw), _("The name holds a control character.")),
        (find_unseen(raw) != "", find_unseen(raw)),
        ("\\" in raw, _("The name holds a backslash.")),
        (raw.startswith("/"), _("The name is absolute.")),
        (re.match(r"[A-Za-z]:", raw) is not None, _("The name holds a drive letter.")),
        (".." in raw.split("/"), _("The name leads out of its folder.")),
        (len(raw) > 1_000, _("The name is too long.")),
    )
    return next((reason for found, reason in tricks if found), "")
