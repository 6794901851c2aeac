"""What happened to an item's cells, said to people: which cell, what, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from terakoya_autograde import Copies, FlagKind

from terakoya.grading.outcome import ItemOutcome
from terakoya.language import gettext as _

__all__ = ["explain_flags", "explain_remedies"]

_PUT_BACK = "put back"


def explain_flags(outcome: ItemOutcome) -> tuple[str, ...]:
    """Say what happened to an item's cells, to learners and instructors alike.

    What costs no points and asks nobody is not told: the learner sees what counted.
    """
    if outcome.is_whole or outcome.state is None:
        return ()
    holders = {flag["detail"] for flag in outcome.flags if flag["kind"] == FlagKind.MERGED}
    said = (
        sentence
        for flag in outcome.flags
        if not (flag["kind"] == FlagKind.CHANGED and flag["cell"] in holders)
        for sentence in _explain(flag, outcome.item.id)
    )
    return tuple(dict.fromkeys(said))


def explain_remedies(outcome: ItemOutcome) -> tuple[str, ...]:
    """Tell a learner what to do about what `explain_flags` says."""
    if not explain_flags(outcome):
        return ()
    again = _("Copy your answers into a fresh notebook and hand it in, or ask your instructor.")
    kinds = {flag["kind"]: flag["detail"] for flag in outcome.flags}
    said = []
    if kinds.get(FlagKind.MISSING, _PUT_BACK) != _PUT_BACK:
        said.append(again)
    if FlagKind.MERGED in kinds:
        said.append(_("Copy your answer back into its own cell, and hand the notebook in again."))
    if kinds.get(FlagKind.DUPLICATE) == Copies.DIFFER:
        said.append(_("Keep one of the cells and hand in again, or ask your instructor."))
    if FlagKind.MOVED in kinds:
        said.append(_("Move the cell back above the check and hand in again."))
    if "source" in kinds.get(FlagKind.CHANGED, "") and FlagKind.MERGED not in kinds:
        said.append(_("If your answer stood in it, copy it into its own cell and hand in again."))
    return tuple(said)


def _explain(flag: Mapping[str, str], item: str) -> Iterator[str]:
    kind, cell, detail = flag["kind"], flag["cell"], flag["detail"]
    words = {
        FlagKind.MISSING: _("The cell {cell} is not in the notebook.")
        if cell == item
        else _("The cell {cell}, on which this item stands, is not in the notebook."),
        FlagKind.MERGED: _(
            "The cells {cell} and {detail} were merged: {cell} is not in the notebook any more, "
            "and what stood in it does not count."
        ),
        FlagKind.TAG: _(
            "The tag {detail} of the cell {cell} was taken off: only the instructor's tags count."
        ),
        FlagKind.MOVED: _("The cell {cell} stands behind the check, which ran without it."),
    }
    if kind == FlagKind.MISSING and detail == _PUT_BACK:
        yield _("The cell {cell} was not in the notebook, and was put back.").format(cell=cell)
    elif kind in words:
        yield words[FlagKind(kind)].format(cell=cell, detail=detail)
    elif kind == FlagKind.DUPLICATE:
        yield _name_copies(detail).format(cell=cell)
    elif kind == FlagKind.CHANGED:
        yield from _explain_change(cell, detail.split(", "))


def _name_copies(detail: str) -> str:
    return {
        Copies.SAME: _("The cell {cell} is there several times; the copies are alike."),
        Copies.ONE: _(
            "The cell {cell} is there several times; the one with the answer counts, of a check "
            "the one that nobody changed."
        ),
        Copies.DIFFER: _(
            "The cell {cell} is there several times, with different answers; the last one counts, "
            "and the instructor is asked to look."
        ),
    }[Copies(detail)]


def _explain_change(cell: str, changed: list[str]) -> Iterator[str]:
    if "source" in changed:
        what = _("The cell {cell} was changed; it was put back, and what stood in it is gone.")
        yield what.format(cell=cell)
    if "cell type" in changed:
        what = _("The cell {cell} was turned from code to text or back; it was graded as made.")
        yield what.format(cell=cell)
