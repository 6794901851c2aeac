"""Whether an assignment's code asks for the time, or measures it: the same answer differs then.

What was found out yesterday may be wrong today. Read from the words of its code alone, and rather
once too often: then it is prepared, or checked, each time.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

__all__ = ["asks_for_the_time", "measures_time"]

_ATTRIBUTES = frozenset(
    {"asctime", "clock_gettime", "ctime", "gmtime", "localtime", "monotonic", "now"}
    | {"perf_counter", "process_time", "thread_time", "time_ns", "today", "utcnow"}
    | {"getoutput", "popen", "system"}  # a command may
)
_IMPORTED = frozenset({*_ATTRIBUTES, "time", "subprocess"})
_TEXT = re.compile(r"(?i)\s*(now|today)\s*")  # np.datetime64("today"), pd.Timestamp("now")
_MEASURING = frozenset(
    {"concurrent", "func_timeout", "multiprocessing", "psutil", "resource", "sched", "signal"}
    | {"threading", "timeit", "wrapt_timeout_decorator"}
)
_MEASURES = frozenset({"alarm", "default_timer", "getrusage", "setitimer", "wait_for"})
_COMMAND = re.compile(r"\s*([\w\s,]+=\s*)?(!|%%|%sx\b|%system\b|%time|%timeit)")
_WORD = re.compile(r"[^\W\d]\w*")


def asks_for_the_time(notebooks: Iterable[Mapping[str, Any]], files: Mapping[str, bytes]) -> bool:
    """Tell whether code of notebooks (plain JSON data), or a module beside them, may do so.

    A command of the shell is taken for one that does.
    """
    return any(map(_asks, _code_of(notebooks, files)))


def measures_time(notebooks: Iterable[Mapping[str, Any]], files: Mapping[str, bytes]) -> bool:
    """Tell whether code of notebooks (plain JSON data) or of modules may measure how long it takes.

    By the modules that it imports, what it calls, and limits of time that it gives.
    """
    return any(map(_measures, _code_of(notebooks, files)))


def _code_of(notebooks: Iterable[Mapping[str, Any]], files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the source of each code cell, and of each module beside the notebooks."""
    for notebook in notebooks:
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                yield "".join(cell["source"])
    for name, body in files.items():
        if name.endswith(".py"):
            yield body.decode("utf-8", "replace")


def _measures(source: str) -> bool:
    words = set(_WORD.findall(source))
    if words.isdisjoint(_MEASURING | _MEASURES | {"timeout", "times"}):
        return False
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):  # a magic, or a command
        return True
    return any(map(_is_measure, ast.walk(tree)))


def _is_measure(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name) if name in _MEASURES:
            return True
        case ast.Attribute(value=ast.Name(id="os"), attr="times"):
            return True
        case ast.Import(names=names):
            return any(not _MEASURING.isdisjoint(each.name.split(".")) for each in names)
        case ast.ImportFrom(module=module, names=names):
            told = {*(module or "").split("."), *(each.name for each in names)}
            return not told.isdisjoint(_MEASURING | _MEASURES)
        case ast.Call(keywords=keywords):
            return any(word.arg == "timeout" for word in keywords)
    return False


def _asks(source: str) -> bool:
    commands = any(map(_COMMAND.match, source.splitlines()))
    words = {word.lower() for word in _WORD.findall(source)}
    if not commands and _IMPORTED.isdisjoint(words):  # nothing to read more closely
        return False
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):  # a magic, or a command
        return commands or not _IMPORTED.isdisjoint(_WORD.findall(source))
    return any(map(_is_clock, ast.walk(tree)))


def _is_clock(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(attr=name):
            return name in _ATTRIBUTES
        case ast.Import(names=names):
            return any(not _IMPORTED.isdisjoint(each.name.split(".")) for each in names)
        case ast.ImportFrom(module="datetime"):
            return False  # its classes have methods that tell it
        case ast.ImportFrom(module=module, names=names):
            told = {*(module or "").split("."), *(each.name for each in names)}
            return not _IMPORTED.isdisjoint(told)
        case ast.Constant(value=str(text)):
            return _TEXT.fullmatch(text) is not None
    return False
