"""Whose a handed-in file is: by staff number, by what was told of a name, or by name.

Only the first part of a path says whose it is. What lies deeper was named by the learner, and
nobody may hand in as somebody else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from terakoya.delivery.layouts import Reading, addressee, is_certain, narrow, read_layouts
from terakoya.delivery.likeness import squeeze
from terakoya.delivery.strangers import Strangers, UnknownNameError
from terakoya.language import gettext as _
from terakoya.model import Learner, Origin
from terakoya.model.permissions import NOBODY, Action, Of, Person, Role, grants_of, may

__all__ = ["Owned", "Owners"]

_SEPARATORS = "_- "


@dataclass(frozen=True)
class Owned:
    """Whose a file is, the folders below that person's, and the file's stem without the prefix.

    Attributes:
        origin: what of its name said so.
        place: the file's own name, behind the folders; of a flat file without the person's part.
        root: what all files have in common that came from this person in one place.
    """

    learner_id: str
    folders: tuple[str, ...]
    stem: str
    origin: Origin = field(default_factory=Origin)
    place: tuple[str, ...] = field(default=(), compare=False)
    root: tuple[str, ...] = field(default=(), compare=False)


class Owners:
    """The learners of a cohort, found by what their files are called."""

    def __init__(
        self,
        learners: Iterable[Learner],
        cohort_id: str = "",
        told: Mapping[str, str] | None = None,
    ) -> None:
        """Take the learners.

        Args:
            learners: who is enrolled.
            cohort_id: where.
            told: names as `squeeze` leaves them → staff number, as a person has said.
        """
        learners = tuple(learners)
        self._cohort_id = cohort_id
        self._ids = {learner.id for learner in learners}
        self._told = {name: one for name, one in (told or {}).items() if one in self._ids}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for learner in learners:
            if name := squeeze(learner.name):
                self._by_name[name].append(learner.id)
        self._strangers = Strangers(learners)

    def find_wrapper(self, paths: Iterable[tuple[str, ...]], known: Iterable[str]) -> int:
        """Return how many leading folders are only packing, such as ``submitted/``.

        A folder is packing when everything lies in it and it names neither a learner nor one of
        the `known` assignments, nor looks like a staff number.
        """
        folders = [path[:-1] for path in paths]
        depth, kept = 0, set(known)
        while folders and all(len(folder) > depth for folder in folders):
            names = {folder[depth] for folder in folders}
            if len(names) > 1 or names & kept or self._looks_personal(next(iter(names))):
                break
            depth += 1
        return depth

    def identify(self, path: tuple[str, ...], inside: int = 0) -> Owned:
        """Return whose the file at `path` is; packing has been taken off.

        Args:
            path: folders, and the file's name; a learner's zip is a folder without its ending.
            inside: how many of the last parts lie in a learner's zip.

        Raises:
            SubmissionError: nobody enrolled, or more than one learner, fits the name.
        """
        if path[0] == "submitted" and len(path) > 1 and path[0] not in self._ids:
            path = path[1:]
        stem, dot, suffix = path[-1].rpartition(".")
        stem = stem if dot else suffix
        if len(path) == 1:
            learner_id, rest, head = self._match(stem)
            place = (f"{rest}{dot}{suffix if dot else ''}" if rest else path[0],)
            return Owned(learner_id, (), rest, Origin(head), place, ("", addressee(head)))
        learner_id, _rest, head = self._match(path[0])
        is_folder = len(path) != inside + 1
        origin = Origin(path[0] if is_folder else head, is_folder)
        own = _split_staff_number(stem, {learner_id})
        name = own[1] if own and own[1] else stem
        return Owned(learner_id, path[1:-1], name, origin, path[1:], (path[0],))

    def require_enrolled(self, learner_id: str) -> None:
        """Raise SubmissionError unless whoever this is may hand in here: who is enrolled may."""
        person = NOBODY
        if learner_id in self._ids:
            person = Person(learner_id, grants_of(Role.LEARNER, self._cohort_id))
        of = Of(cohort=self._cohort_id, learner=learner_id)
        if not may(person, Action.HAND_IN, of):
            raise self._strangers.refuse_number(learner_id)

    def _match(self, text: str) -> tuple[str, str, str]:
        """Return whose the first part of a path is, what follows the name, and what is before."""
        readings = read_layouts(text)
        found = self._find(text, readings)
        if found is None:
            raise self._strangers.refuse(text, readings)
        return found

    def _find(self, text: str, readings: Sequence[Reading]) -> tuple[str, str, str] | None:
        """Look for what is certain: a number, then what was told, then a name.

        Where a system writes names (Moodle), one may begin like a number: there it comes last.
        """
        by_number = _split_staff_number(text, self._ids)
        if by_number and not is_certain(text):
            system = readings[0].head if readings[0].number else ""
            return *by_number, system or _head(text, by_number[1])
        for reading in readings:
            if owner := self._told_owner(text, reading) or self._named(reading):
                return owner, reading.rest, reading.head
        if is_certain(text) and (by_number := _split_staff_number(readings[0].name, self._ids)):
            return by_number[0], readings[0].rest, readings[0].head
        return None

    def _told_owner(self, text: str, reading: Reading) -> str | None:
        """Return whom a person has named: for the whole, the name with its number, the name."""
        keys = (text, f"{reading.name}{reading.number}", reading.name)
        return next((self._told[key] for key in map(squeeze, keys) if key in self._told), None)

    def _named(self, reading: Reading) -> str | None:
        same_name = self._by_name.get(squeeze(reading.name), [])
        if len(same_name) > 1:
            what = _("Several learners have this name: {ids}.").format(ids=", ".join(same_name))
            remedy = _("Begin the name of the folder or file with the staff number.")
            raise UnknownNameError(reading.numbered, same_name, what, remedy)
        return same_name[0] if same_name else None

    def _looks_personal(self, text: str) -> bool:
        readings = read_layouts(text)
        if is_certain(text) or self._strangers.looks_like_number(text):
            return True
        try:
            return bool(self._find(text, readings) or self._strangers.find(text, readings))
        except UnknownNameError:
            return True


def _head(text: str, rest: str) -> str:
    """Return what stands before `rest`, which may have been made half-width."""
    before = text[: len(text) - len(rest)] if rest and text.endswith(rest) else ""
    return before or f"{text.removesuffix('_')}_"


def _split_staff_number(text: str, ids: set[str]) -> tuple[str, str] | None:
    """Return the longest staff number that `text` begins with, and what follows the separator."""
    plain = narrow(text)
    if plain in ids:
        return plain, ""
    for end in range(len(plain) - 1, 0, -1):
        if plain[end] in _SEPARATORS and plain[:end] in ids:
            # NFKC may change lengths, so the rest is cut from the narrow text.
            return plain[:end], plain[end + 1 :]
    return None
