"""In the checker sympy reads no text of a learner's as an expression: it would run it.

Where sympy expects an expression and gets a text (`expand(t)`, `f.diff(t)`), it makes Python of it
and evaluates that. No table of calls could name each such place, so the one door to `eval` is shut,
but for texts that stand in the check itself.
"""

from __future__ import annotations

import ast
import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

from terakoya_autograde.clean_room.withheld import Refusals

__all__ = ["reading_no_text"]

_Functions = dict[str, Callable[..., object]]
_PARSER = "sympy.parsing.sympy_parser"
_WHY = "sympy would run a text as code here; make the expression of symbols and numbers"


@contextmanager
def reading_no_text(refusals: Refusals, source: str) -> Iterator[None]:
    """Keep sympy from evaluating texts, loaded now or later, while a check runs.

    Args:
        refusals: what is told of each: a test that catches the error is not passed.
        source: of the check, whose own texts are read.
    """
    parser, doors = sys.modules.get(_PARSER), _Doors(refusals, _texts_of(source))
    before = doors.shut(parser) if parser is not None else {}
    finder = _Finder(doors)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name, function in before.items():
            setattr(parser, name, function)


def _texts_of(source: str) -> frozenset[str]:
    with contextlib.suppress(SyntaxError):
        constants = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
        return frozenset(each.value for each in constants if isinstance(each.value, str))
    return frozenset()


@dataclass
class _Doors:
    """What stands in for the two functions through which a text becomes a value.

    Attributes:
        reading: of the texts that are being read, one in the other, whether it is the check's.
    """

    refusals: Refusals
    texts: frozenset[str]
    reading: list[bool] = field(default_factory=list)

    def shut(self, parser: ModuleType) -> _Functions:
        """Stand in the way of a parser; return what stood there."""
        before: _Functions = {name: getattr(parser, name) for name in ("parse_expr", "eval_expr")}

        def parse_expr(text: object, *given: object, **named: object) -> object:
            self.reading.append(type(text) is str and text in self.texts)
            try:
                return before["parse_expr"](text, *given, **named)
            finally:
                self.reading.pop()

        def eval_expr(*given: object) -> object:
            if not (self.reading and self.reading[-1]):
                self.refusals.refuse(_WHY)
            return before["eval_expr"](*given)

        setattr(parser, "parse_expr", parse_expr)  # noqa: B010 - mypy knows no such attribute
        setattr(parser, "eval_expr", eval_expr)  # noqa: B010 - as above
        return before


@dataclass
class _Finder(MetaPathFinder):
    """Shuts the doors of a parser that is imported later."""

    doors: _Doors

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find the parser as Python would, with a loader that shuts its doors."""
        spec = PathFinder.find_spec(fullname, path, target) if fullname == _PARSER else None
        if spec is not None and spec.loader is not None:
            spec.loader = _ShuttingLoader(spec.loader, self.doors)
        return spec


@dataclass
class _ShuttingLoader(Loader):
    inner: Loader
    doors: _Doors

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Make the module as ever."""
        return self.inner.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module, then shut its doors."""
        self.inner.exec_module(module)
        self.doors.shut(module)
