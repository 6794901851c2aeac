"""Parts that others add: found by entry points, loaded when one is used.

Our own parts are the modules of a package: they are there wherever the code is. Those of others are
the entry points of what is installed beside it. Both are used alike. Names cost no import; a part
that cannot be used is one sentence, and costs no other part its place.
"""

from __future__ import annotations

import pkgutil
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.metadata import Distribution, EntryPoint, distributions, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, cast

from terakoya_autograde import StorageError

from terakoya.errors import PluginError, TerakoyaError, disk_failure
from terakoya.language import gettext as _

__all__ = ["Kind", "Loaded", "Pluggable", "in_one_line", "resolve", "words_aside"]

_NAME = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")
"""Names stand in commands, file names and addresses."""


class Pluggable(Protocol):
    """What every part says of itself."""

    @property
    def name(self) -> str:
        """As its entry point or its module is called."""

    @property
    def protocol(self) -> int:
        """The version of its kind that it was written for."""


Part = TypeVar("Part", bound=Pluggable)


@dataclass(frozen=True)
class Loaded(Generic[Part]):
    """The parts that can be used, by name, and what is wrong with others."""

    parts: Mapping[str, Part]
    problems: tuple[PluginError, ...] = ()


@dataclass(frozen=True)
class Kind(Generic[Part]):
    """A kind of part that others can add.

    Attributes:
        group: of entry points: ``terakoya.faces``. Each names a `part`.
        part: the class of such parts.
        protocol: the version of that class; a part for another one is not used.
        package: of our own parts: each of its modules holds one.
        attribute: how that module calls it.
        module: where our parts are folders, the module of each that holds it; other folders and
            modules of the package are no parts.
    """

    group: str
    part: type[Part]
    protocol: int
    package: str
    attribute: str
    module: str = ""

    def names(self) -> tuple[str, ...]:
        """Return every part's name, ours first; none of them is imported for it."""
        return tuple(_entries(self, tuple(sys.path)).chosen)

    def find(self, name: str) -> Part | None:
        """Import one part; None where nothing has that name.

        Raises:
            PluginError: it is there and cannot be used.
        """
        path = tuple(sys.path)
        if name not in _entries(self, path).chosen:
            return None
        found = _try_to_load(self, name, path)
        if isinstance(found, PluginError):
            raise found.again()
        return cast(Part, found)

    def owner(self, name: str) -> str:
        """Return the distribution that brings a part, with its version; empty for one of ours."""
        return _owner(_entries(self, tuple(sys.path)).chosen[name])

    def problem(self, name: str, what: str) -> PluginError:
        """Return what is wrong with a part that was found, as an error to raise."""
        return _refuse(_entries(self, tuple(sys.path)).chosen[name], what)

    @contextmanager
    def guard(self, name: str) -> Iterator[None]:
        """Lend a context in which code of a part is run.

        Raises:
            PluginError: another package brings the part, and its code fails.
            TerakoyaError: the code refuses in words of its own.
        """
        try:
            yield
        except (TerakoyaError, StorageError):
            raise
        except (Exception, SystemExit) as error:
            if not self.owner(name) or disk_failure(error):
                raise  # our own fault, or nobody's
            what = _("It failed: {error}").format(error=in_one_line(error))
            raise self.problem(name, what) from error

    def load(self) -> Loaded[Part]:
        """Import every part. What is wrong with one is said beside the others."""
        path = tuple(sys.path)
        entries = _entries(self, path)
        tried = {name: _try_to_load(self, name, path) for name in entries.chosen}
        broken = (found for found in tried.values() if isinstance(found, PluginError))
        parts = {name: found for name, found in tried.items() if isinstance(found, self.part)}
        return Loaded(parts, (*broken, *entries.problems))


@dataclass(frozen=True)
class _Entries:
    chosen: Mapping[str, EntryPoint]
    problems: tuple[PluginError, ...]


@lru_cache(maxsize=32)
def _entries(kind: Kind[Any], _path: tuple[str, ...]) -> _Entries:
    """Return what is there; `_path`: where Python looks, which decides it."""
    chosen = {entry.name: entry for entry in _own_entries(kind)}
    others, problems = _other_entries(kind.group)
    for entry in sorted(others, key=_owner):
        if entry.name in chosen:
            what = _("The name {name} is taken already by {owner}.")
            owner = _owner(chosen[entry.name]) or "Terakoya"
            problems.append(_refuse(entry, what.format(name=entry.name, owner=owner)))
        elif not _NAME.fullmatch(entry.name):
            what = _("Its name is not made of small letters, digits and hyphens.")
            problems.append(_refuse(entry, what))
        else:
            chosen[entry.name] = entry
    return _Entries(chosen, tuple(problems))


def _own_entries(kind: Kind[Any]) -> Iterator[EntryPoint]:
    spec = find_spec(kind.package)
    for found in pkgutil.iter_modules(spec.submodule_search_locations if spec else ()):
        name, folder = found.name, Path(getattr(found.module_finder, "path", "")) / found.name
        is_part = not kind.module or (folder / f"{kind.module}.py").is_file()
        if is_part and not name.startswith("_"):
            home = ".".join(filter(None, (kind.package, name, kind.module)))
            yield EntryPoint(name, f"{home}:{kind.attribute}", kind.group)


def _other_entries(group: str) -> tuple[list[EntryPoint], list[PluginError]]:
    """Return what is installed, and which packages speak of such parts in a form of their own."""
    try:
        return list(entry_points(group=group)), []
    except Exception:  # noqa: BLE001 - one file that no installer wrote: which, is looked for
        found: dict[str, list[EntryPoint]] = {}
        problems = []
        for package in distributions():
            try:
                found.setdefault(package.name, list(package.entry_points))
            except Exception as error:  # noqa: BLE001 - whatever reading it comes to
                if f"[{group}]" in (package.read_text("entry_points.txt") or ""):
                    problems.append(_refuse_package(package, error))
        return [one for some in found.values() for one in some if one.group == group], problems


def _refuse_package(package: Distribution, error: Exception) -> PluginError:
    what = _("Its entry points cannot be read: {error}").format(error=in_one_line(error))
    where = _("Package {package}").format(package=f"{package.name} {package.version}")
    return PluginError(what, where=where, remedy=_remedy())


@lru_cache(maxsize=256)
def _try_to_load(kind: Kind[Any], name: str, path: tuple[str, ...]) -> object:
    """Return a part, or why it cannot be used: that does not change while this process runs."""
    entry = _entries(kind, path).chosen[name]
    try:
        part = _import(entry)
    except PluginError as error:
        return error.again()  # the one that was raised holds on to all that it went through
    what = _find_fault(kind, entry, part)
    return _refuse(entry, what) if what else part


def _find_fault(kind: Kind[Any], entry: EntryPoint, part: Any) -> str:
    """Return in a sentence why a part cannot be used; empty where it can."""
    if not isinstance(part, kind.part):
        what = _("{reference} is no {kind}, but of the class {other}.")
        names = {"kind": kind.part.__name__, "other": type(part).__name__}
        return what.format(reference=entry.value, **names)
    if part.protocol != kind.protocol:
        what = _("It was made for version {theirs} of {group}; this Terakoya has version {ours}.")
        return what.format(theirs=part.protocol, group=kind.group, ours=kind.protocol)
    if part.name != entry.name:
        return _("It calls itself {name}, its entry point does not.").format(name=part.name)
    return ""


def _import(entry: EntryPoint) -> Any:
    if not _owner(entry):
        return resolve(entry.value)  # ours: what is wrong with it is our own fault
    try:
        with words_aside():
            return resolve(_reference(entry))
    except KeyboardInterrupt:
        raise  # somebody stops the program
    except BaseException as error:  # a module of others may end in any way
        what = _("It cannot be imported: {error}").format(error=in_one_line(error))
        raise _refuse(entry, what) from error


def _reference(entry: EntryPoint) -> str:
    """Return where a part is, without the spaces and extras that may stand in an entry point."""
    return f"{entry.module}:{entry.attr or ''}"


@contextmanager
def words_aside() -> Iterator[None]:
    """Lend a context in which others' code prints to standard error: a command's JSON stays whole.

    Of the main thread, that is: others would move the standard output of the whole process.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with redirect_stdout(sys.stderr):
        yield


def resolve(reference: str) -> Any:
    """Import what ``package.module:name`` names.

    Raises:
        ImportError: there is no such module.
        AttributeError: there is no such name in it.
    """
    module, _colon, name = reference.partition(":")
    found = import_module(module)
    for step in filter(None, name.split(".")):
        found = getattr(found, step)
    return found


def in_one_line(error: BaseException) -> str:
    """Return what was raised, for the end of a sentence."""
    try:
        words = " ".join(str(error).split())
    except Exception:  # noqa: BLE001 - of others, even that may fail
        words = ""
    return f"{type(error).__name__}: {words}"[:300].rstrip(": ")


def _refuse(entry: EntryPoint, what: str) -> PluginError:
    where = _("Plug-in {name} of {package}").format(name=entry.name, package=_owner(entry))
    return PluginError(what, where=where, remedy=_remedy())


def _remedy() -> str:
    return _("Update that package or uninstall it; the rest works without.")


def _owner(entry: EntryPoint) -> str:
    """Return the distribution that brings a part, with its version; empty for our own."""
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist is not None else ""
