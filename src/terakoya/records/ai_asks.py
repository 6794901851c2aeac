"""What was asked of live models: the log that an office can audit, and each one's daily budget.

A row is written before anything is sent, and changed once, when that has ended; after that the
table refuses every change (migration 0011). No words of questions and answers are in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from terakoya.model.ai_ask import (
    Asked,
    AskEnding,
    Asker,
    AskOutcome,
    AskPlace,
    DailyBudget,
    Question,
)
from terakoya.records.database import Database
from terakoya.records.tables import Base, UtcDateTime

__all__ = ["AskLedger", "list_asked"]

_LONGEST_MODEL = 200
_COUNTED = (AskOutcome.ASKED, AskOutcome.ANSWERED, AskOutcome.FAILED)


class AiAskRow(Base):
    """One question and how it ended; it refers to no other table, as it outlives them.

    `answer_characters` is what is held for the answer while the outcome is `asked`.
    """

    __tablename__ = "ai_asks"
    __table_args__ = (Index(None, "who", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    day: Mapped[date] = mapped_column(Date)
    by: Mapped[str] = mapped_column(String(100))
    place: Mapped[str] = mapped_column(String(20))
    who: Mapped[str] = mapped_column(String(100))
    cohort_id: Mapped[str] = mapped_column(String(64))
    assignment_id: Mapped[str] = mapped_column(String(64))
    model: Mapped[str] = mapped_column(String(_LONGEST_MODEL))
    characters: Mapped[int]
    answer_characters: Mapped[int]
    tokens: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(String(20))
    kinds: Mapped[dict[str, Any]] = mapped_column(JSON)


@dataclass(frozen=True)
class AskLedger:
    """A broker's ledger in a workspace's database; `by` is the account that sends."""

    database: Database
    by: str

    def begin(self, question: Question, held: int, budget: DailyBudget) -> int | None:
        """Note a question, and return its number; None where the budget does not reach.

        Looking and noting are one transaction: two that ask at once cannot both have the last one.
        """
        with self.database.session() as session:
            asks, characters = _used(session, question)
            wanted = characters + question.characters + held
            fits = asks < budget.asks and wanted <= budget.characters
            if fits:
                return self._add(session, question, AskEnding(AskOutcome.ASKED, held))
            self._add(session, question, AskEnding(AskOutcome.OVER_BUDGET))
            return None

    def end(self, number: int, ending: AskEnding) -> None:
        """Note how a question ended; from then on its row stays as it is."""
        with self.database.session() as session:
            row = session.get_one(AiAskRow, number)
            row.outcome = ending.outcome.value
            row.answer_characters, row.tokens = ending.answer_characters, ending.tokens
            row.model = ending.model[:_LONGEST_MODEL] or row.model

    def note_blocked(self, question: Question, ending: AskEnding) -> None:
        """Note a question that was not sent."""
        with self.database.session() as session:
            self._add(session, question, ending)

    def _add(self, session: Session, question: Question, ending: AskEnding) -> int:
        asker = question.asker
        row = AiAskRow(
            at=question.at,
            day=question.day,
            by=self.by,
            place=asker.place.value,
            who=asker.who[:100],
            cohort_id=asker.cohort_id,
            assignment_id=asker.assignment_id,
            model=question.model[:_LONGEST_MODEL],
            characters=question.characters,
            answer_characters=ending.answer_characters,
            tokens=ending.tokens,
            outcome=ending.outcome.value,
            kinds=dict(ending.kinds),
        )
        session.add(row)
        session.flush()
        return row.id


def _used(session: Session, question: Question) -> tuple[int, int]:
    """Return how many questions somebody has asked on a day, and the characters of both sides."""
    length = AiAskRow.characters + AiAskRow.answer_characters
    query = select(func.count(), func.coalesce(func.sum(length), 0)).where(
        AiAskRow.who == question.asker.who[:100],
        AiAskRow.day == question.day,
        AiAskRow.outcome.in_(_COUNTED),
    )
    asks, characters = session.execute(query).one()
    return int(asks), int(characters)


def list_asked(
    session: Session,
    *,
    who: str | None = None,
    since: date | None = None,
    last: int | None = None,
) -> tuple[Asked, ...]:
    """Return what was asked, the oldest first.

    Args:
        who: only by this learner or account.
        since: only from this day on.
        last: only so many of the newest.
    """
    query = select(AiAskRow).order_by(AiAskRow.id.desc()).limit(last)
    if who is not None:
        query = query.where(AiAskRow.who == who)
    if since is not None:
        query = query.where(AiAskRow.day >= since)
    return tuple(_asked(row) for row in reversed(session.scalars(query).all()))


def _asked(row: AiAskRow) -> Asked:
    asker = Asker(AskPlace(row.place), row.who, row.cohort_id, row.assignment_id)
    question = Question(asker, row.at, row.day, row.model, row.characters)
    outcome = AskOutcome(row.outcome)
    ending = AskEnding(outcome, row.answer_characters, row.tokens, kinds=dict(row.kinds))
    return Asked(question, ending, row.by)
