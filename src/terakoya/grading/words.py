"""How a run's and an item's status are said to people, with a sign beside the words."""

from __future__ import annotations

import re

from terakoya_autograde import ItemStatus, Status

from terakoya.language import gettext as _

__all__ = ["advise", "explain", "name_item_status", "name_status", "sign_of"]

_SIGNS = {
    ItemStatus.PASSED: "○",
    ItemStatus.PARTIAL: "△",
    ItemStatus.FAILED: "×",
    ItemStatus.ERROR: "!",
    ItemStatus.NOT_RUN: "–",
    ItemStatus.MISSING: "–",
    ItemStatus.MANUAL: "?",
}


def sign_of(status: str) -> str:
    """Return the sign for an item's status: it says the same as the words."""
    return _SIGNS[ItemStatus(status)]


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


def name_item_status(status: str) -> str:
    """Name how an item ended, in a few words."""
    return {
        ItemStatus.PASSED: _("Correct"),
        ItemStatus.PARTIAL: _("Partly correct"),
        ItemStatus.FAILED: _("Not yet"),
        ItemStatus.ERROR: _("Error"),
        ItemStatus.NOT_RUN: _("Not run"),
        ItemStatus.MISSING: _("Not handed in"),
        ItemStatus.MANUAL: _("A person will grade it"),
    }[ItemStatus(status)]


def explain(message: str) -> str:
    """Say the commonest errors of a check in words that help; leave an author's words alone."""
    if unknown := re.match(r"NameError: name '(\w+)' is not defined", message):
        what = _("{name} is not there yet. Fill in the cell that makes it, and run it.")
        return what.format(name=unknown.group(1))
    if message.startswith("NotImplementedError"):
        return _("This is not filled in yet.")
    return message
