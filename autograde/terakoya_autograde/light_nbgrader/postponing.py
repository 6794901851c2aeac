"""nbgrader imported without its servers, converters and archives.

`import nbgrader` imports four Jupyter server extensions, and with them all that nbgrader can do;
its `utils` import setuptools, for three functions that unpack archives, and its `auth` requests,
for one that asks JupyterHub. Together this is half a second of processor time (nbgrader 0.9.6),
before anything is graded and for nothing that a grader needs.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any

__all__ = ["postpone_servers", "stand_ins"]

_NAME = "nbgrader"
_ARCHIVES = "setuptools.archive_util"
_LOCK = threading.RLock()  # one thread at a time puts it together: its modules import in circles
# What nbgrader imports of each while it is imported; the rest is found when it is asked for.
_POSTPONED: Mapping[str, tuple[str, ...]] = {
    "setuptools": (),
    _ARCHIVES: ("unpack_archive", "unpack_tarfile", "unpack_zipfile"),
    "requests": (),
}


class _Postponing(Loader):
    """Gives the package no names but those that somebody asks for."""

    def __init__(self, real: Loader) -> None:
        self._real = real

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._real.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__ is not None:
            module.__spec__.loader = self._real
        module.__dict__.update(__loader__=self._real, __getattr__=_Names(module, self._real))


class _Finder(MetaPathFinder):
    """Finds the package with the loader that postpones, until that is done."""

    def __init__(self, spec: ModuleSpec, loader: Loader) -> None:
        self._spec = copy(spec)
        self._spec.loader = _Postponing(loader)
        self.is_done = False

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        return self._spec if fullname == _NAME and not self.is_done else None


def postpone_servers() -> None:
    """Have nbgrader's package run its own `__init__` when somebody first asks for a name of it.

    Its modules can be imported as always. Where it is loaded already it stays as it is; where
    another thread is loading it, Python's own lock on it decides who is first.
    """
    if _NAME in sys.modules:
        import_module(_NAME)  # waits: an import of a module of it would not, and find halves
        return
    spec = find_spec(_NAME)
    if spec is None or spec.loader is None:
        return
    finder = _Finder(spec, spec.loader)
    sys.meta_path.insert(0, finder)
    try:
        import_module(_NAME)
    finally:
        finder.is_done = True  # and stays: a thread that goes through the list would miss the next


class _Names:
    """The package's ``__getattr__`` (PEP 562) until it is complete."""

    def __init__(self, package: ModuleType, loader: Loader) -> None:
        self._package, self._loader, self._has_begun = package, loader, False

    def __call__(self, name: str) -> Any:
        if name == "__version__":  # asked for by modules that the whole package is made of
            return import_module(f"{_NAME}._version").__version__
        if name.startswith("__") and name != "__all__":  # of which import * asks first
            raise self._missing(name)
        if find_spec(f"{_NAME}.{name}") is not None:
            return import_module(f"{_NAME}.{name}")
        with _LOCK:  # others wait until every name is there
            if not self._has_begun:
                self._complete()
        if name in vars(self._package):
            return vars(self._package)[name]
        raise self._missing(name)

    def _complete(self) -> None:
        self._has_begun = True
        try:
            self._loader.exec_module(self._package)
        except BaseException:
            self._has_begun = False
            raise
        vars(self._package).pop("__getattr__", None)

    def _missing(self, name: str) -> AttributeError:
        return AttributeError(f"module {_NAME!r} has no attribute {name!r}")


@contextmanager
def stand_ins() -> Iterator[None]:
    """Stand in for what nbgrader only calls later; it finds the real one then, as all others do."""
    made = {
        name: _stand_in(name, functions)
        for name, functions in _POSTPONED.items()
        if name.partition(".")[0] not in sys.modules and find_spec(name.partition(".")[0])
    }
    with _LOCK:
        sys.modules.update(made)
        try:
            yield
        finally:
            for name, stand_in in made.items():
                _withdraw(name, stand_in)


def _withdraw(name: str, stand_in: ModuleType) -> None:
    """Let the next one who imports a module find the real one."""
    if sys.modules.get(name) is stand_in:
        sys.modules.pop(name, None)


def _stand_in(module: str, functions: tuple[str, ...]) -> ModuleType:
    """Return a module that knows its functions by name, and asks the real one for all else.

    Another thread may import it meanwhile: whatever it asks for is the real one's, the path of a
    package that has modules too.
    """
    made = ModuleType(module)

    def ask(name: str) -> Any:
        if name == "__path__" and "." in module:  # no package, and every import from it asks
            raise AttributeError(name)
        _withdraw(module, made)
        return getattr(import_module(module), name)

    made.__dict__.update({name: _caller(ask, name) for name in functions})
    made.__dict__["__getattr__"] = ask
    return made


def _caller(ask: Callable[[str], Any], name: str) -> Callable[..., Any]:
    def call(*given: object, **named: object) -> Any:
        return ask(name)(*given, **named)

    return call
