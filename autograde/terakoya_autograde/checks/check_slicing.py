"""What a check does to the notebook that the learner ran, statement by statement.

The clean room has the verdict. But the released part of a check was there when the learner solved
the assignment, and cells after it use what it made: so the learner's process does it too, all but
what provably nobody misses.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from textwrap import indent

from terakoya_autograde.checks.effects import (
    Known,
    effect_of,
    effect_of_calls,
    fresh_names,
    names_in,
)
from terakoya_autograde.checks.scope import examine, first_line, paths_of

__all__ = ["EVERYTHING", "Slice", "Step", "read_steps", "slice_hidden", "slice_released"]
__all__ += ["words_of"]

EVERYTHING = frozenset({"*"})
"""What is needed where code finds names in ways that cannot be seen: it may need any."""

_WAYS = """
__builtins__ __main__ _getframe cloudpickle currentframe dill eval exec get_ipython globals inspect
locals user_ns vars
"""
_DYNAMIC = frozenset(_WAYS.split())
_LINE_END = re.compile(r"\r\n|\r|\n")
_MAGIC = re.compile(r"^\s*%+\s*(run|store|who|whos|who_ls|macro|save|rerun|recall)\b", re.M)


@dataclass(frozen=True)
class Step:
    """One top-level statement of a check.

    Attributes:
        code: the statement, as Python.
        line: where it begins in the check as the instructor wrote it, from 1.
        binds: names that it binds, or whose things it changes.
        words: every name that stands in it.
        changes: it may change something that somebody notices without those names.
        asks: it may have the learner's code do something.
        decides: it is an assertion.
        hidden: it is no part of the release.
    """

    code: str
    line: int
    binds: frozenset[str]
    words: frozenset[str]
    changes: bool
    asks: bool
    decides: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Slice:
    """What of a check's statements has to be done.

    Attributes:
        steps: those, in order.
        asks: whether they have the learner's code do something.
    """

    steps: tuple[Step, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether the learner's code would do something, and do it again."""
        return any(step.asks for step in self.steps)

    def code(self, before: int = 0, *, asking: bool = True) -> str:
        """Return the statements as one cell; only those before a line, where one is given.

        Args:
            asking: with those that have the learner's code do something.
        """
        return "\n".join(
            step.code
            for step in self.steps
            if (not before or step.line < before) and (asking or not step.asks)
        )

    @property
    def code_alone(self) -> str:
        """The statements as one cell, each by itself: where one fails, the next is done."""
        return "\n".join(
            f"try:\n{indent(step.code, '    ')}\nexcept Exception:\n    pass" for step in self.steps
        )


def words_of(sources: Iterable[str]) -> frozenset[str]:
    """Return the names that some cells may use; `EVERYTHING` where that cannot be seen."""
    cells = tuple(sources)
    found = frozenset[str]().union(*map(names_in, cells))
    return EVERYTHING if found & _DYNAMIC or any(map(_MAGIC.search, cells)) else found


def slice_released(steps: Sequence[Step], needed: frozenset[str]) -> Slice:
    """Return what of a check's released part has to be done, where some names are needed later.

    What changes something has to be done in any case; what only binds names, where one of them is
    needed, by a later cell or by what has to be done.
    """
    return _slice([step for step in steps if not step.hidden], needed, always=True)


def slice_hidden(steps: Sequence[Step], needed: frozenset[str]) -> Slice:
    """Return what of a check's hidden part has to be done, where some names are needed later.

    It is done in the learner's process only before a check that has to run there, and it is not a
    second verdict: what asks the learner's code is left out, but where it makes a needed name.
    """
    return _slice([step for step in steps if step.hidden], needed, always=False)


def _slice(steps: Sequence[Step], needed: frozenset[str], *, always: bool) -> Slice:
    chosen: list[Step] = []
    before = None
    while needed != before:  # a function may need what is bound behind it
        before = needed
        chosen = [step for step in steps if _is_missed(step, needed, always=always)]
        needed = needed.union(*(step.words for step in chosen))
    return Slice(tuple(chosen))


def _is_missed(step: Step, needed: frozenset[str], *, always: bool) -> bool:
    """Tell whether somebody may notice that a step was not done."""
    changes = step.changes and (always or not (step.asks or step.decides))
    return changes or bool(step.binds & needed or (step.binds and needed >= EVERYTHING))


def read_steps(
    released: str,
    whole: str,
    hidden: Collection[int],
    known: Known,
    is_foreign: Callable[[str], bool],
) -> tuple[Step, ...]:
    """Return the statements of a check, the released ones first; none where it cannot be read.

    Args:
        released: its released part, as Python.
        whole: all of it.
        hidden: the lines of the whole, from 1, that are not released.
        known: what is known where it stands; `foreign` is found out here.
        is_foreign: tells whether a name is a learner's where the check begins.
    """
    shown = _parse(released)
    last = len(_LINE_END.findall(whole)) + 1
    lines = [line for line in range(1, last + 1) if line not in hidden]
    texts = [ast.unparse(node) for node in shown]
    visible = [
        replace(step, line=lines[step.line - 1] if step.line <= len(lines) else step.line)
        for step in _walk(shown, known, is_foreign)
    ]
    others = [
        replace(step, hidden=True)
        for step in _walk(_parse(whole), known, is_foreign)
        if step.code not in texts
    ]
    return (*visible, *others)


def _walk(
    statements: list[ast.stmt], known: Known, is_foreign: Callable[[str], bool]
) -> Iterator[Step]:
    """Yield the steps of statements, keeping what each of them makes known to the next."""
    new, bound = fresh_names(statements), set[str]()
    made: dict[str, bool] = {}  # names that these statements bind: of a learner's things, or not
    paths, functions = dict(known.paths), dict(known.functions)
    for node in statements:
        words, uses = names_in(ast.unparse(node)), examine(node)
        foreign = frozenset(name for name in words if made.get(name, is_foreign(name)))
        here = Known(paths, known.imported, foreign, functions, new & bound)
        effect = effect_of(node, here)
        bound |= uses.binds
        changed = uses.changes if effect.changes else frozenset[str]()
        binds = uses.binds | changed | effect.sets | effect.own & bound
        does = effect.changes, effect.asks, isinstance(node, ast.Assert)
        yield Step(ast.unparse(node), first_line(node), binds, words, *does)
        made |= dict.fromkeys(uses.binds, bool(foreign & (uses.loads | uses.later)) or effect.asks)
        for name in uses.binds:
            paths.pop(name, None)
            functions.pop(name, None)
        paths |= paths_of(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            functions[node.name] = effect_of_calls(node, here)


def _parse(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except SyntaxError:  # what is left of a cell without its hidden part
        return []
