"""The broker: the one way from a lab to a live model.

It runs where the key is, in the grader's or a server's process, never where a notebook runs. Each
question passes the same steps in the same order: its length, the guard of personal data, the day's
budget, the model; and each is noted, whatever became of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from terakoya.ai.answer import Answer, AnswerKind
from terakoya.ai.blocked import blocked
from terakoya.ai.ledger import Ledger
from terakoya.ai.prompt_keys import key_of
from terakoya.ai.provider import Provider, Reply
from terakoya.dates import LOCAL
from terakoya.errors import AiError
from terakoya.guard import find_personal_data, mask
from terakoya.language import gettext as _
from terakoya.model.ai_ask import AskEnding, Asker, AskOutcome, AskPlace, DailyBudget, Question
from terakoya.model.ai_settings import LOCAL_MODEL, AiSettings

__all__ = ["Broker"]


_UNLIMITED = DailyBudget(2**62, 2**62)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Broker:
    """Asks one provider for many; its method may be called by any number of threads.

    Attributes:
        clock: the moment, with its time zone.
    """

    settings: AiSettings
    provider: Provider
    ledger: Ledger
    clock: Callable[[], datetime] = _now

    def ask(self, prompt: str, asker: Asker) -> Answer:
        """Return the model's answer.

        Raises:
            PersonalDataError: the guard found something; nothing was sent.
            AiError: it is too long, the budget is used up, or the model gave no answer.
        """
        self._require_text(prompt)
        at = self.clock()
        day = at.astimezone(LOCAL).date()
        question = Question(asker, at, day, self._model, len(prompt))
        self._require_harmless(prompt, question)
        number = self.ledger.begin(question, self.settings.answer_tokens, self._budget(asker))
        if number is None:
            what = _("What you may ask a model today is used up.")
            remedy = _("Go on with the recorded answers, or ask again tomorrow.")
            raise AiError(what, remedy=remedy)
        reply = self._reply(prompt, number)
        return Answer(prompt, reply.text, AnswerKind.LIVE, day, reply.model, cut=reply.cut)

    @property
    def _model(self) -> str:
        return LOCAL_MODEL if self.settings.provider == "local" else self.settings.model

    def _budget(self, asker: Asker) -> DailyBudget:
        """Return the budget of a learner; who writes labs pays for what they ask themselves."""
        if asker.place in (AskPlace.RECORDING, AskPlace.CHECK):
            return _UNLIMITED
        return DailyBudget(self.settings.asks_a_day, self.settings.characters_a_day)

    def _require_text(self, prompt: str) -> None:
        if not key_of(prompt):
            what = _("A question to a model is a text, and not an empty one.")
            raise AiError(what, remedy=_('Write ask("…") with your question in it.'))
        if any("\ud800" <= sign <= "\udfff" for sign in prompt):
            what = _("There is half of a character in the question.")
            raise AiError(what, remedy=_("Take it out, or read the text in its right encoding."))
        most = self.settings.prompt_characters
        if len(prompt) > most:
            what = _("The question has {count} characters; {most} are allowed.")
            remedy = _("Give the model less of the text.")
            raise AiError(what.format(count=len(prompt), most=most), remedy=remedy)

    def _require_harmless(self, prompt: str, question: Question) -> None:
        found = find_personal_data(prompt)
        if not found:
            return
        kinds = Counter(str(finding.kind) for finding in found)
        self.ledger.note_blocked(question, AskEnding(AskOutcome.BLOCKED, kinds=dict(kinds)))
        raise blocked(found, mask(prompt))

    def _reply(self, prompt: str, number: int) -> Reply:
        """Ask; however it ends, that is noted, and what was held for the answer is given back."""
        ending = AskEnding(AskOutcome.FAILED)
        try:
            reply = self.provider.reply(prompt)
            ending = AskEnding(AskOutcome.ANSWERED, len(reply.text), reply.tokens, reply.model)
            return reply
        finally:
            self.ledger.end(number, ending)
