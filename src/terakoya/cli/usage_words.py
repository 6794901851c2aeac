"""What Typer says of wrong usage, in the language of this moment.

Typer writes its sentences in English, without gettext (0.29); what it tells beside them, the class
of the error and the parameter, is enough to say them anew. What is not known here stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from typer._click import exceptions as click

from terakoya.cli.lazy import LazyGroup
from terakoya.errors import together
from terakoya.language import gettext as _

__all__ = ["explain_usage"]


def explain_usage(error: click.ClickException) -> str:
    """Return one sentence: what is wrong on the command line, and with which part of it."""
    explain: Mapping[type[click.ClickException], Callable[[Any], str]] = {
        click.MissingParameter: _explain_missing,
        click.BadParameter: _explain_value,
        click.NoSuchOption: _explain_option,
        click.UsageError: lambda error: _explain_command(error) or _explain_pattern(error),
    }
    for kind, words in explain.items():
        if isinstance(error, kind) and (said := words(error)):
            return said
    return error.format_message()


def _explain_missing(error: click.MissingParameter) -> str:
    return _("{name} is missing.").format(name=_name_of(error))


def _name_of(error: click.BadParameter) -> str:
    return error.param.get_error_hint().replace("'", "") if error.param is not None else ""


def _explain_option(error: click.NoSuchOption) -> str:
    said = _("There is no option {name}.").format(name=error.option_name)
    if not error.possibilities:
        return said
    near = ", ".join(sorted(error.possibilities))
    return together(said, _("Did you mean {name}?").format(name=near))


def _explain_command(error: click.UsageError) -> str:
    """Say of an unknown command which one may be meant: a near one, or one of a group."""
    found = re.fullmatch(
        r"No such command '(.*?)'\.(?: Did you mean .*)?", error.message, re.DOTALL
    )
    if found is None:
        return ""
    said = _("There is no command {}.").format(found[1])
    near = _near_commands(error.ctx, found[1]) if error.ctx is not None else []
    if not near:
        return said
    return together(said, _("Did you mean {name}?").format(name=", ".join(near)))


def _near_commands(context: Any, name: str) -> list[str]:
    """Return near names beside it; else where a group has just this one, with the group's name."""
    group = context.command
    below = group.find_below(name) if isinstance(group, LazyGroup) else []
    # what is nearly the same goes before another group's, and that before what is only alike
    near = get_close_matches(name, group.list_commands(context), cutoff=0.75 if below else 0.6)
    near.sort(key=lambda command: sorted(command) != sorted(name))  # letters that changed places
    return near[:1] or below


def _explain_pattern(error: click.UsageError) -> str:
    """Say anew what is only a text; its parts stay as they are."""
    known = {
        r"Missing command\.": _("Name a command."),
        r"Got unexpected extra argument\(s\) \((.*)\)": _("This is too much: {}"),
        r"Option '(.*)' requires an argument\.": _("{} needs a value."),
        r"Option '(.*)' does not take a value\.": _("{} takes no value."),
    }
    for pattern, sentence in known.items():
        if found := re.fullmatch(pattern, error.message, re.DOTALL):
            return sentence.format(*found.groups())
    return ""


def _explain_value(error: click.BadParameter) -> str:
    what = _explain_cause(error) or error.message
    name = _name_of(error)
    return f"{name}: {what}" if name else what


def _explain_cause(error: click.BadParameter) -> str:
    """Say why a value does not do, as pydantic tells it; empty where that is not known."""
    tell = getattr(error.__cause__, "errors", None)  # pydantic's: not imported for every page
    if tell is None:
        return ""
    first = tell()[0]
    value, limits = first["input"], first.get("ctx", {})
    choices = getattr(getattr(error.param, "type_descriptor", None), "choices", None)
    if choices:
        offered = ", ".join(str(getattr(choice, "value", choice)) for choice in choices)
        return _("“{value}” is none of these: {listed}.").format(value=value, listed=offered)
    sentences = {
        "int_parsing": _("“{value}” is no whole number."),
        "float_parsing": _("“{value}” is no number."),
        "greater_than_equal": _("{value} is too small; at least {ge}."),
        "less_than_equal": _("{value} is too large; at most {le}."),
    }
    sentence = sentences.get(first["type"], "")
    return sentence.format(value=value, **limits)
