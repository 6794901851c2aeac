"""Notices: what people are told by mail, on paper or on the site. Each is one row, told once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

__all__ = ["MAY_BE_LEFT_OUT", "Notice", "NoticeKind", "NoticeState"]


class NoticeKind(StrEnum):
    """What it tells of."""

    DUE = "due"  # something is to be handed in within some days
    OVERDUE = "overdue"  # something was to be handed in
    DECIDE = "decide"  # applications wait for a superior's decision
    REFRESH = "refresh"  # refreshers are due
    AGREED = "agreed"  # the superior has agreed, and no seat is free
    REFUSED = "refused"  # the superior has not
    SEAT = "seat"  # the person takes part


MAY_BE_LEFT_OUT = (NoticeKind.DUE, NoticeKind.REFRESH)
"""What a person may choose not to be told; duties and answers always are."""


class NoticeState(StrEnum):
    """How far it has come on its way."""

    QUEUED = "queued"
    SENDING = "sending"  # handed to the mail server; what came of it is not known
    SENT = "sent"
    REFUSED = "refused"  # the mail server does not take it for this address, for good
    PAPER = "paper"  # handed over on paper, or only shown on the site


@dataclass(frozen=True)
class Notice:
    """お知らせ: what one person is told.

    Attributes:
        key: what makes it this one; a second of the same key is never made.
        data: what its words need, as JSON has it.
        id: 0 for one that is not kept yet.
        tries: how often a mail server was asked in vain.
        problem: what it said last.
    """

    key: str
    kind: NoticeKind
    person_id: str
    cohort_id: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    id: int = 0
    state: NoticeState = NoticeState.QUEUED
    made_at: datetime | None = None
    state_at: datetime | None = None
    tries: int = 0
    problem: str = ""
