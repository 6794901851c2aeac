"""`terakoya ai`: the model is tried, its answers are recorded, and an office reads who asked."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from terakoya.ai.answer_file import ANSWER_FILE, read_answers
from terakoya.cli.console import console
from terakoya.cli.main import app
from terakoya.errors import AiError, UsageError
from terakoya.language import use_language
from terakoya.workspace import Workspace
from tests import model_server as server
from tests.model_server import MODEL, Handler, ModelServer, document, serve_model

WRITTEN = '{"prompt": "まとめて", "answer": "短い文", "kind": "written", "when": "2026-11-01"}\n'


@pytest.fixture
def models(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A server that answers, which the workspace's settings name."""
    monkeypatch.chdir(workspace.root)
    monkeypatch.setenv("TERAKOYA_AI__KEY", "sk-hunter2")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(console, "_width", 300)
    with serve_model(server.says(document("はい。\nそうです。"))) as models:
        text = f'[ai]\nprovider = "endpoint"\nbase_url = "{models.address}"\nmodel = "{MODEL}"\n'
        (workspace.root / "terakoya.toml").write_text(text, encoding="utf-8")
        yield models


def _run(*words: str) -> Result:
    done = CliRunner().invoke(app, ["ai", *words])
    assert "hunter" not in done.output + str(done.exception)
    return done


def test_check_says_what_the_model_answers(models: ModelServer) -> None:
    """One small question, which says nothing of anybody; it is in the log like every other."""
    done = _run("check")
    assert done.exit_code == 0, done.output
    assert "minato-1" in done.output
    assert "はい。 そうです。" in done.output
    (asked,) = models.asked
    assert asked["messages"][0]["content"] == "1+1=?"
    assert json.loads(_run("log", "--json").output)[0]["place"] == "check"


def test_check_of_a_model_in_trouble_fails_with_its_sentence(models: ModelServer) -> None:
    """A wrong key, as an example; and the failure is noted."""
    models.behave = server.fails(401, message="sk-hunter2")
    assert isinstance(error := _run("check").exception, AiError)
    assert "did not accept the key" in error.sentence
    assert json.loads(_run("log", "--json").output)[0]["outcome"] == "failed"


def test_record_keeps_real_answers_beside_the_lab(
    models: ModelServer, workspace: Workspace, tmp_path: Path
) -> None:
    """With model and day; what was written stays, and what has an answer is not asked again."""
    file = workspace.source("tiny") / ANSWER_FILE
    file.parent.mkdir(exist_ok=True)
    file.write_text(WRITTEN, encoding="utf-8")
    questions = tmp_path / "questions.txt"
    questions.write_text("人口は？\n\n面積は？\n人口は？。\nまとめて\n", encoding="utf-8")
    done = _run("record", "tiny", "--prompts", str(questions))
    assert done.exit_code == 0, done.output
    assert [asked["messages"][0]["content"] for asked in models.asked] == [
        "人口は？",
        "面積は？",
        "まとめて",
    ]
    written, *recorded = read_answers(file)
    assert (written.kind, written.text) == ("written", "短い文")
    assert {(one.kind, one.model, one.text) for one in recorded} == {
        ("recorded", "minato-1", "はい。\nそうです。")
    }
    again = _run("record", "tiny", "--prompts", str(questions))
    assert again.exit_code == 0
    assert len(models.asked) == 3


def test_record_again_replaces_what_a_model_said_before(
    models: ModelServer, workspace: Workspace, tmp_path: Path
) -> None:
    """In its place, with its author's note; what an author wrote is left alone."""
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"prompt": "人口は？", "about": "覚え書き"}\n', encoding="utf-8")
    _run("record", "tiny", "--prompts", str(questions))
    models.behave = server.says(document("いいえ。"))
    _run("record", "tiny", "--again")
    (answer,) = read_answers(workspace.source("tiny") / ANSWER_FILE)
    assert (answer.text, answer.about) == ("いいえ。", "覚え書き")


def test_record_that_breaks_off_keeps_what_it_has(
    models: ModelServer, workspace: Workspace, tmp_path: Path
) -> None:
    """The next call goes on with what is left."""

    def fail_at_the_second(handler: Handler) -> None:
        (server.says() if len(models.asked) == 1 else server.fails(503))(handler)

    models.behave = fail_at_the_second
    questions = tmp_path / "questions.txt"
    questions.write_text("一\n二\n", encoding="utf-8")
    assert isinstance(_run("record", "tiny", "--prompts", str(questions)).exception, AiError)
    models.behave = server.says()
    assert _run("record", "tiny", "--prompts", str(questions)).exit_code == 0
    file = workspace.source("tiny") / ANSWER_FILE
    assert [answer.prompt for answer in read_answers(file)] == ["一", "二"]
    assert len(models.asked) == 3


def test_record_sends_no_personal_data(
    models: ModelServer, workspace: Workspace, tmp_path: Path
) -> None:
    """An author's question is looked at like a learner's."""
    questions = tmp_path / "questions.txt"
    questions.write_text("a.b@city.example に返信して\n", encoding="utf-8")
    done = _run("record", "tiny", "--prompts", str(questions))
    assert isinstance(done.exception, AiError)
    assert models.asked == []
    assert not (workspace.source("tiny") / ANSWER_FILE).exists()


@pytest.mark.parametrize("line", ["{", "[]", '{"about": "x"}', '{"prompt": "。"}'])
def test_record_of_what_is_no_question_names_the_line(
    models: ModelServer, tmp_path: Path, line: str
) -> None:
    """Before anything is asked."""
    questions = tmp_path / "questions.jsonl"
    questions.write_text(f'{{"prompt": "人口は？"}}\n{line}\n', encoding="utf-8")
    error = _run("record", "tiny", "--prompts", str(questions)).exception
    assert isinstance(error, UsageError)
    assert "line 2" in error.sentence
    assert models.asked == []


def test_log_tells_an_office_who_asked_how_much(models: ModelServer, tmp_path: Path) -> None:
    """As a table, as JSON and as a file for Excel; kinds that were blocked, never contents."""
    questions = tmp_path / "questions.txt"
    questions.write_text("a.b@city.example に返信して\n", encoding="utf-8")
    _run("record", "tiny", "--prompts", str(questions))
    _run("check")
    blocked, answered = json.loads(_run("log", "--json").output)
    assert (blocked["outcome"], blocked["blocked"]) == ("blocked", {"mail": 1})
    assert (answered["characters"], answered["tokens"]) == (5, 7)
    shown = _run("log").output
    assert "tiny" in shown
    assert "〔メール〕×1" in shown
    file = tmp_path / "asked.csv"
    with use_language("ja"):
        assert _run("log", "--to", str(file), "--since", "2026-01-01").exit_code == 0
    rows = list(csv.reader(file.read_text(encoding="cp932").splitlines()))
    assert len(rows) == 3
    assert "city.example" not in shown + str(rows) + _run("log", "--json").output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["log", "--since", "yesterday"], "2026-11-30"),
        (["log", "--to", "asked.pdf"], ".csv or .xlsx"),
        (["log", "--to", "asked.csv", "--json"], "not written to a file"),
    ],
)
def test_log_that_cannot_be_shown_so_is_one_sentence(
    models: ModelServer, words: list[str], sentence: str
) -> None:
    """What to write instead."""
    error = _run(*words).exception
    assert isinstance(error, UsageError)
    assert sentence in error.sentence
