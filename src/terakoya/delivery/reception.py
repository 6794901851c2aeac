"""Receiving: each file of a source is opened, guarded, recognised and stored, or refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Protocol

from terakoya.delivery.expected import grade_ids
from terakoya.delivery.guard import read_notebook
from terakoya.delivery.identify import Owned, Owners
from terakoya.delivery.limits import Budget, CollectLimits
from terakoya.delivery.recognise import Known
from terakoya.delivery.sources import Entry, Refused, Source, open_inner
from terakoya.delivery.store import SubmissionStore
from terakoya.delivery.strangers import UnknownNameError
from terakoya.errors import SubmissionError
from terakoya.model import Origin
from terakoya.records import StoredFile

__all__ = ["Found", "Progress", "ProgressLine", "Reception"]


class ProgressLine(Protocol):
    """Counts finished pieces of work."""

    def advance(self, label: str = "") -> None:
        """One more piece is done; `label` says which, safe to show."""


Progress = Callable[[int], AbstractContextManager[ProgressLine]]
"""Given how many files there are, shows how far the work is."""


@dataclass(frozen=True)
class Found:
    """One notebook that passed the guard and is in the store."""

    entry: Entry
    submission: tuple[str, str, str]  # learner, assignment, attempt
    file: str
    stored: StoredFile
    origin: Origin = field(default_factory=Origin)


@dataclass(frozen=True)
class Reception:
    """Looks at each file: opens zips, guards, recognises, stores."""

    store: SubmissionStore
    owners: Owners
    known: Known
    limits: CollectLimits

    def receive(
        self, source: Source, progress: Progress
    ) -> tuple[list[Found], list[Refused], list[str]]:
        """Return what can be taken, now in the store, what is refused, and what is left out."""
        listing, budget = source.listing(), Budget(self.limits.total_bytes)
        found: list[Found] = []
        refused, others = list(listing.refused), list(listing.others)
        paths = [entry.path for entry in listing.entries if entry.claim is None]
        packing = self.owners.find_wrapper(paths, self.known.expected)
        with progress(len(listing.entries)) as line:
            for entry in listing.entries:
                bare = replace(entry, path=entry.path[0 if entry.claim else packing :])
                for each in self._unpack(bare, budget, refused, others):
                    try:
                        found += self._examine(each, budget)
                    except UnknownNameError as error:
                        who = Refused(each.name, error.sentence, error.who, error.meant)
                        refused.append(who)
                    except SubmissionError as error:
                        refused.append(Refused(each.name, error.sentence))
                line.advance(entry.name)
        return found, refused, others

    def _unpack(
        self, entry: Entry, budget: Budget, refused: list[Refused], others: list[str]
    ) -> Sequence[Entry]:
        """Return the entry itself or, of a learner's zip, what is in it."""
        if not entry.is_archive:
            return (entry,)
        try:
            inner = open_inner(entry, entry.read(budget), self.limits)
        except SubmissionError as error:
            refused.append(Refused(entry.name, error.sentence))
            return ()
        refused += inner.refused
        others += inner.others
        return inner.entries

    def _examine(self, entry: Entry, budget: Budget) -> list[Found]:
        """Return what the entry is; nothing where it is plainly not asked for.

        Raises:
            SubmissionError: it is refused.
        """
        owned, hint, attempt = self._whose(entry)
        if hint is not None and entry.claim is None and hint not in self.known.wanted:
            return []
        content = entry.read(budget)
        found = grade_ids(read_notebook(content, self.limits))
        assignment_id, notebook = self.known.recognise(owned.stem, found, hint)
        submission = (owned.learner_id, assignment_id, attempt)
        stored = self.store.put(content)
        return [Found(entry, submission, f"{notebook}.ipynb", stored, owned.origin)]

    def _whose(self, entry: Entry) -> tuple[Owned, str | None, str]:
        """Return whose it is, the assignment that its folder names, and the attempt."""
        if entry.claim is not None:
            self.owners.require_enrolled(entry.claim.learner_id)
            stem = entry.path[-1][: -len(".ipynb")]
            owned = Owned(entry.claim.learner_id, entry.path[:-1], stem)
            return owned, entry.claim.assignment_id, entry.claim.attempt
        path, hint = entry.path, None
        if len(path) > 1 and path[0] in self.known.expected:
            hint, path = path[0], path[1:]
        owned = self.owners.identify(path, entry.inside)
        hints = [folder for folder in owned.folders if folder in self.known.expected]
        return owned, hint or next(iter(hints), None), ""
