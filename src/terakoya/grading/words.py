"""How a run's and an item's status are said to people, with a sign beside the words."""

from __future__ import annotations

import re

from terakoya_autograde import Status

from terakoya.grading.flag_words import explain_flags, explain_remedies
from terakoya.grading.outcome import ItemOutcome, ItemState
from terakoya.language import gettext as _
from terakoya.model.standing import Standing

__all__ = ["advise", "explain", "explain_outcome", "name_item_state", "name_late", "name_standing"]
__all__ += ["name_status", "sign_of"]

_SIGNS = {
    ItemState.PASSED: "○",
    ItemState.PARTIAL: "△",
    ItemState.FAILED: "×",
    ItemState.ERROR: "!",
    ItemState.NOT_RUN: "–",
    ItemState.MISSING: "–",
    ItemState.MANUAL: "?",
    ItemState.UNANSWERED: "–",
    ItemState.BY_PERSON: "◇",
}


def sign_of(state: ItemState) -> str:
    """Return the sign for an item's state: it says the same as the words."""
    return _SIGNS[state]


def name_standing(standing: Standing) -> str:
    """Name how far an assignment has come, in an office's words."""
    return {
        Standing.MISSING: _("Not handed in"),
        Standing.WAITING: _("Waiting to be graded"),
        Standing.GRADED: _("Graded"),
        Standing.UNANSWERED: _("No answer"),
        Standing.REVIEW: _("To be looked at"),
        Standing.WITHDRAWN: _("Withdrawn"),
    }[standing]


def name_late(*, late: bool) -> str:
    """Name what came after its due date; empty for what did not."""
    return _("Late") if late else ""


def name_status(status: str) -> str:
    """Name how a run ended, in a few words."""
    return {
        Status.OK: _("Ran to the end"),
        Status.ERROR: _("Stopped at an error"),
        Status.SYNTAX: _("Python could not read a cell"),
        Status.MISSING: _("A notebook is missing"),
        Status.OUTPUT: _("Too much output"),
        Status.TIMEOUT: _("Out of time"),
        Status.DIED: _("The kernel died"),
        Status.MEMORY: _("Out of memory"),
        Status.REFUSED: _("The notebook cannot be graded"),
        Status.FAILED: _("The grader failed"),
    }[Status(status)]


def advise(status: str) -> str:
    """Tell a learner what a run's status means and what to do; empty where nothing is needed."""
    return {
        Status.OK: "",
        Status.ERROR: _("One of your cells ended with an error. Run the notebook from the top."),
        Status.SYNTAX: _("One of your cells is not complete Python. Look for an open bracket."),
        Status.MISSING: _("A notebook of this assignment was not handed in. Hand it in as well."),
        Status.REFUSED: _(
            "Cells of the notebook were damaged. Copy your answers into a fresh one."
        ),
        Status.OUTPUT: _("A cell wrote without end and was stopped. Check what ends its loop."),
        Status.TIMEOUT: _("A cell did not end in time and was stopped. Check what ends its loop."),
        Status.DIED: _("A cell ended Python itself; what came after it could not be graded."),
        Status.MEMORY: _("The notebook needed too much memory and was stopped."),
        Status.FAILED: _("Grading did not work. This is not your fault; tell your instructor."),
    }[Status(status)]


def name_item_state(state: ItemState) -> str:
    """Name where an item stands, in a few words."""
    return {
        ItemState.PASSED: _("Correct"),
        ItemState.PARTIAL: _("Partly correct"),
        ItemState.FAILED: _("Not yet"),
        ItemState.ERROR: _("Error"),
        ItemState.NOT_RUN: _("Not run"),
        ItemState.MISSING: _("Not handed in"),
        ItemState.MANUAL: _("A person will grade it"),
        ItemState.UNANSWERED: _("No answer"),
        ItemState.BY_PERSON: _("Graded by a person"),
    }[state]


def explain_outcome(outcome: ItemOutcome) -> str:
    """Tell a learner why an item stands where it stands, and who has to act; may be empty."""
    said = (*explain_flags(outcome), *explain_remedies(outcome), _explain_state(outcome))
    return " ".join(sentence for sentence in said if sentence)


def _explain_state(outcome: ItemOutcome) -> str:
    if outcome.earlier:
        return _("Your instructor gave these points for an earlier version, and will look again.")
    if outcome.state is ItemState.MANUAL:
        if outcome.flags:
            return _("Your instructor is asked to look at it.")
        return _("Your instructor will give the points. You need do nothing.")
    if outcome.state is ItemState.UNANSWERED:
        return _(
            "The cell is as it was handed out. If your answer stands elsewhere, copy it into this "
            "cell and hand in again."
        )
    return explain(outcome.message)


def explain(message: str) -> str:
    """Say the commonest errors of a check in words that help; leave an author's words alone."""
    if unknown := re.match(r"NameError: name '(\w+)' is not defined", message):
        what = _("{name} is not there yet. Fill in the cell that makes it, and run it.")
        return what.format(name=unknown.group(1))
    if message.startswith("NotImplementedError"):
        return _("This is not filled in yet.")
    return message
