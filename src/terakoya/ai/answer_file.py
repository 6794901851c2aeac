"""The file of recorded and written answers beside a notebook: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from terakoya.ai.answer import Answer, AnswerKind
from terakoya.errors import AiError
from terakoya.language import gettext as _

__all__ = ["ANSWER_FILE", "line_of", "read_answers"]

ANSWER_FILE = Path("data/ai-answers.jsonl")
"""Where it lies, from the notebook's folder."""
_LARGEST = 32 * 2**20  # bytes
_KEYS = ("prompt", "answer", "kind", "model", "when", "about", "cut")
_KINDS = (AnswerKind.RECORDED, AnswerKind.WRITTEN)


def read_answers(file: Path = ANSWER_FILE) -> tuple[Answer, ...]:
    """Return every answer of the file, in order.

    Raises:
        AiError: the file is not there or cannot be read, or a line of it breaks a rule.
    """
    where = file.as_posix()
    try:
        if file.stat().st_size > _LARGEST:
            what = _("The file is larger than {size} MB.").format(size=_LARGEST // 2**20)
            raise AiError(what, where=where, remedy=_("Divide the lab, or record less."))
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        what = _("There are no recorded answers beside this notebook.")
        remedy = _("Put the file there, or open the notebook in its own folder.")
        raise AiError(what, where=where, remedy=remedy) from None
    except (OSError, UnicodeDecodeError):
        what = _("The file cannot be read.")
        raise AiError(what, where=where, remedy=_("Write it as UTF-8 text.")) from None
    return tuple(_read_lines(text, where))


def _read_lines(text: str, where: str) -> Iterator[Answer]:
    for number, line in enumerate(text.split("\n"), 1):  # a text may hold other line ends
        if line.strip():
            place = _("{file}, line {line}").format(file=where, line=number)
            yield _read_line(line, place)


def _read_line(line: str, where: str) -> Answer:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        entry = None
    if not isinstance(entry, dict):
        what = _("This is no JSON object.")
        raise AiError(what, where=where, remedy=_("Write one object a line."))
    if problem := _problem_of(entry):
        raise AiError(problem, where=where, remedy=_("Correct the line."))
    return Answer(
        prompt=entry["prompt"],
        text=entry["answer"],
        kind=AnswerKind(entry["kind"]),
        when=date.fromisoformat(entry["when"]),
        model=entry.get("model", ""),
        about=entry.get("about", ""),
        cut=entry.get("cut", False),
    )


def _problem_of(entry: Mapping[str, Any]) -> str:
    """Return what is wrong with an entry; empty for nothing."""
    for key in entry:
        if key not in _KEYS:
            return _("There is no key “{key}” in an answer.").format(key=key)
    for key in ("prompt", "answer", "kind", "when"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            return _("“{key}” has to be a text.").format(key=key)
    for key in ("model", "about"):
        if not isinstance(entry.get(key, ""), str):
            return _("“{key}” has to be a text.").format(key=key)
    if not isinstance(entry.get("cut", False), bool):
        return _("“cut” has to be true or false.")
    if entry["kind"] not in _KINDS:
        return _("“kind” has to be recorded or written.")
    return _problem_of_model(entry) or _problem_of_day(entry["when"])


def _problem_of_model(entry: Mapping[str, Any]) -> str:
    named = bool(entry.get("model", "").strip())
    if entry["kind"] == AnswerKind.RECORDED and not named:
        return _("A recorded answer has to name its model.")
    if entry["kind"] == AnswerKind.WRITTEN and named:
        return _("An answer that was written is no model's: it may name none.")
    return ""


def _problem_of_day(written: str) -> str:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = None
    if day is None or day.isoformat() != written:
        return _("“when” has to be a day like 2026-11-30.")
    return ""


def line_of(answer: Answer) -> str:
    """Return the line of the file that says an answer, with its line end."""
    entry: dict[str, object] = {
        "prompt": answer.prompt,
        "answer": answer.text,
        "kind": answer.kind.value,
    }
    if answer.model:
        entry["model"] = answer.model
    entry["when"] = answer.when.isoformat()
    if answer.about:
        entry["about"] = answer.about
    if answer.cut:
        entry["cut"] = True
    return json.dumps(entry, ensure_ascii=False) + "\n"
