"""What a learner reads beside a notebook about handing in: the button, the receipt, the mark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from terakoya.language import gettext as _
from terakoya.model import local_time
from terakoya_lab.own_folder import OwnFolder

__all__ = ["Told", "button_words", "list_doubts", "tell_standing", "tell_taken"]

_SHOWN_DIGITS = 16
_WAITING, _REVIEW = "waiting", "review"


@dataclass(frozen=True)
class Told:
    """What stands below the notebook's toolbar.

    Attributes:
        lines: sentences, each on a line of its own; none where nothing was handed in yet.
        waits: whether a mark is to come, so that it is worth asking again.
        link: where more can be read, on the site; empty where nothing was handed in yet.
        link_words: what the link is called.
        doubts: why somebody may not want to hand in just now.
        notes: what more there is to say of this hand-in, once.
    """

    lines: tuple[str, ...] = ()
    waits: bool = False
    link: str = ""
    link_words: str = ""
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as the page's script reads it."""
        return asdict(self)


def button_words() -> dict[str, str]:
    """Return the words of the button and of its question."""
    return {
        "hand_in": _("Hand in"),
        "caption": _("Save this notebook and hand in its assignment"),
        "really": _("Hand in as it is?"),
        "not_now": _("Not now"),
        "sending": _("Handing in …"),
        "unsaved": _("The notebook could not be saved, so it was not handed in."),
        "away": _(
            "JupyterLab does not answer, so nobody knows whether it was handed in."
            " Press again in a minute: to hand in twice does no harm."
        ),
    }


def tell_standing(standing: Mapping[str, Any], page: str) -> Told:
    """Return what there is to say of the last hand-in.

    Args:
        standing: as the portal says it.
        page: the address of the assignment's page on the site.
    """
    newest = standing["newest"]
    if newest is None:
        return Told()
    words = _("My marks and feedback") if standing["has_feedback"] else _("About this assignment")
    lines = (_say_receipt(newest), _say_mark(standing))
    return Told(lines, _is_coming(standing), page, words)


def list_doubts(standing: Mapping[str, Any], folder: OwnFolder) -> Iterator[str]:
    """Yield why somebody may not want to hand in just now."""
    newest = standing["newest"]
    if newest is not None and folder.is_as_in(newest["files"]):
        yield _("Nothing in the notebook has changed since you last handed it in.")
    blank, answers = folder.count_blank()
    if blank:
        yield _("Not answered yet: {blank} of {answers}.").format(blank=blank, answers=answers)
    if standing["over"]:
        yield _("The due date, {due}, is past: it counts as late.").format(
            due=local_time(_moment(standing["due"]))
        )


def tell_taken(taken: Mapping[str, Any], page: str) -> Told:
    """Return what there is to say at once when the portal has taken a hand-in.

    Args:
        taken: the portal's answer.
        page: the address of the assignment's page on the site.
    """
    lines = (_say_receipt(taken["receipt"]), _("It is being graded."))
    words = _("About this assignment")
    return Told(lines, waits=True, link=page, link_words=words, notes=tuple(_list_notes(taken)))


def _list_notes(taken: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is not as one may think: nothing new, files not used or from the one before."""
    if not taken["new"]:
        yield _("The same was handed in before; that counts.")
    for each in taken["left_out"]:
        yield _("Not used: {name}. {why}").format(name=each["name"], why=each["why"])
    for name in taken["kept"]:
        yield _("Not in this hand-in, taken from the one before: {name}").format(name=name)


def _say_receipt(receipt: Mapping[str, Any]) -> str:
    at = local_time(_moment(receipt["received_at"]))
    digest = receipt["digest"][:_SHOWN_DIGITS]
    if receipt["number"] is None:
        return _("Collected at {at}. Digest {digest}.").format(at=at, digest=digest)
    said = _("Handed in at {at}. Receipt number {number}, digest {digest}.").format(
        at=at, number=receipt["number"], digest=digest
    )
    return f"{said} {_('Late')}" if receipt["late"] else said


def _say_mark(standing: Mapping[str, Any]) -> str:
    if _is_coming(standing):
        return _("It is being graded.")
    if standing["state"] == _REVIEW:
        return _("A person looks at it.")
    return _("Mark: {score} of {points} points.").format(
        score=f"{standing['score']:g}", points=f"{standing['points']:g}"
    )


def _is_coming(standing: Mapping[str, Any]) -> bool:
    """Tell whether a mark will be there by itself, soon."""
    state = str(standing["state"])
    return state == _WAITING or (standing["score"] is None and state != _REVIEW)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
