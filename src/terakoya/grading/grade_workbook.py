"""A cohort's results as a workbook for those who file them: by learner, item and department."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from terakoya.grading.summary import Entry, Summary, list_notes
from terakoya.grading.words import name_item_state, name_late, name_standing
from terakoya.language import current_language
from terakoya.language import gettext as _
from terakoya.model import Learner
from terakoya.model.standing import Standing
from terakoya.sheets import Cell, Sheet
from terakoya.workspace import Workspace
from terakoya.workspace.cohort_course import assignment_title

__all__ = ["grade_sheets"]

_DONE = (Standing.GRADED, Standing.UNANSWERED)


def grade_sheets(workspace: Workspace, summary: Summary) -> tuple[Sheet, Sheet, Sheet]:
    """Return three sheets: a row a learner, a row an item of a learner, a row a department."""
    results = _Results.of(workspace, summary)
    return _by_learner(results), _by_item(results), _by_department(results)


@dataclass(frozen=True)
class _Results:
    """A summary, with its entries by learner, and the titles of its assignments."""

    summary: Summary
    titles: Mapping[str, str]
    learners: Mapping[str, Learner]
    entries: Mapping[tuple[str, str], Entry]

    @classmethod
    def of(cls, workspace: Workspace, summary: Summary) -> _Results:
        language = current_language()
        titles = {
            name: assignment_title(workspace, summary.cohort, name).in_language(language)
            for name in summary.outlines
        }
        return cls(
            summary,
            titles,
            {entry.learner.id: entry.learner for entry in summary.entries},
            {(entry.learner.id, entry.assignment_id): entry for entry in summary.entries},
        )

    def has_dates(self, assignment_id: str) -> bool:
        """Tell whether an assignment has a due date; else nothing is said of what is late."""
        return assignment_id in self.summary.dates.assignments

    def is_withdrawn(self, learner_id: str) -> bool:
        """Tell whether a learner is counted no more."""
        return any(entry.withdrawn for entry in self.of_learner(learner_id))

    def of_learner(self, learner_id: str) -> list[Entry]:
        """Return a learner's entries in the course's order."""
        return [self.entries[learner_id, name] for name in self.titles]


def _by_learner(results: _Results) -> Sheet:
    columns = [_("Staff number"), _("Name"), _("Department code"), _("Department"), _("Tier")]
    columns += [_("Score"), _("Full score")]
    for name, title in results.titles.items():
        parts = [_("Status"), _("Score"), _("Handed in at")]
        parts += [_("Due at"), _("Late")] if results.has_dates(name) else []
        columns += [f"{title}\n{part}" for part in parts]
    columns.append(_("To be known"))
    full = sum(map(results.summary.full_score, results.titles))
    rows = []
    for learner in results.learners.values():
        own = results.of_learner(learner.id)
        scores = [entry.score.score for entry in own if entry.score is not None]
        total = sum(scores) if scores else None
        person = [learner.id, learner.name, learner.department_code, learner.department]
        told = [cell for entry in own for cell in _result(results, entry)]
        notes = " / ".join(_notes(results, own))
        rows.append([*person, learner.tier.japanese, total, full, *told, notes])
    return Sheet(_("By learner"), columns, rows, fixed=2)


def _result(results: _Results, entry: Entry) -> list[Cell]:
    score = None if entry.score is None else entry.score.score
    handed_in = entry.submission
    at = None if handed_in is None else handed_in.submitted_at.replace(microsecond=0)
    told: list[Cell] = [name_standing(entry.standing), score, at]
    if results.has_dates(entry.assignment_id):
        due = entry.due.at.replace(second=0, microsecond=0) if entry.due else None
        told += [due, name_late(late=entry.late)]
    return told


def _notes(results: _Results, entries: Sequence[Entry]) -> Iterator[str]:
    for entry in entries:
        for note in list_notes(entry):
            several = len(entries) > 1
            yield f"{results.titles[entry.assignment_id]}: {note}" if several else note


def _by_item(results: _Results) -> Sheet:
    columns = [_("Staff number"), _("Name"), _("Department"), _("Assignment"), _("Item")]
    columns += [_("Title"), _("Status"), _("Score"), _("Full score"), _("Where checked")]
    columns += [_("Status of the assignment"), _("Late")]
    rows = []
    for entry in results.summary.entries:
        learner = entry.learner
        person = [learner.id, learner.name, learner.department]
        whole = [name_standing(entry.standing), name_late(late=entry.late)]
        for found in results.summary.outcomes(entry):
            item, state = found.item, name_item_state(found.state) if found.state else ""
            told = [item.id, item.title, state, found.score, item.points, _place(found.check)]
            rows.append([*person, results.titles[entry.assignment_id], *told, *whole])
    return Sheet(_("By item"), columns, rows, fixed=2)


def _place(check: str) -> str:
    """Say in an office's words where a check ran."""
    places = {
        "clean-room": _("outside the learner's program"),
        "in-kernel": _("inside the learner's program"),
    }
    return places.get(check, check)


def _by_department(results: _Results) -> Sheet:
    columns = [_("Department code"), _("Department"), _("Learners"), _("Withdrawn")]
    for name, title in results.titles.items():
        parts = [_("Handed in"), _("Late")] if results.has_dates(name) else [_("Handed in")]
        parts += [_("Graded"), _("To be looked at"), _("Mean score")]
        columns += [f"{title}\n{part}" for part in parts]
    departments: dict[tuple[str, str], list[str]] = {}
    for learner in results.learners.values():
        key = (learner.department_code, learner.department)
        departments.setdefault(key, []).append(learner.id)
    rows = []
    for key, members in sorted(departments.items()):
        counted = [one for one in members if not results.is_withdrawn(one)]
        figures = [
            cell
            for name in results.titles
            for cell in _count(results, name, [results.entries[one, name] for one in counted])
        ]
        rows.append([*key, len(counted), len(members) - len(counted), *figures])
    return Sheet(_("By department"), columns, rows, fixed=2)


def _count(results: _Results, name: str, entries: Sequence[Entry]) -> list[Cell]:
    """Return how many handed in, were late, are graded and wait for a person, and the mean."""
    standings = [entry.standing for entry in entries]
    scores = [entry.score.score for entry in entries if entry.score is not None]
    late = [sum(entry.late for entry in entries)] if results.has_dates(name) else []
    return [
        len(standings) - standings.count(Standing.MISSING),
        *late,
        sum(standings.count(done) for done in _DONE),
        standings.count(Standing.REVIEW),
        round(sum(scores) / len(scores), 2) if scores else None,
    ]
