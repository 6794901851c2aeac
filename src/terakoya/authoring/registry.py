"""Every rule that can be found here: ours, and those of other packages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from terakoya.authoring.check_group import OURS, CheckGroup, check_groups
from terakoya.authoring.finding import Finding, Found, Place
from terakoya.authoring.rule import Check, Rule
from terakoya.errors import PluginError
from terakoya.language import gettext as _

__all__ = ["FORM_GROUPS", "Registered", "Registry", "group_names", "read_registry"]

FORM_GROUPS = ("reading", "structure", "tags", "pictures")
"""The groups that look at the form and run nothing: what others find may follow from it."""


@dataclass(frozen=True)
class Registered:
    """A rule, and the group that it belongs to."""

    rule: type[Rule]
    group: CheckGroup

    @property
    def code(self) -> str:
        """What kind of finding it gives."""
        return self.rule.code

    @property
    def is_ours(self) -> bool:
        """Whether it is one of Terakoya's own: others' code may do anything."""
        return self.group.prefix == OURS

    @property
    def check(self) -> type[Check] | None:
        """The rule as something that looks for itself; None for what the gate itself finds."""
        return self.rule if issubclass(self.rule, Check) else None

    def finding(self, assignment: str, found: Found) -> Finding:
        """Return what was found in an assignment, with all that is known of this kind.

        Raises:
            TypeError: it is no finding.
        """
        if not isinstance(found, Found) or not isinstance(found.place, Place):
            message = f"what is found is of the class {type(found).__name__}, or has no place"
            raise TypeError(message)
        rule = self.rule
        what, remedy = found.said()
        return Finding(
            rule.code,
            rule.name,
            self.group.name,
            rule.severity,
            assignment,
            found.place,
            what,
            remedy,
            self.group.link(rule),
        )


@dataclass(frozen=True)
class Registry:
    """The rules by code, those of form first; and what is wrong with packages of others."""

    rules: Mapping[str, Registered]
    problems: tuple[PluginError, ...] = ()

    def tell(self, rule: type[Rule], assignment: str, found: Found) -> Finding:
        """Return a finding of a rule of ours that the gate itself looks after."""
        return self.rules[rule.code].finding(assignment, found)


def group_names() -> tuple[str, ...]:
    """Return the name of every group, in the order of letters; none is imported for it."""
    return tuple(sorted(check_groups().names()))


def read_registry(names: Iterable[str] | None = None) -> Registry:
    """Import the groups of these names, or all of them.

    What the gate itself looks after, and what keeps other checks from looking, is always there.
    """
    kind, problems = check_groups(), list[PluginError]()
    wanted = group_names() if names is None else dict.fromkeys(["reading", "structure", *names])
    rules: dict[str, Registered] = {}
    owners = {OURS: __name__.partition(".")[0]}
    for name in sorted(wanted, key=_rank):
        try:
            group = kind.find(name)
        except PluginError as error:
            problems.append(error)
            continue
        if group is None:
            continue
        if fault := next(_find_faults(group, owners, rules), ""):
            problems.append(_refuse(group, fault))
            continue
        owners.setdefault(group.prefix, group.owner)
        rules |= {rule.code: Registered(rule, group) for rule in group.rules}
    return Registry(rules, tuple(problems))


def _rank(name: str) -> tuple[int, str]:
    return (FORM_GROUPS.index(name) if name in FORM_GROUPS else len(FORM_GROUPS)), name


def _find_faults(
    group: CheckGroup, owners: Mapping[str, str], known: Mapping[str, object]
) -> Iterator[str]:
    """Yield in a sentence what keeps a group from being used."""
    owner = owners.get(group.prefix, group.owner)
    if owner != group.owner:
        what = _("Its codes begin with {prefix}, which are those of {owner}.")
        yield what.format(prefix=group.prefix, owner=owner)
    twice = [rule.code for rule in group.rules if getattr(rule, "code", "") in known]
    for code in (*group.find_bad_rules(), *twice):
        yield _("{code} cannot be the code of one of its rules.").format(code=code)


def _refuse(group: CheckGroup, what: str) -> PluginError:
    where = _("Plug-in {name} of {package}").format(name=group.name, package=group.owner)
    remedy = _("Update that package or uninstall it; the rest works without.")
    return PluginError(what, where=where, remedy=remedy)
