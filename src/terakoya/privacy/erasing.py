"""Erasing a person: first the records, in one transaction, then what lies in files.

What is still to be removed stands in the records until it is, with the old names; so the command
that was stopped in the middle goes on where it was.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from terakoya_autograde.storage import InUseError, hold_alone, take_away

from terakoya.delivery import SubmissionStore
from terakoya.errors import GradingError, UsageError
from terakoya.language import gettext as _
from terakoya.model import Stamp
from terakoya.privacy.gradebook_person import rename_in_gradebook
from terakoya.privacy.kept_places import cohort_folders, find_folders, find_home
from terakoya.records import Database, find_learner
from terakoya.records.account_records import account_of_person
from terakoya.records.erasing_rows import (
    GOING,
    end_erasure,
    erase_rows,
    find_pending,
    list_contents_of,
)
from terakoya.records.person_rows import rows_about
from terakoya.records.tables import SubmissionFileRow
from terakoya.workspace import Workspace

__all__ = ["Erasure", "erase_person", "plan_erasure"]


@dataclass(frozen=True)
class Erasure:
    """What erasing a person takes away, and what stays under a pseudonym.

    Attributes:
        going: table → how many rows go.
        staying: table → how many rows stay, with a pseudonym in the person's place.
        files: how many files and folders go.
        is_begun: it was begun already, and stopped; nothing of the records is left to count.
    """

    person_id: str
    name: str = ""
    going: Mapping[str, int] = field(default_factory=dict)
    staying: Mapping[str, int] = field(default_factory=dict)
    files: int = 0
    is_begun: bool = False


def plan_erasure(workspace: Workspace, database: Database, person_id: str) -> Erasure:
    """Tell what erasing a person would do; nothing is changed.

    Raises:
        UsageError: there is no such person.
    """
    with database.reading() as session:
        if find_pending(session, person_id) is not None:
            return Erasure(person_id, is_begun=True)
        person = find_learner(session, person_id)
        if person is None:
            raise _unknown(person_id)
        counts = {name: len(rows) for name, rows in rows_about(session, person_id).items()}
        contents = list_contents_of(session, person_id)
        account = account_of_person(session, person_id)
    home = find_home(workspace, account.name) if account else None
    files = len(contents) + len(find_folders(workspace, person_id)) + (home is not None)
    return Erasure(
        person_id,
        person.name,
        {name: count for name, count in counts.items() if name in GOING},
        {name: count for name, count in counts.items() if name not in GOING},
        files,
    )


def erase_person(workspace: Workspace, database: Database, person_id: str, stamp: Stamp) -> str:
    """Erase a person, and return the pseudonym under which the rest stays.

    Run again after it was stopped, it goes on. Nobody grades in the meantime.

    Raises:
        UsageError: there is no such person.
        GradingError: a cohort is being graded.
    """
    with _holding_cohorts(workspace):
        pseudonym, pending = _erase_records(database, person_id, stamp)
        for cohort in cohort_folders(workspace):
            rename_in_gradebook(cohort / "gradebook.db", person_id, pseudonym)
        for folder in find_folders(workspace, person_id):
            take_away(folder)
        if (home := find_home(workspace, str(pending["account"]))) is not None:
            take_away(home)
        _remove_contents(workspace, database, frozenset(pending["contents"]))
        with database.session() as session:
            end_erasure(session, pseudonym)
        _empty_journal(database)
    return pseudonym


def _empty_journal(database: Database) -> None:
    """Take what was out of SQLite's journal, too; somebody who reads just now keeps it longer."""
    if database.engine.dialect.name == "sqlite":
        with closing(database.engine.raw_connection()) as connection:  # in no transaction
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _erase_records(
    database: Database, person_id: str, stamp: Stamp
) -> tuple[str, Mapping[str, Any]]:
    with database.session() as session:
        if (begun := find_pending(session, person_id)) is not None:
            return begun
        if find_learner(session, person_id) is None:
            raise _unknown(person_id)
        account = account_of_person(session, person_id)
        pending = {
            "person": person_id,
            "account": account.name if account else "",
            "contents": sorted(list_contents_of(session, person_id)),
        }
        pseudonym = f"erased-{secrets.token_hex(8)}"
        erase_rows(session, person_id, pseudonym, pending, stamp)
    return pseudonym, pending


def _remove_contents(workspace: Workspace, database: Database, contents: frozenset[str]) -> None:
    """Remove contents that nobody has handed in, too, since: whoever writes waits meanwhile."""
    store = SubmissionStore.of(workspace)
    with database.session() as session:
        for sha256 in contents:
            if session.query(SubmissionFileRow).filter_by(sha256=sha256).first() is None:
                take_away(store.path(sha256))


def _unknown(person_id: str) -> UsageError:
    return UsageError(
        _("There is no person {id}.").format(id=person_id),
        remedy=_("Write the staff number as the roster has it."),
    )


@contextmanager
def _holding_cohorts(workspace: Workspace) -> Iterator[None]:
    """Let nobody grade in the meantime."""
    with ExitStack() as stack:
        for cohort in cohort_folders(workspace):
            try:
                stack.enter_context(hold_alone(cohort / ".grading.lock"))
            except InUseError as error:
                raise GradingError(
                    _("The cohort is being graded by another command."),
                    where=cohort.name,
                    remedy=_("Wait until that has ended, then run the command again."),
                ) from error
        yield
