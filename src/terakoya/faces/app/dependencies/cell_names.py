"""What a cell reads, binds and changes, told from its syntax alone.

A name is *changed* where the thing that it stands for may be another one afterwards, though nobody
bound the name anew: by assignment to a part of it, by a method that is not known to leave its
object alone, by a function that changes what it is given. Where nobody can tell, it is a change:
running too much is better than showing an old result.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from terakoya.faces.app.dependencies.function_names import FunctionNames
from terakoya.faces.app.dependencies.name_finder import Finder
from terakoya.faces.app.dependencies.side_effects import ANYTHING, LAST, words_of

__all__ = ["CellNames", "names_of"]

_BUILT_IN = frozenset(dir(builtins))
_TIMED = re.compile(r"(\s*)%(?:time|timeit|prun|memit)\s+(?:-\S+\s+)*(.*)")
_ASSIGNED = re.compile(r"(\s*[^\W\d]\w*\s*=)\s*([%!]).*")
_CAPTURED = re.compile(r"%%capture\s+(?:-\S+\s+)*(\w+)\s*")
_PLAIN_CELL = re.compile(r"%%(?:time|timeit|prun|memit|capture)\b")
_SHOWN_CELL = re.compile(r"%%(?:html|markdown|latex|svg|javascript|js)\b", re.IGNORECASE)
_UNREADABLE = re.compile(r"\s*%(?:%|run|store|pylab|cd|env|set_env)")


@dataclass(frozen=True)
class CellNames:
    """The global names of a cell.

    Attributes:
        reads: what it may read, words in its texts among them (``df.query("a >= @n")``).
        binds: what it binds anew.
        sure: what of that it binds whatever happens, before it reads it.
        changes: things that may be others afterwards.
        asked: things of which a method was called that may have changed them; a module is none.
        imports: what is bound by an import.
        always: nobody can tell what it does.
        functions: the functions and classes that it defines.
        aliases: pairs of names that may stand for one thing.
        calls: function → the names that are handed to it.
    """

    reads: frozenset[str] = frozenset()
    binds: frozenset[str] = frozenset()
    sure: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    imports: frozenset[str] = frozenset()
    always: bool = False
    functions: Mapping[str, FunctionNames] = field(default_factory=dict)
    aliases: frozenset[tuple[str, str]] = frozenset()
    calls: Mapping[str, frozenset[str]] = field(default_factory=dict)


def names_of(source: str, *, suspects: bool = True) -> CellNames:
    """Return the global names that a cell uses; of IPython's own lines their words are read.

    Args:
        suspects: whether a method that nobody knows counts as a change.
    """
    lines, words = _without_magics(source)
    try:
        tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError):
        return CellNames(always=True, changes=frozenset({ANYTHING}))
    finder = Finder(suspects)
    finder.reads |= words
    finder.visit(tree)
    if suspects:
        finder.reads.add(ANYTHING)
        finder.binds |= {LAST} if tree.body and isinstance(tree.body[-1], ast.Expr) else set()
    return CellNames(
        reads=frozenset(finder.reads - _BUILT_IN),
        binds=frozenset(finder.binds),
        sure=frozenset(finder.sure - finder.reads),
        changes=frozenset(finder.changes - _BUILT_IN),
        asked=frozenset(finder.asked - _BUILT_IN),
        imports=frozenset(finder.imports),
        always=finder.always,
        functions=dict(finder.functions),
        aliases=frozenset(finder.aliases),
        calls={name: frozenset(given) for name, given in finder.calls.items()},
    )


def _without_magics(source: str) -> tuple[list[str], set[str]]:
    """Return Python's lines, and the words of the others; a line that is timed is Python's."""
    if _SHOWN_CELL.match(source):
        return [], set(words_of(source.partition("\n")[0]))
    lines, words = [], set[str]()
    for line in source.splitlines():
        timed, assigned, captured = (
            pattern.match(line) for pattern in (_TIMED, _ASSIGNED, _CAPTURED)
        )
        if timed and timed[2]:
            lines.append(timed[1] + timed[2])
        elif captured:
            lines.append(f"{captured[1]} = None")
        elif assigned or line.lstrip().startswith(("%", "!", "?")):
            words |= words_of(line)
            before = assigned[1] + " " if assigned else line[: -len(line.lstrip())]
            lines.append(before + _stand_in(line, assigned))
        else:
            lines.append(line)
    return lines, words


def _stand_in(line: str, assigned: re.Match[str] | None) -> str:
    """Return Python that does to names what a line of IPython's own may do."""
    if (assigned[2] if assigned else line.lstrip()[0]) == "!":
        return "open()"
    is_plain = assigned or _PLAIN_CELL.match(line) or not _UNREADABLE.match(line)
    return "None" if is_plain else "exec()"
