"""Lines between notebooks and the broker: what goes over them, and what does not."""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from terakoya.ai import AiError, NotRecordedError, ask
from terakoya.ai.broker import Broker
from terakoya.ai.line import LINE
from terakoya.ai.line_frames import LARGEST_QUESTION, receive_frame, send_frame
from terakoya.ai.line_serving import LineServer, open_line
from terakoya.ai.provider import Reply
from terakoya.errors import PersonalDataError
from terakoya.model.ai_ask import Asker, AskPlace
from terakoya.model.ai_settings import AiSettings
from terakoya.records import AskLedger, Database, database_url, list_asked, open_database

ASKER = Asker(AskPlace.APP, "00101", "spring", "tiny")
LENGTH = struct.Struct(">I")


class Echo:
    """A model that says what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def reply(self, prompt: str) -> Reply:
        """Say it again."""
        self.asked.append(prompt)
        return Reply(f"{prompt}ですね。", "echo-1", cut=True, tokens=5)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database of its own."""
    database = open_database(database_url(tmp_path))
    yield database
    database.close()


@pytest.fixture
def broker(database: Database) -> Broker:
    """A broker of a model that needs no server."""
    now = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
    settings = AiSettings(provider="endpoint", model="echo-1", key="hunter2")
    return Broker(settings, Echo(), AskLedger(database, "staff"), lambda: now)


@pytest.fixture
def line(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A line that this process has as a notebook has one."""
    with open_line(broker, ASKER) as line:
        monkeypatch.setenv(LINE, str(line.fileno()))
        yield line


def test_notebook_with_a_line_gets_live_answers(
    line: socket.socket, database: Database, broker: Broker
) -> None:
    """`ask` is the same; the answer says that it is live, of which model, and that it was cut."""
    answer = ask("みなと市")
    assert (answer.text, answer.model, answer.cut) == ("みなと市ですね。", "echo-1", True)
    assert "echo-1" in str(answer)
    with database.reading() as session:
        (asked,) = list_asked(session)
    assert asked.question.asker == ASKER
    assert ask("二つ目").text == "二つ目ですね。"


def test_recorded_answer_stays_the_labs_own_where_a_model_is_live(
    line: socket.socket, broker: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lab's tasks are the same for all; another question goes to the model, as does `live`."""
    (tmp_path / "data").mkdir()
    entry = '{"prompt": "人口は？", "answer": "多い", "kind": "written", "when": "2026-11-30"}\n'
    (tmp_path / "data" / "ai-answers.jsonl").write_text(entry, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert (ask("人口は？").text, ask("人口は？").kind) == ("多い", "written")
    assert broker.provider.asked == []  # type: ignore[attr-defined]
    assert (ask("面積は？").text, ask("面積は？").kind) == ("面積は？ですね。", "live")
    assert ask("人口は？", live=True).text == "人口は？ですね。"
    monkeypatch.delenv(LINE)
    with pytest.raises(AiError, match="no live model"):
        ask("人口は？", live=True)
    assert ask("人口は？").text == "多い"


def test_notebook_without_a_line_asks_nobody(
    broker: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same question is looked up in the recorded answers."""
    monkeypatch.delenv(LINE, raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AiError, match=r"ai-answers\.jsonl"):
        ask("みなと市")
    assert broker.provider.asked == []  # type: ignore[attr-defined]


def test_refusal_of_the_broker_arrives_with_its_places(line: socket.socket) -> None:
    """As what it is, so that a notebook can show the masked text."""
    with pytest.raises(AiError, match="half of a character"):
        ask("\ud83d")
    with pytest.raises(PersonalDataError) as caught:
        ask("連絡先は a.b@city.example です")
    ((kind, start, end),) = caught.value.places
    assert (kind, "連絡先は a.b@city.example です"[start:end]) == ("mail", "a.b@city.example")
    assert "a.b@" not in caught.value.masked


def test_broker_in_trouble_is_told_in_its_sentence(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the line goes on."""
    short = replace(broker, settings=replace(broker.settings, prompt_characters=3))
    with open_line(short, ASKER) as line:
        monkeypatch.setenv(LINE, str(line.fileno()))
        with pytest.raises(AiError, match="has 4 characters; 3 are allowed"):
            ask("みなと市")
        assert ask("みな").text == "みなですね。"


def test_answer_to_a_stopped_cell_is_not_the_next_ones(line: socket.socket) -> None:
    """A cell was stopped while it waited: its answer comes, and is nobody's."""
    send_frame(line, {"number": "of-before", "prompt": "前の問い"})
    assert ask("次の問い").text == "次の問いですね。"


@pytest.mark.parametrize(
    "sent",
    [
        LENGTH.pack(LARGEST_QUESTION + 1),
        LENGTH.pack(2**32 - 1) + b"{}",
        LENGTH.pack(5) + b"[1,2]",
        LENGTH.pack(3) + b"\xff\xfe\xfd",
        LENGTH.pack(2) + b"{}",
        LENGTH.pack(30) + b'{"number": 1, "prompt": "abcd"}'[:30],
        LENGTH.pack(46) + b'{"number":"1","prompt":"a","asker":"somebody"}',
        LENGTH.pack(200_000) + b"[" * 200_000,
    ],
    ids=["too-large", "huge", "list", "bytes", "empty", "cut", "more-keys", "deep"],
)
def test_line_of_hostile_code_is_closed(line: socket.socket, broker: Broker, sent: bytes) -> None:
    """What is no question ends the line, and nothing is asked; other lines go on."""
    line.sendall(sent)
    line.settimeout(30)
    with suppress(ConnectionResetError):  # what was sent has not been read to its end
        assert line.recv(1) == b""
    assert broker.provider.asked == []  # type: ignore[attr-defined]
    with open_line(broker, ASKER) as other:
        send_frame(other, {"number": "1", "prompt": "問い"})
        assert receive_frame(other, 10_000) is not None


def _threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "ai-line"}


def test_line_ends_with_the_notebook(broker: Broker) -> None:
    """No thread stays behind where a notebook has ended, also in the middle of a frame."""
    before = _threads()
    line = open_line(broker, ASKER)
    (thread,) = _threads() - before
    line.sendall(LENGTH.pack(100) + b"{")
    line.close()
    thread.join(30)
    assert not thread.is_alive()


def test_key_is_in_nothing_that_a_notebook_has(line: socket.socket) -> None:
    """Neither in its environment, nor in what comes over the line."""
    send_frame(line, {"number": "1", "prompt": "鍵は？"})
    assert "hunter2" not in str(receive_frame(line, 10_000))
    assert "hunter2" not in str(dict(os.environ))


def test_line_server_is_for_its_own_account(
    broker: Broker, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kernel connects by a path, and says of which lab it is; who asks is the server's word."""
    path = tmp_path / "ai.sock"
    lab = tmp_path / "genai-fact-check"
    lab.mkdir()
    monkeypatch.chdir(lab)
    person = Asker(AskPlace.LAB, "hanako")
    with LineServer(path, broker, person, lambda: "ja"):
        monkeypatch.setenv(LINE, str(path))
        assert path.stat().st_mode & 0o777 == 0o600
        assert ask("一つ目").text == "一つ目ですね。"
    with pytest.raises(AiError):
        ask("二つ目")
    with database.reading() as session:
        (asked,) = list_asked(session)
    assert asked.question.asker == replace(person, assignment_id="genai-fact-check")


def test_line_that_nobody_serves_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number that is no socket, a path that is not there: no answer is made up."""
    for place in ("999", "/nowhere/ai.sock", "x"):
        monkeypatch.setenv(LINE, place)
        with pytest.raises(AiError) as caught:
            ask("問い")
        assert not isinstance(caught.value, NotRecordedError)
