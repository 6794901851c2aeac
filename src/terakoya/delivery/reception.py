"""Receiving: each file of a source is opened, guarded, recognised and stored, or refused.

What is no notebook waits until all notebooks are known: it belongs to those beside which it lies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from terakoya.delivery.choosing_extra_files import Keeping, Lying, Submission, choose_extra_files
from terakoya.delivery.entries import Entry, OpenSource, Refused
from terakoya.delivery.expected import grade_ids
from terakoya.delivery.guard import read_notebook
from terakoya.delivery.identify import Owned, Owners
from terakoya.delivery.inner_zips import open_inner
from terakoya.delivery.layouts import original_name
from terakoya.delivery.limits import Budget, CollectLimits
from terakoya.delivery.recognise import Known
from terakoya.delivery.store import SubmissionStore
from terakoya.delivery.strangers import UnknownNameError
from terakoya.errors import SubmissionError
from terakoya.model import Origin
from terakoya.model.left_out import LeftOut, WhyLeftOut
from terakoya.records import StoredFile

__all__ = ["Found", "Progress", "ProgressLine", "Received", "Reception"]


class ProgressLine(Protocol):
    """Counts finished pieces of work."""

    def advance(self, label: str = "") -> None:
        """One more piece is done; `label` says which, safe to show."""


Progress = Callable[[int], AbstractContextManager[ProgressLine]]
"""Given how many files there are, shows how far the work is."""


@dataclass(frozen=True)
class Found:
    """One file in the store: a notebook that passed the guard, or what lies beside one."""

    entry: Entry
    submission: Submission
    file: str
    stored: StoredFile
    origin: Origin = field(default_factory=Origin)
    lying: Lying | None = None


@dataclass(frozen=True)
class Received:
    """What can be taken, what is refused, and which other files are left out, and of what."""

    found: list[Found]
    refused: list[Refused]
    left: Mapping[Submission, Sequence[LeftOut]]
    others: Sequence[LeftOut]


@dataclass(frozen=True)
class Reception:
    """Looks at each file: opens zips, guards, recognises, stores."""

    store: SubmissionStore
    owners: Owners
    known: Known
    limits: CollectLimits
    given: Callable[[str], Mapping[str, Path]]

    def receive(self, source: OpenSource, progress: Progress) -> Received:
        """Return what can be taken, now in the store, what is refused, and what is left out."""
        listing, budget = source.listing(), Budget(self.limits.total_bytes)
        found: list[Found] = []
        refused = list(listing.refused)
        paths = [entry.path for entry in listing.entries if entry.claim is None]
        packing = self.owners.find_wrapper(paths, self.known.expected)
        others = [
            replace(entry, path=entry.path[0 if entry.claim else packing :])
            for entry in listing.others
        ]
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
        return self._add_extra_files(found, refused, others, budget)

    def _add_extra_files(
        self,
        found: list[Found],
        refused: list[Refused],
        others: Iterable[Entry],
        budget: Budget,
    ) -> Received:
        """Store what lies beside the notebooks that were found."""
        lying, stray = self._find_owners(others)
        notebooks = [each.lying for each in found if each.lying is not None]

        @lru_cache(maxsize=8)  # a person's files stand together in a source
        def text_of(submission: Submission) -> bytes:
            own = (each.stored.sha256 for each in found if each.submission == submission)
            return b"".join(self.store.read(sha256) for sha256 in own)

        keeping = Keeping(self.given, text_of, self.store.put, budget)
        chosen = choose_extra_files(notebooks, lying, keeping)
        extra = [
            Found(entry, submission, name, stored)
            for submission, files in chosen.kept.items()
            for name, (entry, stored) in files.items()
        ]
        return Received(found + extra, refused, chosen.left, (*stray, *chosen.apart))

    def _find_owners(self, others: Iterable[Entry]) -> tuple[list[Lying], list[LeftOut]]:
        """Return the other files with whose they are, and those of nobody."""
        lying, stray = [], []
        for entry in others:
            if not entry.path:
                continue  # beside the packing: nobody's part of the source
            try:
                owned, hint, attempt = self._whose(entry)
            except SubmissionError:
                stray.append(LeftOut(entry.name, WhyLeftOut.NOBODY))
                continue
            if hint is None or entry.claim is not None or hint in self.known.wanted:
                lying.append(self._lying(entry, owned, hint, attempt))
        return lying, stray

    def _lying(self, entry: Entry, owned: Owned, hint: str | None, attempt: str) -> Lying:
        top = hint if hint is not None and entry.path[0] == hint else ""
        root = (attempt, top, *owned.root)
        origin = owned.origin
        own = "" if origin.is_folder else original_name(origin.text, owned.place[-1])
        return Lying(entry, owned.learner_id, root, owned.place, uncounted=own)

    def _unpack(
        self, entry: Entry, budget: Budget, refused: list[Refused], others: list[Entry]
    ) -> Sequence[Entry]:
        """Return the entry itself or, of a learner's zip, what is in it.

        A zip without any notebook is a file like others: its notebook may read it.
        """
        if not entry.is_archive:
            return (entry,)
        try:
            inner = open_inner(entry, entry.read(budget), self.limits)
        except SubmissionError as error:
            refused.append(Refused(entry.name, error.sentence))
            return ()
        if not inner.entries and not inner.refused:
            others.append(entry)
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
        lying = replace(self._lying(entry, owned, hint, attempt), submission=submission)
        return [Found(entry, submission, f"{notebook}.ipynb", stored, owned.origin, lying)]

    def _whose(self, entry: Entry) -> tuple[Owned, str | None, str]:
        """Return whose it is, the assignment that its folder names, and the attempt."""
        if entry.claim is not None:
            self.owners.require_enrolled(entry.claim.learner_id)
            stem = entry.path[-1].rpartition(".")[0]
            owned = Owned(entry.claim.learner_id, entry.path[:-1], stem, place=entry.path)
            return owned, entry.claim.assignment_id, entry.claim.attempt
        path, hint = entry.path, None
        if len(path) > 1 and path[0] in self.known.expected:
            hint, path = path[0], path[1:]
        owned = self.owners.identify(path, entry.inside)
        hints = [folder for folder in owned.folders if folder in self.known.expected]
        return owned, hint or next(iter(hints), None), ""
