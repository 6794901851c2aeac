"""A group of rules: what ``--only`` names, and what a package of others adds as a whole."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module

from terakoya.authoring.rule import Rule
from terakoya.plugins import Kind

__all__ = ["CODE", "OURS", "CheckGroup", "check_groups", "gather_group"]

CODE = r"[A-Z]{2,8}[0-9]{3}"
"""How a code is written: the letters of who wrote the rule, and three digits."""
OURS = "TK"
"""The letters of our own codes."""
_PAGE = "docs/reference/checks.md"


@dataclass(frozen=True)
class CheckGroup:
    """Rules that belong together.

    Attributes:
        name: what ``--only`` calls it; that of its entry point.
        prefix: the letters with which its codes begin, which are nobody else's.
        rules: what can be found.
        page: the page on which each code has a heading of its own; empty where there is none.
        protocol: the version of this class for which it was written.

    Raises:
        TypeError: the rules are no tuple, or a text is none; we do not type-check others' code.
    """

    name: str
    prefix: str
    rules: tuple[type[Rule], ...]
    page: str = ""
    protocol: int = 1

    def __post_init__(self) -> None:
        if not isinstance(self.rules, tuple):
            message = "the rules of a group are no tuple"
            raise TypeError(message)
        if not all(isinstance(text, str) for text in (self.name, self.prefix, self.page)):
            message = "the name, the prefix or the page of a group is no text"
            raise TypeError(message)

    def link(self, rule: type[Rule]) -> str:
        """Return where a code is explained; empty where nobody has said so."""
        return f"{self.page}#{rule.code.lower()}" if self.page else ""

    @property
    def owner(self) -> str:
        """The package in which its rules are written."""
        home = getattr(self.rules[0], "__module__", "") if self.rules else ""
        return str(home).partition(".")[0]

    def find_bad_rules(self) -> Iterator[str]:
        """Yield the codes of rules that cannot be used: not written as a code, or there twice."""
        codes = [str(getattr(rule, "code", rule)) for rule in self.rules]
        for rule, code in zip(self.rules, codes, strict=True):
            is_rule = isinstance(rule, type) and issubclass(rule, Rule) and hasattr(rule, "name")
            is_code = re.fullmatch(CODE, code) and code[:-3] == self.prefix
            if not is_rule or not is_code or codes.count(code) > 1:
                yield code


def check_groups() -> Kind[CheckGroup]:
    """Return the kind of part that a group is: ours are folders beside this one's checks."""
    package = f"{__package__}.checks"
    return Kind("terakoya.checks", CheckGroup, 1, package, "CHECKS")


def gather_group(package: str, path: Iterable[str]) -> CheckGroup:
    """Return a group of our own: every rule that a module of the package defines, by code.

    Args:
        package: its ``__name__``; the last part is the group's.
        path: its ``__path__``.
    """
    modules = [import_module(f"{package}.{one.name}") for one in pkgutil.iter_modules(path)]
    rules = {
        rule
        for module in modules
        for rule in vars(module).values()
        if isinstance(rule, type) and issubclass(rule, Rule) and rule.__module__ == module.__name__
    }
    ordered = tuple(sorted(rules, key=lambda rule: rule.code))
    return CheckGroup(package.rpartition(".")[2], OURS, ordered, _PAGE)
