"""Which source the files come from: the first that takes what was asked for, others before ours."""

from __future__ import annotations

from collections.abc import Iterable

from terakoya.delivery.entries import OpenSource
from terakoya.delivery.foreign import guard_source
from terakoya.delivery.source import SOURCES, Asked, Source
from terakoya.errors import UsageError, together
from terakoya.language import current_language
from terakoya.language import gettext as _

__all__ = ["open_source"]


def open_source(asked: Asked) -> OpenSource:
    """Open what is to be collected.

    Those of other packages are asked first: any folder and any zip would be ours.

    Raises:
        UsageError: it is not there, or no source takes it.
        SubmissionError: it is broken as a whole, or beyond its limits.
        PluginError: the source of another package failed.
    """
    parts = SOURCES.load().parts.values()
    others = [each for each in parts if SOURCES.owner(each.name)]
    ours = [each for each in parts if not SOURCES.owner(each.name)]
    for source in (*map(guard_source, others), *ours):
        if source.open is not None and (found := source.open(asked)) is not None:
            return found
    raise _taken_by_nobody(asked, others)


def _taken_by_nobody(asked: Asked, others: Iterable[Source]) -> UsageError:
    if asked.path is None or not asked.path.exists():
        what = _("There is no such folder or zip.")
        return UsageError(what, where=str(asked.path), remedy=_("Check the name."))
    what = _("This is neither a folder nor a zip.")
    remedy = _("Name a folder or a .zip file.")
    if more := [each.words.in_language(current_language()) for each in others if each.open]:
        added = _("What is installed beside Terakoya also takes: {kinds}.")
        remedy = together(remedy, added.format(kinds=", ".join(more)))
    return UsageError(what, where=str(asked.path), remedy=remedy)
