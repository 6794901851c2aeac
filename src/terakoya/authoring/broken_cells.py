"""The instructor's own cells that do not end as cells do, said to their author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terakoya.language import gettext as _

if TYPE_CHECKING:
    from terakoya_autograde import BrokenCell

__all__ = ["describe_broken"]


def describe_broken(cell: BrokenCell) -> str:
    """Say which cell it is and how it ends."""
    what = (
        _("The instructor's cell {number} ends the program ({reason}).")
        if cell.ends
        else _("The instructor's cell {number} ends with an error ({reason}).")
    )
    return what.format(number=cell.number, reason=_reason(cell.reason))


def _reason(reason: str) -> str:
    known = {
        "it does not end in time": _("it does not end in time"),
        "it writes too much": _("it writes too much"),
        "it ends Python itself": _("it ends Python itself"),
        "it needs too much memory": _("it needs too much memory"),
        "it fails": _("it fails"),
    }
    return known.get(reason, reason)
