"""Unprotected checks: what they stand on is put back as it was, and canaries tell of tampering.

This runs in the learner's process, so it can be undone there: it finds the usual tricks and proves
nothing. Where a check can run in the clean room, it does.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from terakoya_autograde.interpreter.shell import Shell

__all__ = ["Guard"]

_MODULES = (
    "builtins math cmath operator functools itertools collections random statistics decimal",
    "fractions re string io contextlib inspect json datetime time types typing copy traceback",
    "unittest unittest.case unittest.mock numpy numpy.testing numpy.linalg pandas pandas.testing",
    "matplotlib.pyplot pytest IPython.core.getipython IPython.display",
)
_CLASSES = {
    "pandas": ("DataFrame", "Series", "Index"),
    "unittest": ("TestCase",),
    "matplotlib.axes": ("Axes",),
    "IPython.core.interactiveshell": ("InteractiveShell", "ExecutionResult"),
    "IPython.core.displayhook": ("DisplayHook",),
    "ipykernel.zmqshell": ("ZMQInteractiveShell", "ZMQDisplayPublisher"),
    "ipykernel.displayhook": ("ZMQShellDisplayHook",),
    "ipykernel.ipkernel": ("IPythonKernel",),
    "ipykernel.kernelbase": ("Kernel",),
    "terakoya_autograde.interpreter.shell": ("Shell",),
    "terakoya_autograde.wire": ("Channel",),
}

_NOTHING = object()


class Guard:
    """What modules and classes were like before any learner's code ran."""

    def __init__(self, shell: Shell) -> None:
        """Keep it; call this in the warm parent."""
        names = [name for name in " ".join(_MODULES).split() if name in sys.modules]
        self._modules = {name: (sys.modules[name], dict(vars(sys.modules[name]))) for name in names}
        self._classes = [
            (made, dict(vars(made)))
            for module, classes in _CLASSES.items()
            if module in sys.modules
            for made in (getattr(sys.modules[module], name) for name in classes)
        ]
        self._finders = list(sys.meta_path), list(sys.path_hooks)
        self._parts = [(part, dict(vars(part))) for part in shell.parts]
        self._taken: dict[tuple[str, str], Any] = {}  # module, name → what stood there
        self._shell, self._events = shell, shell.parts[3]
        self._callbacks = {name: list(waiting) for name, waiting in self._events.callbacks.items()}

    def restore(self) -> None:
        """Put back what was there; what was added and is nobody's stays."""
        for name, (module, kept) in self._modules.items():
            sys.modules[name] = module
            for key, value in kept.items():
                if (found := vars(module).get(key, _NOTHING)) is not value:
                    self._taken.setdefault((name, key), found)
            vars(module).update(kept)
        for made, kept in self._classes:
            _restore_class(made, kept)
        sys.meta_path[:], sys.path_hooks[:] = self._finders
        sys.settrace(None)
        sys.setprofile(None)
        for part, kept in self._parts:
            _restore_methods(part, kept)
        for name, waiting in self._callbacks.items():
            self._events.callbacks[name] = list(waiting)
        self._shell.ast_transformers.clear()

    def give_back(self) -> None:
        """Undo it in modules: an instructor's own cells patch them, too, for later cells to find.

        What the check has replaced itself stays.
        """
        for (name, key), found in self._taken.items():
            module, kept = self._modules[name]
            if vars(module).get(key, _NOTHING) is not kept[key]:
                continue
            if found is _NOTHING:
                vars(module).pop(key, None)
            else:
                vars(module)[key] = found
        self._taken.clear()


def _restore_class(made: type, kept: Mapping[str, object]) -> None:
    for name, value in kept.items():
        if vars(made).get(name) is not value:
            try:
                setattr(made, name, value)
            except (AttributeError, TypeError):  # a slot of the class itself, such as __dict__
                continue


def _restore_methods(part: object, kept: Mapping[str, object]) -> None:
    """Take away what hides a method of an object."""
    for name in vars(part).keys() - kept.keys():
        if callable(getattr(type(part), name, None)):
            delattr(part, name)
