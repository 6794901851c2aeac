"""Cells that are read and compiled once, in a warm parent, and run in its children.

IPython reads a cell three times and compiles it statement by statement whenever it runs; for a long
check that takes longer than the check itself.
"""

from __future__ import annotations

import ast
import marshal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from types import CodeType
from typing import Any

from ipykernel.compiler import XCachingCompiler, get_file_name

__all__ = ["CompiledCell", "CompilingShell"]

_INSIDE = PurePosixPath("/tmp/ipykernel_1")  # noqa: S108 - a name: where a child's cells seem to lie


@dataclass(frozen=True)
class CompiledCell:
    """A cell: as written, as Python, and the code of each statement.

    Its syntax tree only stands for the statements: IPython looks at nothing but whether the last
    one shows its value.
    """

    source: str
    python: str
    name: str
    parts: tuple[CodeType, ...]
    shows: bool

    def to_bytes(self) -> bytes:
        """Return it as bytes for this very version of Python."""
        return marshal.dumps((self.source, self.python, self.name, self.parts, self.shows))

    @classmethod
    def from_bytes(cls, body: bytes) -> CompiledCell:
        """Return what `to_bytes` was asked for, in this very version of Python."""
        return cls(*marshal.loads(body))  # noqa: S302 - the engine's own, never a learner's

    @cached_property
    def tree(self) -> ast.Module:
        """A syntax tree of as many statements."""
        body: list[ast.stmt] = [ast.Pass() for _part in self.parts]
        if self.shows:
            body[-1] = ast.Expr(ast.Constant(None))
        return ast.fix_missing_locations(ast.Module(body, []))

    @cached_property
    def code(self) -> Mapping[int, CodeType]:
        """The code of each statement by its node's id."""
        return {id(node): code for node, code in zip(self.tree.body, self.parts, strict=True)}


class CompilingShell:
    """IPython's shell, taught to take a compiled cell in the place of its source."""

    def __init__(self, shell: Any) -> None:
        self._shell, self._compiler = shell, _Compiler()
        self._transform = shell.transform_cell
        shell.compile, shell.transform_cell = self._compiler, self._transformed

    def compile(self, source: str, change: Callable[[ast.Module], ast.Module]) -> CompiledCell:
        """Compile a cell whose tree `change` has changed.

        A statement that cannot be compiled says in its place what is wrong with it.

        Raises:
            SyntaxError: the cell cannot be read.
        """
        python = self._transform(source)
        name = str(_INSIDE / PurePosixPath(get_file_name(source)).name)
        tree = ast.fix_missing_locations(change(self._compiler.ast_parse(python, name)))
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if self._shell.autoawait else 0
        parts, shown = [], False
        with self._compiler.extra_flags(flags):
            for place, node in enumerate(tree.body, start=1):
                shown = place == len(tree.body) and isinstance(node, ast.Expr)
                try:
                    parts.append(self._compile_part(node, name, shown=shown))
                except (SyntaxError, ValueError) as error:
                    parts.append(self._compile_part(_complaint(node, error), name, shown=False))
        return CompiledCell(source, python, name, tuple(parts), shown)

    def _compile_part(self, node: ast.stmt, name: str, *, shown: bool) -> CodeType:
        part = ast.Interactive([node]) if shown else ast.Module([node], [])
        return self._compiler(part, name, "single" if shown else "exec")

    @contextmanager
    def running(self, cell: CompiledCell | None) -> Iterator[None]:
        """Take `cell` wherever its source is run; None for no cell."""
        self._compiler.present = cell
        try:
            yield
        finally:
            self._compiler.present = None

    def _transformed(self, source: str) -> str:
        present = self._compiler.present
        if present is not None and source == present.source:
            return present.python
        return str(self._transform(source))


def _complaint(node: ast.stmt, error: Exception) -> ast.stmt:
    """Return a statement that says why another cannot be compiled."""
    text = getattr(error, "msg", "") or str(error)
    call = ast.Call(ast.Name("SyntaxError", ast.Load()), [ast.Constant(text)], [])
    return ast.fix_missing_locations(ast.copy_location(ast.Raise(call), node))


class _Compiler(XCachingCompiler):
    """ipykernel's compiler, which knows one cell already."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.present: CompiledCell | None = None

    def get_code_name(self, raw_code: str, code: str, number: int) -> str:
        """Return the file name of a cell's code."""
        if self.present is not None and raw_code == self.present.source:
            return self.present.name
        return str(super().get_code_name(raw_code, code, number))  # type: ignore[no-untyped-call]

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> Any:
        """Return the syntax tree of a cell."""
        if self.present is not None and filename == self.present.name:
            return self.present.tree
        return super().ast_parse(source, filename, symbol)

    def __call__(self, source: Any, filename: str, symbol: str, **options: Any) -> CodeType:
        """Compile a statement."""
        if self.present is not None and isinstance(source, ast.Module | ast.Interactive):
            known = self.present.code.get(id(source.body[0]))
            if known is not None:
                return known
        made: CodeType = super().__call__(source, filename, symbol, **options)
        return made
