"""Answers that lie beside a notebook: found, listed, or a sentence that helps."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from terakoya.ai import AiError, NotRecordedError, ask, recorded_answers
from terakoya.ai.answer_file import line_of, read_answers
from terakoya.ai.prompt_keys import find_nearest, key_of

RECORDED = {"prompt": "みなと市の人口は？", "answer": "12万人です。", "kind": "recorded"}
RECORDED |= {"model": "gemma3-270m", "when": "2026-11-30", "about": "でたらめ"}
WRITTEN = {"prompt": "要約して。", "answer": "短い文", "kind": "written", "when": "2026-11-01"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A notebook's folder with two answers beside it; it is the current one."""
    (tmp_path / "data").mkdir()
    _write(tmp_path, RECORDED, WRITTEN)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(folder: Path, *entries: object) -> None:
    lines = [entry if isinstance(entry, str) else json.dumps(entry) for entry in entries]
    (folder / "data" / "ai-answers.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    "prompt",
    ["みなと市の人口は？", " みなと市の\n人口は? ", "みなと市の人口は？。", "みなと市の人口は？."],
)
def test_ask_finds_what_was_recorded(folder: Path, prompt: str) -> None:
    """White space, full stops and the width of letters make no other question."""
    answer = ask(prompt)
    assert (answer.text, answer.kind, answer.model) == ("12万人です。", "recorded", "gemma3-270m")
    assert answer.when == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("one", "other"), [("1.5倍は", "15倍は"), ("v2.0の", "v20の"), ("甲は", "乙は")]
)
def test_prompts_that_say_another_thing_stay_apart(one: str, other: str) -> None:
    """A point within a number is part of what is asked."""
    assert key_of(one) != key_of(other)


def test_recorded_answers_are_listed_in_order(folder: Path) -> None:
    """All of the file, with what an author notes of them."""
    first, second = recorded_answers()
    assert (first.prompt, first.about, second.kind) == ("みなと市の人口は？", "でたらめ", "written")
    assert second.model == ""


def test_ask_for_what_was_not_recorded_names_the_nearest(folder: Path) -> None:
    """One sentence names the prompts that are like it, and no answer is made up."""
    with pytest.raises(NotRecordedError) as caught:
        ask("みなと市の面積は？")
    assert "みなと市の人口は？" in caught.value.sentence
    assert "要約" not in caught.value.sentence


def test_nearest_prompts_come_in_order_and_are_few() -> None:
    """The most alike is first; of many, three."""
    known = ["猫の数", "犬の数を教えて", "犬の数", "犬の数は", "まったく別のこと"]
    assert find_nearest("犬の数は？", known) == ("犬の数は", "犬の数", "猫の数")


@pytest.mark.parametrize("prompt", ["", " \n", "。", None, 3])
def test_ask_without_a_question_is_one_sentence(folder: Path, prompt: object) -> None:
    """What holds no question is not looked up."""
    with pytest.raises(AiError, match="ask"):
        ask(prompt)  # type: ignore[arg-type]


def test_ask_without_a_file_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notebook that was moved away from its data says so."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AiError, match=r"ai-answers\.jsonl"):
        ask("質問")


@pytest.mark.parametrize(
    "entry",
    [
        "[]",
        "{",
        '{"prompt": ' + "[" * 100_000,
        RECORDED | {"model": ""},
        WRITTEN | {"model": "gpt"},
        WRITTEN | {"kind": "live"},
        WRITTEN | {"when": "20261130"},
        WRITTEN | {"when": "2026-11-31"},
        WRITTEN | {"answer": 3},
        WRITTEN | {"prompt": " "},
        WRITTEN | {"about": None},
        WRITTEN | {"name": "x"},
    ],
)
def test_line_that_breaks_a_rule_is_named(folder: Path, entry: object) -> None:
    """A written answer with a model, an unknown key, a bad day: the file and the line are named."""
    _write(folder, RECORDED, entry)
    with pytest.raises(AiError, match=r"ai-answers\.jsonl, line 2"):
        recorded_answers()


def test_line_is_read_back_as_it_was(folder: Path) -> None:
    """What is written for an answer gives the same answer, line ends and rare signs included."""
    answers = recorded_answers()
    odd = "a\u2028b\r\nc\x85d"
    _write(folder, RECORDED | {"answer": odd})
    (answer,) = recorded_answers()
    (folder / "again").write_text("".join(map(line_of, (*answers, answer))), encoding="utf-8")
    assert read_answers(folder / "again") == (*answers, answer)


def test_import_of_the_client_is_light() -> None:
    """A notebook that asks a recorded model loads no network client and no database."""
    heavy = {"openai", "httpx", "pydantic", "sqlalchemy", "aiohttp", "pandas", "nbformat"}
    code = f"import sys, terakoya.ai; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
