"""Sources of other packages: what goes wrong in one is a sentence that names it.

What they return is looked at as what learners hand in is: names that deceive, files that are too
large or too many, dates without a time zone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from terakoya.delivery.entries import Entry, Listing, OpenSource, Refused, TooManyError
from terakoya.delivery.file_names import is_candidate, is_ignored, printable, split_name
from terakoya.delivery.limits import Budget, CollectLimits, largest, too_large
from terakoya.delivery.source import SOURCES, Asked, Naming, Reading, Source
from terakoya.errors import PluginError, SubmissionError, TerakoyaError
from terakoya.language import gettext as _

__all__ = ["guard_naming", "guard_source"]

Given = TypeVar("Given")


def guard_source(source: Source) -> Source:
    """Return a source whose files and failures are looked at; ours is none of another package."""
    if source.open is None or not SOURCES.owner(source.name):
        return source
    return replace(source, open=partial(_open, source, source.open))


def guard_naming(source: Source) -> Naming:
    """Return how a source names people; whatever fails in another package's is one sentence.

    Raises:
        TypeError: it has no naming.
    """
    if source.naming is None:
        raise TypeError(source.name)
    return _Careful(source, source.naming) if SOURCES.owner(source.name) else source.naming


def _open(
    source: Source, opening: Callable[[Asked], OpenSource | None], asked: Asked
) -> OpenSource | None:
    found = _ask(source, partial(opening, asked), object)
    return _Watched(source, found, asked.limits) if found is not None else None


@dataclass(frozen=True)
class _Watched:
    """The files of another package's source."""

    source: Source
    opened: OpenSource
    limits: CollectLimits

    def listing(self) -> Listing:
        found = _ask(self.source, self.opened.listing, Listing)
        return _ask(self.source, partial(self._look_through, found), Listing)

    def close(self) -> None:
        _ask(self.source, self.opened.close, type(None))

    def _look_through(self, found: Listing) -> Listing:
        """Return its files, sorted into notebooks and others, whichever it took them for."""
        files = (*found.entries, *found.others)
        if len(files) > self.limits.entries:
            raise TooManyError(self.limits.entries)
        refused = [Refused(printable(each.name), each.reason) for each in found.refused]
        seen = [entry for each in files if (entry := self._look_at(each, refused)) is not None]
        entries = tuple(each for each in seen if is_candidate(each.path))
        if len(entries) > self.limits.files:
            raise TooManyError(self.limits.files)
        others = tuple(each for each in seen if not is_candidate(each.path))
        return Listing(entries, tuple(refused), others)

    def _look_at(self, entry: Entry, refused: list[Refused]) -> Entry | None:
        """Return an entry under a name that deceives nobody; None where it is not to be taken."""
        if not isinstance(entry.modified, datetime) or entry.modified.tzinfo is None:
            what = _("{file} has no date with a time zone.").format(file=printable(entry.name))
            raise _failed(self.source, what)
        try:
            path = split_name("/".join(entry.path))
        except SubmissionError as error:
            refused.append(Refused(printable(entry.name), error.sentence))
            return None
        if not path or is_ignored(path):
            return None
        reading = partial(self._read, entry, largest(path, self.limits))
        return replace(entry, name=printable(entry.name), path=path, read=reading)

    def _read(self, entry: Entry, limit: int, budget: Budget) -> bytes:
        """Read a file and count it here: a source that forgets to would have no limit."""
        own = Budget(self.limits.total_bytes)
        content = _ask(self.source, partial(entry.read, own), bytes)
        if len(content) > limit:
            raise too_large(limit)
        budget.spend(len(content))
        return content


@dataclass(frozen=True)
class _Careful(Naming):
    """Another package's way to name people."""

    source: Source
    naming: Naming

    @property
    def is_certain(self) -> bool:  # type: ignore[override]
        return self.naming.is_certain

    @property
    def dates_by_download(self) -> bool:  # type: ignore[override]
        return self.naming.dates_by_download

    def read(self, text: str) -> Reading | None:
        return _ask(self.source, partial(self.naming.read, text), Reading, type(None))

    def number_in(self, head: str) -> str | None:
        return _ask(self.source, partial(self.naming.number_in, head), str, type(None))

    def is_late(self, head: str) -> bool:
        return _ask(self.source, partial(self.naming.is_late, head), bool)

    def original_name(self, head: str, name: str) -> str:
        return _ask(self.source, partial(self.naming.original_name, head, name), str)


def _ask(source: Source, question: Callable[[], Given], *kinds: type) -> Given:
    """Return a source's answer.

    Raises:
        PluginError: it fails in a way that is none of ours, or answers with something else.
    """
    try:
        answer = question()
    except TerakoyaError:
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {' '.join(str(error).split())}"
        raise _failed(source, what[:300]) from error
    if not isinstance(answer, kinds):
        what = _("It gives a {other} where a {kind} is wanted.")
        names = {"other": type(answer).__name__, "kind": kinds[0].__name__}
        raise _failed(source, what.format(**names))
    return answer


def _failed(source: Source, what: str) -> PluginError:
    where = _("Source {name} of {package}")
    return PluginError(
        what,
        where=where.format(name=source.name, package=SOURCES.owner(source.name)),
        remedy=_("Nothing was taken. Update that package or uninstall it."),
    )
