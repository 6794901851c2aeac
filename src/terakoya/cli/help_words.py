"""Typer's own words on help pages, in the language of this moment."""

from __future__ import annotations

from typing import Any

from typer import core
from typer._click import decorators, formatting

from terakoya.language import gettext as _

__all__ = ["translate_help"]


def _placeholders() -> dict[str, str]:
    """What stands for a value, as the commands and Typer write it → in this language."""
    return {
        "<int>": _("<number>"),
        "<int range>": _("<number>"),
        "<float>": _("<number>"),
        "<float range>": _("<number>"),
        "<str>": _("<text>"),
        "<list[str]>": _("<text>"),
        "<list[int]>": _("<number>"),
        "<path>": _("<path>"),
        "YYYY-MM-DD": _("YYYY-MM-DD"),
        "DIR": _("DIR"),
        "FILE": _("FILE"),
        "FOLDER": _("FOLDER"),
        "GB": _("GB"),
        "ID": _("ID"),
        "NAME": _("NAME"),
        "WHERE": _("WHERE"),
        "assignment": _("assignment"),
        "assignments": _("assignments"),
        "cohort": _("cohort"),
        "learner": _("learner"),
        "roster": _("roster"),
    }


def translate_help() -> None:
    """Put our words in the place of Typer's, for as long as this process runs.

    Typer writes most of them without gettext (0.29), some of them as names in its modules.
    """
    _translate_usage()
    _translate_kinds()
    _translate_names()


def _translate_usage() -> None:
    write = formatting.HelpFormatter.write_usage
    words = {"[OPTIONS]": _("[OPTIONS]"), "COMMAND [ARGS]...": _("COMMAND ...")}

    def write_usage(self: Any, prog: str, args: str = "", prefix: str | None = None) -> None:
        for theirs, ours in words.items():
            args = args.replace(theirs, ours)
        write(self, prog, args, _("Usage: ") if prefix is None else prefix)

    formatting.HelpFormatter.write_usage = write_usage  # type: ignore[method-assign]
    make = decorators.help_option

    def help_option(names: list[str]) -> Any:
        decorate = make(names)

        def with_words(command: Any) -> Any:
            decorated = decorate(command)
            command.params[-1].help = _("Show this message and exit.")
            return decorated

        return with_words

    decorators.help_option = help_option  # type: ignore[assignment]


def _translate_kinds() -> None:
    """A flag has no kind to be told of; other kinds are said as people say them."""
    for kind in (core.TyperArgument, core.TyperOption):
        _translate_kind(kind)


def _translate_kind(kind: Any) -> None:
    theirs = kind.display_type_rich

    def display_type_rich(self: object, ctx: object) -> str | None:
        if getattr(self, "is_flag", False):
            return None
        said = theirs(self, ctx)
        return None if said is None else _placeholders().get(said, said)

    kind.display_type_rich = display_type_rich
    kind._get_number_range_help_str = lambda self: _describe_range(self.min, self.max)


def _describe_range(least: float | None, most: float | None) -> str | None:
    if most is None:
        return None if least is None else _("from {least}").format(least=least)
    return _("{least} to {most}").format(least="" if least is None else least, most=most)


def _translate_names() -> None:
    """Say arguments in words; what is typed, an option or a command, stays as it is typed."""

    def display_name_raw(self: Any) -> str:
        name: str = self.name if self.metavar is None else self.metavar
        return _placeholders().get(name, name)

    core.TyperArgument.display_name_raw = property(display_name_raw)  # type: ignore[method-assign,assignment]
