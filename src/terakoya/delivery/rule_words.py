"""Rules of handing in, in sentences: the same for who sets them and for who is held to them."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya.language import gettext as _
from terakoya.model.hand_in_rules import Counts, HandInRules, LatePenalty

__all__ = ["explain_rules", "name_counts", "name_penalty"]


def name_counts(counts: Counts) -> str:
    """Return what people call it."""
    return {Counts.LAST: _("the last"), Counts.BEST: _("the best")}[counts]


def name_penalty(penalty: LatePenalty) -> str:
    """Return what people call it."""
    return {
        LatePenalty.CONFIGURED: _("as nbgrader is configured"),
        LatePenalty.NONE: _("nothing"),
        LatePenalty.ZERO: _("all points"),
        LatePenalty.PER_DAY: _("a part for each day"),
    }[penalty]


def explain_rules(rules: HandInRules, *, has_due_date: bool = True) -> tuple[str, ...]:
    """Return what somebody should know before handing in, a sentence each.

    Args:
        has_due_date: whether anything can be late at all.
    """
    late = _explain_late(rules) if has_due_date else ()
    return (*_explain_counts(rules), *late)


def _explain_counts(rules: HandInRules) -> Iterator[str]:
    if rules.most == 1:
        yield _("It can be handed in once only.")
        return
    if rules.counts is Counts.BEST:
        yield _("Of several hand-ins, the one counts to which the checks gave the most points.")
    else:
        yield _("Of several hand-ins, the last one counts.")
    if rules.most is not None:
        yield _("It can be handed in {n} times at most.").format(n=rules.most)
    if rules.pause:
        yield _("Minutes that have to pass between two hand-ins: {n}.").format(n=rules.pause)


def _explain_late(rules: HandInRules) -> Iterator[str]:
    if rules.grace:
        words = _("Minutes after the due date in which a hand-in is still in time: {n}.")
        yield words.format(n=rules.grace)
    if rules.penalty is LatePenalty.NONE:
        yield _("Being late costs no points.")
    elif rules.penalty is LatePenalty.ZERO:
        yield _("What is late gets no points.")
    elif rules.penalty is LatePenalty.PER_DAY:
        words = _("Each day that it is late costs {percent} % of the points, {most} % at most.")
        yield words.format(percent=f"{rules.per_day:g}", most=f"{rules.at_most:g}")
