"""What `terakoya grade` tells: what is due and why, what came out, whose score changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from terakoya import grading
from terakoya.cli.console import say, warn
from terakoya.cli.session import Session
from terakoya.errors import TerakoyaError
from terakoya.language import gettext as _

if TYPE_CHECKING:  # what is graded is loaded when something is
    from terakoya_autograde import AssignmentVersion

    # a submission's number → what the gradebook now says of it
    Results = dict[int, tuple[grading.Entry, tuple[grading.ItemOutcome, ...]]]

__all__ = [
    "describe_results",
    "how_to_mark",
    "label_of",
    "read_results",
    "tell_plan",
    "tell_results",
]
__all__ += ["tell_preparation", "tell_reuse"]
__all__ += ["warn_of_broken", "warn_of_untried"]

_MOST_NAMED = 20


def tell_plan(run: grading.CohortRun) -> None:
    """Say what is due, and why; what was graded before needs a reason to be graded again."""
    if run.continued is not None:
        what = _("Going on with the run of {when} that broke off.")
        say(what.format(when=grading.local_time(run.continued.started_at)))
    for name in run.left_behind:
        what = _("Warning: {assignment} is not in the course any more; it is not graded.")
        warn(what.format(assignment=name))
    for name, planned in run.planned.items():
        for reason, count in Counter(job.reason for job in planned.jobs).most_common():
            what = _("{assignment}: {n} to grade: {reason}.")
            words = grading.explain_reason(reason)
            say(what.format(assignment=name, n=count, reason=words))


def tell_preparation(version: AssignmentVersion) -> None:
    """Say whether an assignment was prepared anew, and why; on standard error, beside the rest."""
    from terakoya_autograde import CacheMiss  # noqa: PLC0415 - not for --help

    words = {
        CacheMiss.NOTHING: _("nothing is kept of this version, on this machine as it is now"),
        CacheMiss.DAMAGED: _("what is kept is damaged"),
        CacheMiss.FOREIGN: _("others may have written what is kept"),
        CacheMiss.MODULES: _("a library was changed since"),
        CacheMiss.CLOCK: _("its code asks for the time, or runs commands"),
        CacheMiss.SETTINGS: _("nbgrader_config.py holds code of its own"),
        CacheMiss.PLACE: _("nothing can be kept in var/prepared"),
    }
    if version.cache_miss is None:
        warn(_("{assignment}: ready as before.").format(assignment=version.id))
        return
    what = _("{assignment}: prepared anew: {reason}.")
    warn(what.format(assignment=version.id, reason=words[version.cache_miss]))


def tell_reuse(version: AssignmentVersion) -> None:
    """Say for how many checks nobody had to run anything, on standard error."""
    from terakoya_autograde import count_checks  # noqa: PLC0415 - not for --help

    run, known = count_checks(version)
    what = _("{assignment}: {run} checks were run; of {known} the verdict was known.")
    warn(what.format(assignment=version.id, run=run, known=known))


def warn_of_untried(version: AssignmentVersion) -> None:
    """Say for which checks nobody knows whether a right answer passes them."""
    for notebook, items in version.untried.items():
        what = _(
            "Warning: {assignment}/{notebook}: no reference solution passes {items}, so nobody "
            "knows whether a right answer does."
        )
        names = ", ".join(items)
        warn(what.format(assignment=version.id, notebook=notebook, items=names))


def warn_of_broken(version: AssignmentVersion) -> None:
    """Name the instructor's own cells that do not end as cells do: no learner can help it."""
    from terakoya.authoring.broken_cells import describe_broken  # noqa: PLC0415 - not for --help

    for cell in version.broken:
        if cell.ends or not version.untried.get(cell.notebook):  # else an answer is missing
            where = f"{version.id}/{cell.notebook}.ipynb"
            warn(_("Warning: {where}: {what}").format(where=where, what=describe_broken(cell)))


def label_of(entry: grading.Graded) -> str:
    """Name a submission, and say how it ended."""
    where = f"{entry.submission.learner_id}/{entry.submission.assignment_id}"
    if entry.overtaken:
        return f"{where} {_('something newer is there; that is graded instead')}"
    return f"{where} {grading.name_status(entry.result.status) if entry.result else entry.problem}"


def read_results(
    session: Session, grader: grading.CohortGrader, outcomes: list[grading.Graded]
) -> Results:
    """Read what is now in the gradebook; what cannot be read does not undo what is graded."""
    if not outcomes:
        return {}
    try:
        graded = {entry.submission.assignment_id for entry in outcomes}
        summary = grading.summarise(session.workspace, session.database, grader.cohort, graded)
    except TerakoyaError as error:
        warn(str(error))
        return {}
    return {
        entry.submission.id: (entry, summary.outcomes(entry))
        for entry in summary.entries
        if entry.submission is not None
    }


def tell_results(
    run: grading.CohortRun, outcomes: list[grading.Graded], results: Results, cohort: str
) -> None:
    """Say what could not be graded, what is unusual, and whose score changed."""
    _tell_problems(run, outcomes)
    if not outcomes:
        if not run.problems:
            say(_("Nothing new to grade."))
        return
    for name, item in _unprotected(outcomes):
        what = _("Warning: {assignment}: the check {item} ran in the learner's own process.")
        warn(what.format(assignment=name, item=item))
    for line in _remarks(outcomes, results):
        warn(line)
    told = (results[entry.submission.id][0] for entry in _done(outcomes, results))
    waiting = sum(entry.waiting for entry in told if not entry.withdrawn)
    if waiting:
        say(_("Items that wait for a person's points: {n}.").format(n=waiting))
        say(how_to_mark(cohort))
    _tell_late(outcomes, results)
    _tell_changes(run, outcomes)
    done = sum(1 for entry in outcomes if not entry.problem and not entry.overtaken)
    if run.is_trial:
        say(_("{n} graded as a trial; nothing was kept.").format(n=done))
    else:
        say(_("{n} graded. Next: terakoya feedback {cohort}").format(n=done, cohort=cohort))


def how_to_mark(cohort: str) -> str:
    """Return where a person gives points."""
    command = f"terakoya lab --author var/cohorts/{cohort}"
    return _("To give them: {command}, menu Nbgrader, Formgrader.").format(command=command)


def _tell_problems(run: grading.CohortRun, outcomes: list[grading.Graded]) -> None:
    """Say which submissions and assignments could not be graded."""
    for entry in outcomes:
        if entry.problem:
            warn(label_of(entry))
    if len(run.problems) > 1 or outcomes:  # a single one is the command's own error
        for name, problem in run.problems.items():
            warn(_("Warning: {where}: {what}").format(where=name, what=problem))


def _tell_late(outcomes: list[grading.Graded], results: Results) -> None:
    """Say what was handed in late, and what is of people who are counted no more."""
    entries = [results[entry.submission.id][0] for entry in _done(outcomes, results)]
    for message, told in (
        (_("Handed in late: {which}."), [entry for entry in entries if entry.late]),
        (_("Of withdrawn learners: {which}."), [entry for entry in entries if entry.withdrawn]),
    ):
        named = sorted(f"{entry.learner.id}/{entry.assignment_id}" for entry in told)
        if named:
            more = ", …" if len(named) > _MOST_NAMED else ""
            say(message.format(which=", ".join(named[:_MOST_NAMED]) + more))


def _tell_changes(run: grading.CohortRun, outcomes: list[grading.Graded]) -> None:
    """Say whose score, given before, is another one now, from what to what, and why."""
    changed = [entry for entry in outcomes if entry.changed]
    for entry in sorted(changed, key=lambda entry: entry.submission.learner_id):
        words = _("{learner}/{assignment}: {before} → {after} points ({reason})")
        say(
            words.format(
                learner=entry.submission.learner_id,
                assignment=entry.submission.assignment_id,
                before=f"{entry.before:g}",
                after=f"{entry.after:g}",
                reason=grading.explain_reason(entry.reason),
            )
        )
    again = [entry for entry in outcomes if entry.before is not None]
    if again:
        words = _("Scores that would change: {n} of {all} graded again.")
        if not run.is_trial:
            words = _("Scores that changed: {n} of {all} graded again.")
        say(words.format(n=len(changed), all=len(again)))


def _done(outcomes: list[grading.Graded], results: Results) -> list[grading.Graded]:
    return [entry for entry in outcomes if not entry.problem and entry.submission.id in results]


def _remarks(outcomes: list[grading.Graded], results: Results) -> Iterator[str]:
    """Yield what happened to cells of notebooks, where it costs points or asks a person."""
    for graded in _done(outcomes, results):
        entry, items = results[graded.submission.id]
        for outcome in items:
            for words in grading.explain_flags(outcome):
                yield f"{entry.learner.id}/{entry.assignment_id} {outcome.item.id}: {words}"


def _unprotected(outcomes: list[grading.Graded]) -> list[tuple[str, str]]:
    """Return the checks that learners' code could touch: (assignment, item), each once."""
    return sorted(
        {
            (outcome.submission.assignment_id, entry.item.id)
            for outcome in outcomes
            for entry in (outcome.result.items if outcome.result else ())
            if not entry.protected
        }
    )


def describe_results(
    run: grading.CohortRun, outcomes: list[grading.Graded], results: Results
) -> dict[str, object]:
    """Return everything that is told as one JSON document."""
    return {
        "graded": [
            _as_json(entry, results.get(entry.submission.id))
            for entry in outcomes
            if not entry.overtaken
        ],
        "failed": sum(1 for entry in outcomes if entry.problem),
        "problems": [
            {"assignment": name, "problem": str(problem)} for name, problem in run.problems.items()
        ],
        "run": run.run_id or None,
        "trial": run.is_trial,
    }


def _as_json(
    entry: grading.Graded, told: tuple[grading.Entry, tuple[grading.ItemOutcome, ...]] | None
) -> dict[str, object]:
    result = None if entry.problem else entry.result
    score = told[0].score if told and result else None
    return {
        "learner": entry.submission.learner_id,
        "assignment": entry.submission.assignment_id,
        "digest": entry.submission.digest,
        "status": result.status.value if result else "grader-failed",
        "score": score.score if score else entry.after,
        "score_before": entry.before,
        "cause": entry.reason.cause.value,
        "changed": list(entry.reason.changed),
        "waiting": told[0].waiting if told and result else 0,
        "late": told[0].late if told else None,
        "withdrawn": told[0].withdrawn if told else None,
        "remarks": [
            {"item": outcome.item.id, "words": words}
            for outcome in (told[1] if told and result else ())
            for words in grading.explain_flags(outcome)
        ],
        "sandbox": result.sandbox if result else None,
        "unprotected": [name for _assignment, name in _unprotected([entry])],
        "seconds": result.seconds if result else None,
        "problem": entry.problem,
    }
