"""Wrong usage is said in Japanese: whatever command, whatever option."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from typer._click.exceptions import ClickException
from typer.main import get_group

from terakoya.cli.usage_words import explain_usage
from terakoya.language import use_language

GROUP = get_group(import_module("terakoya.cli.main").app)


def _leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    inner = getattr(command, "commands", None)
    if not inner:
        yield path
        return
    for name, below in inner.items():
        yield from _leaves(below, (*path, name))


def _find(path: tuple[str, ...]) -> Any:
    command = GROUP
    for name in path:
        command = command.commands[name]
    return command


LEAVES = [" ".join(path) for path in _leaves(GROUP)]


def _misuses(command: Any) -> Iterator[list[str]]:
    """Yield arguments of every kind that a command must refuse."""
    needed = [entry for entry in command.params if entry.required]
    if needed:
        yield []
    yield ["--nosuch"]
    yield ["word"] * 60 if not any(entry.nargs == -1 for entry in command.params) else ["--nosuch"]
    for entry in command.params:
        if entry.param_type_name != "option":
            continue
        option = next(name for name in entry.opts if name.startswith("--"))
        if entry.is_flag:
            yield [f"{option}=3"]
            continue
        yield [option]
        annotation = entry.type_descriptor.annotation
        if entry.type_descriptor.is_choice or annotation in (int, float):
            yield [f"{option}=word"]
        for limit, beyond in ((entry.min, -1), (entry.max, 1)):
            if limit is not None:
                yield [f"{option}={limit + beyond}"]


def _refuse(command: Any, arguments: list[str]) -> ClickException:
    """Return what Typer says; the arguments that are needed are there."""
    needed = [entry for entry in command.params if entry.required]
    given = [] if not arguments else list(arguments)
    if arguments and arguments[0].startswith("--"):
        for entry in needed:
            named = (
                entry.param_type_name == "option" and arguments[0].split("=")[0] not in entry.opts
            )
            given = [*([f"{entry.opts[0]}=word"] if named else []), *given]
    with pytest.raises(ClickException) as caught:
        command.make_context("x", given)
    return caught.value


def _rest(said: str, command: Any, arguments: list[str]) -> str:
    """Return the English words of `said` that nobody typed or can type."""
    for word in arguments:
        said = said.replace(word, "").replace(word.split("=")[0], "")
    for entry in command.params:
        for word in sorted((*entry.opts, *entry.secondary_opts), key=len, reverse=True):
            said = said.replace(word, "")
        for choice in entry.type_descriptor.choices or ():
            said = said.replace(str(getattr(choice, "value", choice)), "")
    return " ".join(re.findall(r"[A-Za-z]{3,}", said.replace("word", "")))


@pytest.mark.parametrize("name", LEAVES)
def test_wrong_usage_is_said_in_japanese(name: str) -> None:
    """No English word of Typer's or pydantic's is left."""
    command = _find(tuple(name.split()))
    for arguments in _misuses(command):
        error = _refuse(command, arguments)
        with use_language("ja"):
            said = explain_usage(error)
        assert re.search("[ぁ-ん]", said), (arguments, said)
        assert _rest(said, command, arguments) == "", (arguments, said)


def test_unknown_command_and_near_option_are_said_in_japanese() -> None:
    """A group names what is not there, and an option that was nearly right is proposed."""
    with pytest.raises(ClickException) as group, GROUP.make_context("x", ["nosuch"]) as context:
        GROUP.invoke(context)
    near = _refuse(_find(("grade",)), ["--forc"])
    with use_language("ja"):
        assert explain_usage(group.value) == "nosuch というコマンドはありません。"
        assert "--force のことですか。" in explain_usage(near)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("garde", "grade"),
        ("archive", "cohort archive"),
        ("cohort enroll", "enrol"),
        ("grades", "grade"),
        ("calendar", "refresh calendar"),
    ],
)
def test_command_that_was_nearly_right_is_proposed(typed: str, meant: str) -> None:
    """Also one of a group that was typed without the group; no English is left."""
    with pytest.raises(ClickException) as caught, GROUP.make_context("x", typed.split()) as context:
        GROUP.invoke(context)
    name = typed.rsplit(maxsplit=1)[-1]
    with use_language("ja"):
        said = explain_usage(caught.value)
    assert said == f"{name} というコマンドはありません。{meant} のことですか。"


def test_what_typer_says_itself_is_english() -> None:
    """Control: without our words the sentence is English."""
    error = _refuse(_find(("grade",)), ["--workers=word"])
    assert "valid integer" in error.format_message()
    with use_language("en"):
        assert explain_usage(error) == "--workers: “word” is no whole number."
