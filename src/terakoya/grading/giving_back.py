"""Feedback as it goes back: a page for each learner, named so that an LMS finds its owner.

Moodle's upload of feedback files reads a folder's or file's name up to the participant's number
(mod/assign/feedback/file/importziplib.php); Canvas reads the first two numbers of a file's name
(generate_comments_from_files); in Teams' and Classroom's folders a person looks for a name. All of
them get the name back under which they gave the hand-in.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from terakoya.dates import LOCAL
from terakoya.delivery import addressee
from terakoya.grading.course_directory import CourseDirectory
from terakoya.grading.feedback_pages import PAGE, write_feedback
from terakoya.grading.summary import Entry, Summary
from terakoya.language import gettext as _
from terakoya.model import Origin
from terakoya.workspace import Workspace

__all__ = ["GoingBack", "Parcel", "pack_feedback", "plan_parcel"]

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\s_]+')
"""What Windows takes in no name, and what stands between the parts of ours."""
_LONGEST = 40  # characters of a person's name: a whole path on Windows has 260
_EARLIEST = 1980  # no zip knows an earlier year


@dataclass(frozen=True)
class GoingBack:
    """One page and its place in the zip.

    Attributes:
        as_it_came: whether its place has the name under which the hand-in came.
    """

    entry: Entry
    place: str
    as_it_came: bool


@dataclass(frozen=True)
class Parcel:
    """What goes back, of whom nothing can go, and whose system's name fits another as well."""

    pages: tuple[GoingBack, ...]
    missing: tuple[Entry, ...] = ()
    ambiguous: tuple[Entry, ...] = ()

    @property
    def waiting(self) -> int:
        """How many items of what goes back still wait for a person's points."""
        return sum(page.entry.waiting for page in self.pages if not page.entry.withdrawn)

    @property
    def assignments(self) -> tuple[str, ...]:
        """The assignments in it, in the course's order."""
        return tuple(dict.fromkeys(page.entry.assignment_id for page in self.pages))


def plan_parcel(
    summary: Summary,
    origins: Mapping[tuple[str, str], Origin],
    assignment_id: str | None = None,
    *,
    plain: bool = False,
) -> Parcel:
    """Say what goes back, and where it lies in the zip; nothing is read or written.

    Args:
        origins: (learner, assignment) → the name under which it came.
        assignment_id: only this one; with several, each has a folder of its own.
        plain: whether every page has a name of ours.
    """
    entries = [entry for entry in summary.entries if assignment_id in (None, entry.assignment_id)]
    ready = [entry for entry in entries if _is_ready(entry, summary)]
    several = len({entry.assignment_id for entry in ready}) > 1
    shared = set() if plain else _find_shared(ready, origins)
    pages = []
    for entry in ready:
        key = entry.learner.id, entry.assignment_id
        origin = Origin() if plain or key in shared else origins.get(key, Origin())
        above = f"{entry.assignment_id}/" if several else ""
        pages.append(GoingBack(entry, f"{above}{_place(entry, origin)}", bool(origin.text)))
    left = tuple(e for e in entries if not _is_ready(e, summary) and not e.withdrawn)
    twice = tuple(each for each in ready if (each.learner.id, each.assignment_id) in shared)
    return Parcel(tuple(pages), left, twice)


def pack_feedback(
    workspace: Workspace, summary: Summary, parcel: Parcel, assignment_id: str | None = None
) -> bytes:
    """Return the zip, the same bytes for the same pages; pages are made anew where that is due."""
    for _page in write_feedback(workspace, summary, assignment_id):
        pass
    directory = CourseDirectory(workspace.cohort(summary.cohort.id))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for page in sorted(parcel.pages, key=lambda page: page.place):
            entry = page.entry
            path = directory.feedback(entry.learner.id, entry.assignment_id) / PAGE
            member = zipfile.ZipInfo(page.place, _moment(entry))
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(member, path.read_bytes())
    return buffer.getvalue()


def _is_ready(entry: Entry, summary: Summary) -> bool:
    return entry.grading is not None and entry.assignment_id not in summary.problems


def _find_shared(
    entries: Iterable[Entry], origins: Mapping[tuple[str, str], Origin]
) -> set[tuple[str, str]]:
    """Return those whose name would reach somebody else of the same assignment as well."""
    told = {(entry.learner.id, entry.assignment_id) for entry in entries} & origins.keys()
    named = {key: (key[1], addressee(origins[key].text)) for key in told if origins[key].text}
    counts = Counter(named.values())
    return {key for key, name in named.items() if counts[name] > 1}


def _place(entry: Entry, origin: Origin) -> str:
    """Return a page's name, which tells learner and assignment, behind what the system reads."""
    parts = (entry.assignment_id, entry.learner.id, _plain(entry.learner.name), _("Feedback"))
    name = "_".join(part for part in parts if part) + ".html"
    return f"{origin.text}/{name}" if origin.is_folder and origin.text else f"{origin.text}{name}"


def _plain(name: str) -> str:
    """Return a person's name as a part of a file's name that every system takes."""
    kept = "".join(
        character for character in name if not unicodedata.category(character).startswith("C")
    )
    return _FORBIDDEN.sub("", kept)[:_LONGEST].strip(".~")


def _moment(entry: Entry) -> tuple[int, int, int, int, int, int]:
    """Return when it was graded, as a zip has it: without a zone, so as clocks in Japan show it."""
    if entry.grading is None:
        raise ValueError("nothing is graded")
    at = entry.grading.graded_at.astimezone(LOCAL)
    return max(at.year, _EARLIEST), at.month, at.day, at.hour, at.minute, at.second
