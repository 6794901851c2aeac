"""The broker: what it lets through, what it notes, and what each may use a day."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from terakoya.ai import AiError, AnswerKind
from terakoya.ai import broker as broking
from terakoya.ai.broker import Broker
from terakoya.ai.provider import Reply, open_provider
from terakoya.errors import PersonalDataError
from terakoya.model.ai_ask import Asker, AskOutcome, AskPlace
from terakoya.model.ai_settings import AiSettings
from terakoya.records import AskLedger, Database, database_url, list_asked, open_database
from tests import model_server as server
from tests.model_server import ModelServer, serve_model

HANAKO = Asker(AskPlace.APP, "00101", "spring", "genai-fact-check")
MOMENT = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
MAIL = "連絡先は tanaka@city.minato.example です。要約してください。"
USUAL = AiSettings(provider="endpoint", model=server.MODEL, seconds=30)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database of its own."""
    database = open_database(database_url(tmp_path))
    yield database
    database.close()


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A server that answers."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve_model(server.says()) as models:
        yield models


def _broker(models: ModelServer, database: Database, **changes: int) -> Broker:
    settings = replace(USUAL, base_url=models.address, **changes)
    ledger = AskLedger(database, "staff")
    return Broker(settings, open_provider(settings), ledger, lambda: MOMENT)


def _outcomes(database: Database) -> list[AskOutcome]:
    with database.reading() as session:
        return [one.ending.outcome for one in list_asked(session)]


def test_answer_is_live_and_noted_without_its_words(
    models: ModelServer, database: Database, tmp_path: Path
) -> None:
    """Who, when, of which lab, model, characters and tokens; no word of either side is kept."""
    answer = _broker(models, database).ask("人口を教えて", HANAKO)
    assert (answer.text, answer.kind, answer.model) == ("はい。", AnswerKind.LIVE, "minato-1")
    with database.reading() as session:
        (asked,) = list_asked(session)
    assert asked.question.asker == HANAKO
    assert (asked.question.at, asked.by) == (MOMENT, "staff")
    assert (asked.question.characters, asked.ending.answer_characters) == (6, 3)
    assert (asked.ending.tokens, asked.question.model) == (7, "minato-1")
    database.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("terakoya.db*"))
    assert "人口".encode() not in kept
    assert "はい".encode() not in kept


def test_personal_data_reaches_no_server(
    models: ModelServer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is refused with places and a masked text. Control: without the guard it is sent."""
    broker = _broker(models, database)
    with pytest.raises(PersonalDataError) as caught:
        broker.ask(MAIL, HANAKO)
    assert models.asked == []
    ((kind, start, end),) = caught.value.places
    assert (kind, MAIL[start:end]) == ("mail", "tanaka@city.minato.example")
    assert "tanaka@" not in caught.value.masked + caught.value.sentence
    assert "要約してください" in caught.value.masked
    assert f"{start + 1} to {end}" in caught.value.sentence
    with database.reading() as session:
        (asked,) = list_asked(session)
    assert (asked.ending.outcome, dict(asked.ending.kinds)) == (AskOutcome.BLOCKED, {"mail": 1})
    monkeypatch.setattr(broking, "find_personal_data", lambda _text: ())
    broker.ask(MAIL, HANAKO)
    assert models.asked[0]["messages"][0]["content"] == MAIL


def test_masked_text_may_be_sent(models: ModelServer, database: Database) -> None:
    """What is offered in place of a blocked question passes."""
    broker = _broker(models, database)
    with pytest.raises(PersonalDataError) as caught:
        broker.ask(MAIL, HANAKO)
    assert broker.ask(caught.value.masked, HANAKO).text == "はい。"


def test_budget_of_questions_is_each_ones_own_and_a_days(
    models: ModelServer, database: Database
) -> None:
    """Who has used it up sends nothing more that day; another one and the next day do."""
    broker = _broker(models, database, asks_a_day=2)
    for _time in range(2):
        broker.ask("問い", HANAKO)
    with pytest.raises(AiError, match="used up"):
        broker.ask("問い", HANAKO)
    broker.ask("問い", replace(HANAKO, who="00102"))
    replace(broker, clock=lambda: MOMENT + timedelta(days=1)).ask("問い", HANAKO)
    assert len(models.asked) == 4
    assert _outcomes(database).count(AskOutcome.OVER_BUDGET) == 1


def test_budgets_day_begins_at_midnight_in_japan(models: ModelServer, database: Database) -> None:
    """15:00 UTC is the next day."""
    broker = _broker(models, database, asks_a_day=1)
    late = datetime(2026, 11, 30, 14, 59, tzinfo=UTC)
    replace(broker, clock=lambda: late).ask("問い", HANAKO)
    with pytest.raises(AiError, match="used up"):
        replace(broker, clock=lambda: late).ask("問い", HANAKO)
    replace(broker, clock=lambda: late + timedelta(minutes=1)).ask("問い", HANAKO)


def test_budget_of_characters_counts_both_sides(models: ModelServer, database: Database) -> None:
    """What is held for an answer on its way is given back when it is shorter."""
    broker = _broker(models, database, characters_a_day=30, answer_tokens=20)
    broker.ask("あ" * 5, HANAKO)  # 5 + 3, and 20 were held meanwhile
    with pytest.raises(AiError, match="used up"):
        broker.ask("あ" * 5, HANAKO)  # 8 + 5 + 20 would be more
    broker.ask("あ", HANAKO)


def test_budget_holds_for_questions_at_the_same_time(database: Database) -> None:
    """Of eight at once three go out, as the budget says: looking and noting are one step."""
    gate = threading.Barrier(8)
    sent = []

    class Slow:
        def reply(self, prompt: str) -> Reply:
            sent.append(prompt)
            return Reply("はい", "minato-1")

    broker = Broker(replace(USUAL, asks_a_day=3), Slow(), AskLedger(database, ""), lambda: MOMENT)

    def ask() -> None:
        gate.wait()
        try:
            broker.ask("問い", HANAKO)
        except AiError:
            return

    threads = [threading.Thread(target=ask) for _one in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == 3
    assert _outcomes(database).count(AskOutcome.OVER_BUDGET) == 5


def test_failure_is_noted_and_what_was_held_is_given_back(
    models: ModelServer, database: Database
) -> None:
    """A model in trouble costs its question, and not the characters of an answer."""
    models.behave = server.fails(503)
    broker = _broker(models, database, characters_a_day=30, answer_tokens=20)
    with pytest.raises(AiError, match="trouble"):
        broker.ask("問い", HANAKO)
    models.behave = server.says()
    broker.ask("問い", HANAKO)
    assert _outcomes(database) == [AskOutcome.FAILED, AskOutcome.ANSWERED]


@pytest.mark.parametrize("prompt", ["", " ", "あ" * 41])
def test_question_without_words_or_too_long_is_not_sent(
    models: ModelServer, database: Database, prompt: str
) -> None:
    """Before anything else looks at it."""
    with pytest.raises(AiError):
        _broker(models, database, prompt_characters=40).ask(prompt, HANAKO)
    assert models.asked == []
    assert _outcomes(database) == []


def test_recording_has_no_learners_budget(models: ModelServer, database: Database) -> None:
    """Who writes a lab records as much as it needs."""
    author = Asker(AskPlace.RECORDING, "staff")
    assert _broker(models, database, asks_a_day=0).ask("問い", author).text == "はい。"
