"""Commands that are imported when they are run: to name them all must not cost their libraries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

__all__ = ["LazyGroup"]


class LazyGroup(TyperGroup):
    """A group whose commands are modules of one package, each imported when it is asked for.

    A module holds a function of its own name, or, for a group of commands, a Typer named `app`.

    Attributes:
        package: the package of the modules.
        texts: name of each command → what its help says, in the order of the list.
        groups: name of each command that is a group → the names of the commands in it.
        unlisted: names of commands that nobody is offered; who calls one is told why.
    """

    package: ClassVar[str]
    texts: ClassVar[Mapping[str, str]]
    groups: ClassVar[Mapping[str, tuple[str, ...]]]
    unlisted: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings | {"commands": _Modules(self.package, self.texts)})

    def list_commands(self, ctx: object) -> list[str]:
        """Return the names; nothing is imported for them."""
        del ctx
        return [name for name in self.texts if name not in self.unlisted]

    def find_below(self, name: str) -> list[str]:
        """Return where a group has a command of that name, as it is typed; nothing is imported."""
        return [
            f"{group} {name}"
            for group, commands in self.groups.items()
            if name in commands and group not in self.unlisted
        ]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write this group's help from the texts alone, as Typer would write it."""
        listing = TyperGroup(
            name=self.name,
            commands={
                name: TyperCommand(name, help=self.texts[name]) for name in self.list_commands(ctx)
            },
            params=self.params,
            help=self.help,
        )
        listing.format_help(ctx, formatter)


class _Modules(Mapping[str, Any]):
    """Name → Typer's command; getting one imports its module."""

    def __init__(self, package: str, texts: Mapping[str, str]) -> None:
        self._package, self._texts = package, texts

    def __getitem__(self, name: str) -> Any:
        text = self._texts[name]
        module = import_module(f"{self._package}.{name}")
        alone = typer.Typer(add_completion=False)
        if hasattr(module, "app"):
            alone.add_typer(module.app, name=name, help=text)
        else:
            alone.command(name=name, help=text)(getattr(module, name))
        return get_group(alone).commands[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)
