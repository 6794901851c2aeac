"""Whose a handed-in file is: by staff number or, in Moodle's downloads, by name.

Only the first part of a path says whose it is. What lies deeper was named by the learner, and
nobody may hand in as somebody else.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from terakoya.errors import SubmissionError
from terakoya.language import gettext as _
from terakoya.model import Learner, mark_unseen
from terakoya.model.permissions import NOBODY, Action, Of, Person, Role, grants_of, may

__all__ = ["Owned", "Owners"]

_MOODLE = re.compile(r"(?P<name>.+?)_\d+_assignsubmission_file(?:_(?P<rest>.*))?", re.DOTALL)
_SEPARATORS = "_- "


@dataclass(frozen=True)
class Owned:
    """Whose a file is, the folders below that person's, and the file's stem without the prefix."""

    learner_id: str
    folders: tuple[str, ...]
    stem: str


class Owners:
    """The learners of a cohort, found by what their files are called."""

    def __init__(self, learners: Iterable[Learner], cohort_id: str = "") -> None:
        self._cohort_id = cohort_id
        self._ids: set[str] = set()
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for learner in learners:
            self._ids.add(learner.id)
            self._by_name[_squeeze(learner.name)].append(learner.id)

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

    def identify(self, path: tuple[str, ...]) -> Owned:
        """Return whose the file at `path` is; packing has been taken off.

        Raises:
            SubmissionError: nobody enrolled, or more than one learner, fits the name.
        """
        if path[0] == "submitted" and len(path) > 1 and path[0] not in self._ids:
            path = path[1:]
        stem = path[-1][: -len(".ipynb")]
        if len(path) == 1:
            learner_id, rest = self._match(stem)
            return Owned(learner_id, (), rest)
        learner_id, _rest = self._match(path[0])
        own = _split_staff_number(stem, {learner_id})
        return Owned(learner_id, path[1:-1], own[1] if own and own[1] else stem)

    def require_enrolled(self, learner_id: str) -> None:
        """Raise SubmissionError unless whoever this is may hand in here: who is enrolled may."""
        person = NOBODY
        if learner_id in self._ids:
            person = Person(learner_id, grants_of(Role.LEARNER, self._cohort_id))
        of = Of(cohort=self._cohort_id, learner=learner_id)
        if not may(person, Action.HAND_IN, of):
            raise _not_enrolled(learner_id)

    def _match(self, text: str) -> tuple[str, str]:
        moodle = _MOODLE.fullmatch(text)
        if moodle:
            same_name = self._by_name.get(_squeeze(moodle["name"]), [])
            if len(same_name) > 1:
                what = _("Several learners have this name: {ids}.").format(ids=", ".join(same_name))
                remedy = _("Begin the name of the folder or file with the staff number.")
                raise SubmissionError(what, remedy=remedy)
            by_number = _split_staff_number(moodle["name"], self._ids)
            owner = same_name[0] if same_name else by_number and by_number[0]
            if owner:
                return owner, moodle["rest"] or ""
            raise _not_enrolled(moodle["name"])
        found = _split_staff_number(text, self._ids)
        if found is None:
            raise _not_enrolled(re.split(r"[_\- ]", _narrow(text), maxsplit=1)[0] or text)
        return found

    def _looks_personal(self, text: str) -> bool:
        if _MOODLE.fullmatch(text) or _split_staff_number(text, self._ids):
            return True
        token = re.split(r"[_\- ]", _narrow(text), maxsplit=1)[0]
        lengths = {len(learner_id) for learner_id in self._ids}
        return len(token) in lengths and any(character.isdigit() for character in token)


def _split_staff_number(text: str, ids: set[str]) -> tuple[str, str] | None:
    """Return the longest staff number that `text` begins with, and what follows the separator."""
    narrow = _narrow(text)
    if narrow in ids:
        return narrow, ""
    for end in range(len(narrow) - 1, 0, -1):
        if narrow[end] in _SEPARATORS and narrow[:end] in ids:
            # NFKC may change lengths, so the rest is cut from the narrow text.
            return narrow[:end], narrow[end + 1 :]
    return None


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _squeeze(name: str) -> str:
    """Return a name as it is compared: no spaces, and what macOS and Moodle may rewrite alike."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def _not_enrolled(who: str) -> SubmissionError:
    return SubmissionError(
        _("“{who}” is not enrolled in this cohort.").format(who=mark_unseen(who, 80)),
        remedy=_("Enrol the learner, or begin the name with the staff number."),
    )
