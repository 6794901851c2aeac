"""Where the broker notes every question, and learns whether somebody may still ask today."""

from __future__ import annotations

from typing import Protocol

from terakoya.model.ai_ask import AskEnding, DailyBudget, Question

__all__ = ["Ledger"]


class Ledger(Protocol):
    """The log and the budgets; whoever runs a broker gives it the one of `terakoya.records`."""

    def begin(self, question: Question, held: int, budget: DailyBudget) -> int | None:
        """Note a question that is about to be sent, and return its number.

        Args:
            held: how many characters the answer may have; they count until `end` is told how many
                it had.

        Returns:
            None where the day's budget does not reach; that is noted, too.
        """

    def end(self, number: int, ending: AskEnding) -> None:
        """Note how a question ended."""

    def note_blocked(self, question: Question, ending: AskEnding) -> None:
        """Note a question that was not sent, and which kinds of data were in it."""
