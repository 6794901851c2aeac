"""Something done once a library's module has been imported, by whoever imports it first."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType

__all__ = ["after_import"]


def after_import(name: str, then: Callable[[], object]) -> None:
    """Call `then` right after the module `name` has been imported; at once where it is already."""
    if name in sys.modules:
        then()
    else:
        sys.meta_path.insert(0, _Finder(name, then))


class _Finder(MetaPathFinder):
    def __init__(self, name: str, then: Callable[[], object]) -> None:
        self._name, self._then = name, then

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find what all others find, with a loader that calls us; once."""
        del path, target
        if name != self._name or self not in sys.meta_path:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(name)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, self._then)
        return spec


class _Loader(Loader):
    def __init__(self, theirs: Loader, then: Callable[[], object]) -> None:
        self._theirs, self._then = theirs, then

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Create it as its own loader does."""
        return self._theirs.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Run it as its own loader does, then do what is to be done."""
        if module.__spec__ is not None:
            module.__spec__.loader = self._theirs  # who asks for its source asks this one
        module.__loader__ = self._theirs
        self._theirs.exec_module(module)
        self._then()
