"""`terakoya cohort`: makes cohorts, enrols rosters, and shows both; what changes them is beside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from terakoya.accounts.missing_accounts import MissingAccounts, make_missing_accounts
from terakoya.cli import cohort_changes, cohort_due, cohort_people, cohort_rules
from terakoya.cli.cohort_changes import read_day
from terakoya.cli.cohort_people import listed_document, say_accounts, say_who_is_not_listed
from terakoya.cli.console import print_json, print_table, say
from terakoya.cli.roster_options import Hidden, SheetName
from terakoya.cli.roster_report import (
    count_changes,
    reading_document,
    say_what_was_read,
    show_preview,
)
from terakoya.cli.session import Session
from terakoya.dates import write_day
from terakoya.delivery import (
    compare_people,
    compare_roster,
    create_cohort,
    enrol_roster,
    forget_told,
    open_roster,
)
from terakoya.language import current_language
from terakoya.language import gettext as _
from terakoya.model import Cohort, DueDates, Learner, Stamp, Submission, Tier
from terakoya.records import (
    count_enrolled,
    counting_submissions,
    list_cohorts,
    list_learners,
    list_told_names,
    list_withdrawn,
    read_due_dates,
)
from terakoya.sheets import Choice
from terakoya.workspace.account import account_name

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)

CohortId = Annotated[str, typer.Argument(metavar="ID", help=_("The cohort's id."))]
Json = Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))]


@app.command(help=_("Make a cohort: one run of a course."))
def create(
    cohort_id: CohortId,
    course: Annotated[str, typer.Option(help=_("The course that the cohort takes."))],
    title: Annotated[
        str, typer.Option(help=_("Its title; the course's where none is given."))
    ] = "",
    start: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help=_("Its first day."))] = "",
    end: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help=_("Its last day."))] = "",
    json: Json = False,
) -> None:
    """Make a cohort; the very same one again is harmless."""
    session = Session.here()
    cohort = Cohort(
        id=cohort_id,
        course_id=course,
        title=title or session.workspace.read_course(course).title.in_language(current_language()),
        starts_on=read_day("--start", start) if start else None,
        ends_on=read_day("--end", end) if end else None,
    )
    now = datetime.now(UTC)
    is_new = create_cohort(session.database, session.workspace, cohort, now, account_name())
    if json:
        print_json(_cohort_document(cohort) | {"created": is_new})
        return
    message = _("Cohort {id} is made.") if is_new else _("Cohort {id} is there already, unchanged.")
    say(message.format(id=cohort.id))
    say(_("Enrol learners with: terakoya cohort enrol {id} ROSTER").format(id=cohort.id))


@app.command(help=_("Enrol the learners of a roster; one bad row enrols nobody."))
def enrol(
    cohort_id: CohortId,
    roster: Annotated[Path, typer.Argument(help=_("A roster, CSV or xlsx."))],
    check: Annotated[
        bool, typer.Option("--check", help=_("Only show what would be read; enrol nobody."))
    ] = False,
    sheet: SheetName = None,
    hidden: Hidden = False,
    json: Json = False,
) -> None:
    """Enrol the learners of a roster; one bad row and nobody is enrolled."""
    session = Session.here()
    cohort = session.require_cohort(cohort_id)
    read = open_roster(roster, Choice(sheet, hidden))
    learners = read.learners
    changes = compare_roster(session.database, cohort, learners)
    people = compare_people(session.database, cohort, learners)
    new, updated = (0, 0)
    accounts = MissingAccounts((), ())
    if not check:
        now = datetime.now(UTC)
        new, updated = enrol_roster(session.database, cohort, learners, now, account_name())
        ids = [learner.id for learner in learners]
        accounts = make_missing_accounts(session.database, ids, Stamp(now, account_name()))
    if json:
        counts = {"learners": len(learners), "new": new, "updated": updated, "checked_only": check}
        counts["accounts"] = len(accounts.made)
        changing = {"changes": count_changes(changes)}
        told = changing | listed_document(people) | reading_document(read)
        print_json({"cohort": cohort.id} | counts | told)
        return
    say_what_was_read(read)
    if check:
        show_preview(read, changes)
        message = _("The roster is sound. Learners: {count}. Nobody was enrolled.")
        say(message.format(count=len(learners)))
    else:
        same = len(learners) - new - updated
        message = _("Newly enrolled: {new}. Updated: {updated}. As they were: {same}.")
        say(message.format(new=new, updated=updated, same=same))
        say_accounts(accounts)
    say_who_is_not_listed(cohort, people)


@app.command(name="list", help=_("List the cohorts, the newest first."))
def list_all(
    archived: Annotated[bool, typer.Option("--all", help=_("The archived ones, too."))] = False,
    json: Json = False,
) -> None:
    """List every cohort that is not archived, the newest first."""
    session = Session.here()
    with session.database.reading() as records:
        known = [(cohort, count_enrolled(records, cohort.id)) for cohort in list_cohorts(records)]
    cohorts = [(cohort, n) for cohort, n in known if archived or cohort.archived_at is None]
    if json:
        print_json([_cohort_document(cohort) | {"learners": count} for cohort, count in cohorts])
        return
    if not known:
        say(_("No cohort yet. Make one with: terakoya cohort create ID --course COURSE"))
        return
    headings = (_("Cohort"), _("Title"), _("Course"), _("Dates"), _("Learners"))
    rows = (
        (_marked(cohort), cohort.title, cohort.course_id, _dates(cohort), count)
        for cohort, count in cohorts
    )
    if cohorts:
        print_table(headings, rows)
    if len(known) > len(cohorts):
        message = _("Archived cohorts: {n}. See them with: terakoya cohort list --all")
        say(message.format(n=len(known) - len(cohorts)))


@app.command(help=_("Show a cohort's learners and what they handed in."))
def show(cohort_id: CohortId, json: Json = False) -> None:
    """Show a cohort's learners and what each has handed in."""
    session = Session.here()
    cohort = session.require_cohort(cohort_id)
    with session.database.reading() as records:
        learners = list_learners(records, cohort.id)
        latest = counting_submissions(records, cohort.id)
        gone, dates = list_withdrawn(records, cohort.id), read_due_dates(records, cohort.id)
    handed_in: dict[str, list[Submission]] = {learner.id: [] for learner in learners}
    for submission in latest:
        handed_in.setdefault(submission.learner_id, []).append(submission)
    if json:
        people = [_learner_document(one, handed_in[one.id], gone, dates) for one in learners]
        print_json(_cohort_document(cohort) | {"learners": people})
        return
    heading = f"{cohort.title} ({_marked(cohort)}, {cohort.course_id}) {_dates(cohort)}"
    say(heading.rstrip())
    if not learners:
        message = _("Nobody is enrolled. Enrol a roster with: terakoya cohort enrol {id} ROSTER")
        say(message.format(id=cohort.id))
        return
    headings = (_("Staff number"), _("Name"), _("Department"), _("Tier"), _("Handed in"))
    rows = (_person(one, handed_in[one.id], one.id in gone, dates) for one in learners)
    print_table(headings, rows)
    if gone:
        message = _("Learners: {count}. Withdrawn: {withdrawn}.")
        say(message.format(count=len(learners) - len(gone), withdrawn=len(gone)))


@app.command(help=_("Show or forget what was told of names in a cohort's hand-ins."))
def names(
    cohort_id: CohortId,
    forget: Annotated[
        list[str] | None, typer.Option("--forget", metavar="NAME", help=_("Forget this name."))
    ] = None,
    json: Json = False,
) -> None:
    """Show whom names in hand-ins mean, as `collect --names` was told; forget some of them."""
    session = Session.here()
    cohort = session.require_cohort(cohort_id)
    for name in forget or ():
        forget_told(session.database, cohort, name, Stamp(datetime.now(UTC), account_name()))
    with session.database.reading() as records:
        told = list_told_names(records, cohort.id)
        people = {learner.id: learner.name for learner in list_learners(records, cohort.id)}
    if json:
        print_json([{"name": each.name, "learner": each.learner_id} for each in told])
        return
    if not told:
        say(_("Nothing was told of names. Give a table with: terakoya collect … --names FILE"))
        return
    headings = (_("Name in the hand-ins"), _("Staff number"), _("Name"))
    rows = ((each.name, each.learner_id, people.get(each.learner_id, "–")) for each in told)
    print_table(headings, rows)


for _command, _help in (
    (cohort_changes.change, _("Give a cohort another title or other days.")),
    (cohort_due.due, _("Show due dates, or set one: for all, or for one person.")),
    (cohort_rules.rules, _("Show the rules of handing in, or set them.")),
    (cohort_people.withdraw, _("Withdraw learners: their work stays, figures leave them out.")),
    (cohort_people.reinstate, _("Bring withdrawn learners back.")),
    (cohort_changes.archive, _("Take a cohort out of lists and menus; everything stays.")),
    (cohort_changes.unarchive, _("Bring an archived cohort back.")),
    (cohort_changes.log, _("Show what was changed in a cohort, when and by whom.")),
):
    app.command(help=_help)(_command)


def _person(
    learner: Learner, handed_in: list[Submission], withdrawn: bool, dates: DueDates
) -> tuple[str, ...]:
    names = ", ".join(
        _("{assignment} (late)").format(assignment=entry.assignment_id)
        if _is_late(entry, dates)
        else entry.assignment_id
        for entry in handed_in
    )
    name = _("{name} (withdrawn)").format(name=learner.name) if withdrawn else learner.name
    return (learner.id, name, learner.department, _tier(learner.tier), names or "–")


def _is_late(submission: Submission, dates: DueDates) -> bool:
    due = dates.of(submission.learner_id, submission.assignment_id)
    return due is not None and due.is_late(submission.submitted_at)


def _marked(cohort: Cohort) -> str:
    """Return a cohort's id, and that it is archived."""
    return _("{id} (archived)").format(id=cohort.id) if cohort.archived_at else cohort.id


def _tier(tier: Tier) -> str:
    return tier.japanese if current_language() == "ja" else tier.value


def _dates(cohort: Cohort) -> str:
    if cohort.starts_on is None and cohort.ends_on is None:
        return ""
    first, last = (write_day(day) if day else "" for day in (cohort.starts_on, cohort.ends_on))
    return f"{first}…{last}"


def _cohort_document(cohort: Cohort) -> dict[str, object]:
    return {
        "id": cohort.id,
        "course": cohort.course_id,
        "title": cohort.title,
        "start": cohort.starts_on,
        "end": cohort.ends_on,
        "archived": cohort.archived_at is not None,
    }


def _learner_document(
    learner: Learner,
    handed_in: list[Submission],
    gone: Mapping[str, datetime],
    dates: DueDates,
) -> dict[str, object]:
    return {
        "id": learner.id,
        "name": learner.name,
        "department_code": learner.department_code,
        "department": learner.department,
        "position": learner.position,
        "tier": learner.tier.value,
        "email": learner.email,
        "withdrawn": learner.id in gone,
        "handed_in": [
            {
                "assignment": submission.assignment_id,
                "submitted_at": submission.submitted_at.isoformat(),
                "late": _is_late(submission, dates),
                "files": sorted(submission.files),
            }
            for submission in handed_in
        ],
    }
