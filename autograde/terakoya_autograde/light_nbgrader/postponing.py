"""nbgrader imported without its servers, converters and archives.

`import nbgrader` imports four Jupyter server extensions, and with them all that nbgrader can do;
its `utils` import setuptools, for three functions that unpack archives, and its `auth` requests,
for one that asks JupyterHub. Together this is half a second of processor time (nbgrader 0.9.6),
before anything is graded and for nothing that a grader needs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

__all__ = ["postpone_servers", "stand_ins"]

_NAME = "nbgrader"
_ARCHIVES = "setuptools.archive_util"
# What nbgrader imports of each while it is imported; the rest is found when it is asked for.
_POSTPONED: Mapping[str, tuple[str, ...]] = {
    "setuptools": (),
    _ARCHIVES: ("unpack_archive", "unpack_tarfile", "unpack_zipfile"),
    "requests": (),
}


def postpone_servers() -> None:
    """Have nbgrader's package run its own `__init__` when somebody first asks for a name of it.

    Its modules can be imported as always. Nothing happens where it is loaded already.
    """
    spec = find_spec(_NAME) if _NAME not in sys.modules else None
    if spec is None or spec.loader is None:
        return
    package = module_from_spec(spec)
    package.__dict__["__getattr__"] = _complete(package)
    sys.modules[_NAME] = package


def _complete(package: ModuleType) -> Callable[[str], Any]:
    """Return the package's ``__getattr__`` (PEP 562) until it is complete."""

    def load(name: str) -> Any:
        if name == "__version__":  # asked for by modules that the whole package is made of
            return import_module(f"{_NAME}._version").__version__
        if name.startswith("__"):
            raise AttributeError(f"module {_NAME!r} has no attribute {name!r}")
        if find_spec(f"{_NAME}.{name}") is not None:
            return import_module(f"{_NAME}.{name}")
        spec, found = package.__spec__, package.__dict__.pop("__getattr__", None)
        if found is None or spec is None or spec.loader is None:
            raise AttributeError(f"module {_NAME!r} has no attribute {name!r}")
        spec.loader.exec_module(package)
        return getattr(package, name)

    return load


@contextmanager
def stand_ins() -> Iterator[None]:
    """Stand in for what nbgrader only calls later; it finds the real one then, as all others do."""
    made = {
        name: _stand_in(name, functions)
        for name, functions in _POSTPONED.items()
        if name.partition(".")[0] not in sys.modules and find_spec(name.partition(".")[0])
    }
    sys.modules.update(made)
    try:
        yield
    finally:
        for name, stand_in in made.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]


def _stand_in(module: str, functions: tuple[str, ...]) -> ModuleType:
    """Return a module that knows its functions by name, and asks the real one for all else."""
    made = ModuleType(module)
    made.__path__ = []
    made.__dict__.update({name: _caller(module, name) for name in functions})
    made.__dict__["__getattr__"] = lambda name: getattr(import_module(module), name)
    return made


def _caller(module: str, name: str) -> Callable[..., Any]:
    def call(*given: object, **named: object) -> Any:
        return getattr(import_module(module), name)(*given, **named)

    return call
