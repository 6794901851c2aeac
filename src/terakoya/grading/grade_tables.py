"""A cohort's results as tables of text and numbers: for a screen, for a file, for a program."""

from __future__ import annotations

from terakoya.grading.outcome import ItemOutcome
from terakoya.grading.summary import Entry, Summary, describe_run, local_time
from terakoya.grading.words import name_late, name_standing
from terakoya.language import gettext as _
from terakoya.model import Learner

__all__ = ["grade_table", "item_table"]

Table = tuple[list[str], list[list[object]]]


def grade_table(summary: Summary, *, brief: bool = False, coded: bool = False) -> Table:
    """Return the header and the rows of the grades: one row a learner and assignment.

    Args:
        brief: without department, tier and due date, so that the table fits a screen of 80
            columns; the status says what is late.
        coded: standing, tier and lateness as the codes that programs read, not in words.
    """
    header = [_("Staff number"), _("Name")]
    header += [] if brief else [_("Department code"), _("Department"), _("Tier")]
    header += [_("Assignment"), _("Status"), _("Score"), _("Full score"), _("Handed in at")]
    header += [] if brief else [_("Due at"), _("Late")]
    rows: list[list[object]] = []
    for entry in summary.entries:
        person = _person(entry.learner, coded=coded)
        status = entry.standing.value if coded else describe_run(entry)
        due = local_time(entry.due.at) if entry.due else ""
        dates: list[object] = [due, entry.late if coded else name_late(late=entry.late)]
        told = _result(summary, entry, status)
        rows.append([*person[:2], *told] if brief else [*person, *told, *dates])
    return header, rows


def item_table(summary: Summary, *, coded: bool = False) -> Table:
    """Return the header and the rows of the items: one row a learner and item.

    Args:
        coded: standing and lateness as codes, not in words; an item's status is always a code.
    """
    header = [_("Staff number"), _("Name"), _("Assignment"), _("Item"), _("Title"), _("Status")]
    header += [_("Score"), _("Full score"), _("Where checked"), _("Status of the assignment")]
    header.append(_("Late"))
    rows: list[list[object]] = []
    for entry in summary.entries:
        person = [entry.learner.id, entry.learner.name, entry.assignment_id]
        standing = entry.standing.value if coded else name_standing(entry.standing)
        whole = [standing, entry.late if coded else name_late(late=entry.late)]
        rows += [[*person, *_item(found), *whole] for found in summary.outcomes(entry)]
    return header, rows


def _person(learner: Learner, *, coded: bool) -> list[object]:
    tier = learner.tier.value if coded else learner.tier.japanese
    return [learner.id, learner.name, learner.department_code, learner.department, tier]


def _result(summary: Summary, entry: Entry, status: str) -> list[object]:
    score = None if entry.score is None else entry.score.score
    full = summary.full_score(entry.assignment_id)
    submitted = local_time(entry.submission.submitted_at) if entry.submission else ""
    return [entry.assignment_id, status, score, full, submitted]


def _item(found: ItemOutcome) -> list[object]:
    item, state = found.item, found.state.value if found.state else ""
    return [item.id, item.title, state, found.score, item.points, found.check]
