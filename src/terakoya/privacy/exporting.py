"""All that is kept of a person, in one file that they can read without Terakoya."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from terakoya_autograde.storage import new_file

from terakoya.delivery import SubmissionStore
from terakoya.errors import SubmissionError, UsageError
from terakoya.language import gettext as _
from terakoya.model import Event, EventKind, Stamp, local_time
from terakoya.privacy.gradebook_person import read_gradebook
from terakoya.privacy.kept_places import cohort_folders, find_folders, find_home
from terakoya.records import Database, add_events, find_learner
from terakoya.records.account_records import account_of_person
from terakoya.records.person_rows import rows_about
from terakoya.workspace import Workspace

__all__ = ["export_person", "read_person"]

_PRIVATE = 0o600
_Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def read_person(database: Database, person_id: str) -> dict[str, list[dict[str, Any]]]:
    """Return every row about a person, by table.

    Raises:
        UsageError: there is no such person.
    """
    with database.reading() as session:
        if find_learner(session, person_id) is None:
            raise UsageError(
                _("There is no person {id}.").format(id=person_id),
                remedy=_("Write the staff number as the roster has it."),
            )
        return rows_about(session, person_id)


def export_person(
    workspace: Workspace, database: Database, person_id: str, to: Path, stamp: Stamp
) -> tuple[int, tuple[str, ...]]:
    """Write the zip `to`, which only its owner can read; that it was written is noted.

    Returns: how many files are in it, and the names of those that could not be read.

    Raises:
        UsageError: there is no such person.
        FileExistsError: there is a file already.
    """
    rows = read_person(database, person_id)
    with database.reading() as session:
        account = account_of_person(session, person_id)
    home = find_home(workspace, account.name) if account else None
    count, lost = 0, []
    with new_file(to, _PRIVATE) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("README.txt", _explain(person_id, stamp))
        made.writestr("records.json", _as_json(rows))
        made.writestr("gradebooks.json", _as_json(_gradebooks(workspace, person_id)))
        for name, read in _files(workspace, rows, person_id, home):
            try:
                made.writestr(name, read())
                count += 1
            except (OSError, SubmissionError):
                lost.append(name)
    with database.session() as session:
        event = Event(EventKind.PERSON_EXPORTED, learner_id=person_id)
        add_events(session, stamp, [event])
    return count, tuple(lost)


def _explain(person_id: str, stamp: Stamp) -> str:
    return "\n".join(
        (
            _("All that Terakoya keeps of {id}, as of {at}.").format(
                id=person_id, at=local_time(stamp.at)
            ),
            "",
            _("records.json: every row about the person in the database, by table."),
            _("gradebooks.json: points and comments in the gradebook of each cohort."),
            _("submissions/: what was handed in, by cohort, assignment and time."),
            _("cohorts/: graded notebooks and feedback pages."),
            _("home/: the files of the person's own JupyterLab."),
            _("Passwords and secret addresses are not in it: they prove who somebody is."),
            "",
        )
    )


def _as_json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2, default=_readable) + "\n"


def _readable(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _gradebooks(workspace: Workspace, person_id: str) -> dict[str, object]:
    found = {
        cohort.name: read_gradebook(cohort / "gradebook.db", person_id)
        for cohort in cohort_folders(workspace)
    }
    return {name: rows for name, rows in found.items() if rows}


def _files(
    workspace: Workspace, rows: _Rows, person_id: str, home: Path | None
) -> Iterator[tuple[str, Any]]:
    """Yield the name in the zip and what reads each file."""
    store = SubmissionStore.of(workspace)
    submissions = {row["id"]: row for row in rows.get("submissions", ())}
    for row in rows.get("submission_files", ()):
        of = submissions[row["submission_id"]]
        at = f"{of['submitted_at']:%Y%m%dT%H%M%S}-{of['id']}"
        folder = f"submissions/{of['cohort_id']}/{of['assignment_id']}/{at}"
        yield f"{folder}/{row['name']}", lambda sha=row["sha256"]: store.read(sha)
    for place in find_folders(workspace, person_id):
        of_cohort = place.parent.relative_to(workspace.var)
        for path in _below(place):
            yield f"{of_cohort}/{path.relative_to(place)}", path.read_bytes
    if home is not None:
        for path in _below(home):
            yield f"home/{path.relative_to(home)}", path.read_bytes


def _below(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder; links are followed nowhere."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path
