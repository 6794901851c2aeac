"""`terakoya ai record`: a model's real answers, kept beside a lab for everybody who has none."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from terakoya.ai.answer import Answer, AnswerKind
from terakoya.ai.answer_file import ANSWER_FILE, line_of, read_answers
from terakoya.ai.broker import Broker
from terakoya.ai.prompt_keys import key_of
from terakoya.cli.ai_broker import open_broker
from terakoya.cli.console import say, show_progress, warn
from terakoya.cli.session import Session
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model.ai_ask import Asker, AskPlace
from terakoya.workspace.account import account_name
from terakoya.workspace.atomic import write_text

__all__ = ["record"]


@dataclass(frozen=True)
class Wanted:
    """A prompt to be recorded, and what its author notes of it."""

    prompt: str
    about: str = ""


def record(
    lab: Annotated[str, typer.Argument(metavar="ID", help=_("The assignment's id."))],
    prompts: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help=_("The questions: one a line, or as .jsonl with prompt and about.")
        ),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help=_("Ask anew also what was recorded before."))
    ] = False,
) -> None:
    """Ask the configured model, and keep its answers in source/ID/data/ai-answers.jsonl."""
    session = Session.here()
    session.workspace.read_assignment(lab)
    file = session.workspace.source(lab) / ANSWER_FILE
    kept = list(read_answers(file)) if file.exists() else []
    todo = _choose(list(_read_prompts(prompts)) if prompts else [], kept, again=again)
    if not todo:
        say(_("There is nothing to record. Name a file of questions with --prompts."))
        return
    broker = open_broker(session.settings.ai, session.database)
    _record(broker, lab, todo, kept, file)
    _warn_where_not_named(session, lab)


def _warn_where_not_named(session: Session, lab: str) -> None:
    name = ANSWER_FILE.as_posix()
    if all(entry.file != name for entry in session.workspace.read_assignment(lab).data):
        what = _("assignment.toml does not name {file} under [[data]]: learners do not get it.")
        warn(what.format(file=name))


def _choose(wanted: Sequence[Wanted], kept: Sequence[Answer], *, again: bool) -> list[Wanted]:
    """Return what has no recorded answer; with `again` also what has one."""
    recorded = {key_of(one.prompt): one for one in kept if one.kind is AnswerKind.RECORDED}
    old = [Wanted(one.prompt, one.about) for one in recorded.values()] if again else []
    new = [one for one in wanted if key_of(one.prompt) not in recorded]
    first = {key_of(one.prompt): one for one in reversed(new)}  # of two alike, the first is meant
    return [*old, *(one for one in new if first[key_of(one.prompt)] is one)]


def _record(
    broker: Broker, lab: str, todo: Sequence[Wanted], kept: list[Answer], file: Path
) -> None:
    asker = Asker(AskPlace.RECORDING, account_name(), assignment_id=lab)
    file.parent.mkdir(exist_ok=True)
    with show_progress(_("Recording"), len(todo)) as progress:
        for one in todo:
            live = broker.ask(one.prompt, asker)
            new = Answer(
                one.prompt,
                live.text,
                AnswerKind.RECORDED,
                live.when,
                live.model,
                one.about,
                cut=live.cut,
            )
            _put(kept, new)
            write_text(file, "".join(map(line_of, kept)))  # each at once: the next may fail
            progress.advance(one.prompt[:40])
    say(_("Answers recorded: {count}, in {file}").format(count=len(todo), file=file))


def _put(kept: list[Answer], new: Answer) -> None:
    """Put an answer in the place of an older one of a model, or at the end; written ones stay."""
    key = key_of(new.prompt)
    for place, old in enumerate(kept):
        if old.kind is AnswerKind.RECORDED and key_of(old.prompt) == key:
            kept[place] = new
            return
    kept.append(new)


def _read_prompts(file: Path) -> Iterator[Wanted]:
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError):
        what = _("The file cannot be read.")
        raise UsageError(what, where=str(file), remedy=_("Write it as UTF-8 text.")) from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _read_prompt(line, file, number)


def _read_prompt(line: str, file: Path, number: int) -> Wanted:
    if file.suffix != ".jsonl":
        return Wanted(line.strip())
    try:
        entry = json.loads(line)
        prompt, about = entry["prompt"], entry.get("about", "")
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        prompt = about = None
    if not isinstance(prompt, str) or not key_of(prompt) or not isinstance(about, str):
        raise UsageError(
            _("This is no question."),
            where=_("{file}, line {line}").format(file=file, line=number),
            remedy=_("Write an object with prompt, and about if you like, both texts."),
        )
    return Wanted(prompt, about)
