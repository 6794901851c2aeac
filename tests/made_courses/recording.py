"""A reference solution run in IPython, and what it gives at the places that a check compares.

Run as a program it takes courses, one a line of JSON, and answers each with a line.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.made_courses.course import ANSWER, Cell, MadeCourse

__all__ = ["InvalidCourse", "Recorder"]

_WANTED = re.compile("«([^«»]*)»")


class InvalidCourse(Exception):  # noqa: N818 - it reads as what it says
    """A course whose own reference does not pass; the message says where."""


class Recorder:
    """Writes into the checks of courses what their references give there."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    @classmethod
    @contextmanager
    def started(cls) -> Iterator[Recorder]:
        """Yield one that lives as long."""
        command = [sys.executable, "-m", "tests.made_courses.recording"]
        root = Path(__file__).resolve().parents[2]
        env = os.environ | {"MPLBACKEND": "agg", "PYTHONHASHSEED": "0"}
        with subprocess.Popen(
            command, cwd=root, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            yield cls(process)
            assert process.stdin is not None
            process.stdin.close()

    def fill(self, course: MadeCourse) -> MadeCourse:
        """Return a course with the values of its reference in its checks.

        Raises:
            InvalidCourse: the reference fails, or gives in the learner's version, which has no
                hidden tests, something else where learners can see it.
        """
        known = self._ask(course, hidden=True)
        alone = self._ask(course, hidden=False)
        for place, value in alone.items():
            if known.get(place) != value:
                raise InvalidCourse(f"{place}: hidden tests change what learners see")
        filled = {
            name: tuple(_filled(name, cell, known) for cell in cells)
            for name, cells in course.notebooks.items()
        }
        return replace(course, notebooks=filled)

    def _ask(self, course: MadeCourse, *, hidden: bool) -> dict[str, Any]:
        notebooks = {
            name: [(cell.name, *_parts(cell, hidden=hidden)) for cell in cells]
            for name, cells in course.notebooks.items()
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(notebooks) + "\n")
        self._process.stdin.flush()
        said: dict[str, Any] = json.loads(self._process.stdout.readline())
        if said["failed"]:
            raise InvalidCourse(said["failed"])
        return said["values"]  # type: ignore[no-any-return]


def _parts(cell: Cell, *, hidden: bool) -> tuple[str, str]:
    shown = cell.solved(cell.solution) if cell.kind == ANSWER else cell.source
    return shown, cell.hidden if hidden else ""


def _filled(notebook: str, cell: Cell, known: Mapping[str, str]) -> Cell:
    return replace(
        cell,
        source=_fill(cell.source, f"{notebook}/{cell.name}/shown", known),
        hidden=_fill(cell.hidden, f"{notebook}/{cell.name}/hidden", known),
    )


def _fill(text: str, place: str, known: Mapping[str, str]) -> str:
    """Put comparisons in the place of what is wanted; what never was worked out stays as it is."""
    numbers = iter(range(len(text)))

    def compared(match: re.Match[str]) -> str:
        literal = known.get(f"{place}/{next(numbers)}")
        if literal is None:
            return f"({match[1]})"
        if isinstance(ast.literal_eval(literal), float):
            return f"(abs(({match[1]}) - {literal}) < 1e-9)"
        return f"(({match[1]}) == {literal})"

    return _WANTED.sub(compared, text)


# --- the program: a parent that has imported what courses use, and a fork for each notebook ------


def main() -> None:
    """Answer every line."""
    import matplotlib.pyplot  # noqa: F401, PLC0415 - once, for all forks
    import pandas  # noqa: F401, PLC0415

    for line in sys.stdin:
        with tempfile.TemporaryDirectory(prefix="recording-") as folder:
            sys.stdout.write(json.dumps(_record(json.loads(line), Path(folder))) + "\n")
            sys.stdout.flush()


def _record(notebooks: dict[str, list[tuple[str, str, str]]], folder: Path) -> dict[str, Any]:
    """Run all notebooks, in the order that nbgrader takes; a failure ends it."""
    values: dict[str, str] = {}
    for name in sorted(notebooks):
        said = _in_fork(name, notebooks[name], folder)
        if said["failed"]:
            return said
        values |= said["values"]
        _leave_notebook(name, notebooks[name], values, folder)
    return {"failed": "", "values": values}


def _leave_notebook(
    name: str, cells: list[tuple[str, str, str]], values: dict[str, str], folder: Path
) -> None:
    """Write the notebook as others of the assignment find it."""
    from tests import made  # noqa: PLC0415 - of the program

    def text(cell: str, shown: str, hidden: str) -> str:
        parts = {"shown": shown, "hidden": hidden}
        return "\n".join(_fill(t, f"{name}/{cell}/{part}", values) for part, t in parts.items())

    content = made.notebook(*(made.code(cell[0], text(*cell)) for cell in cells))
    made.write_notebook(folder / f"{name}.ipynb", content)


def _in_fork(name: str, cells: list[tuple[str, str, str]], folder: Path) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        try:
            said = _run_cells(name, cells, folder)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the course is no course
            said = {"failed": f"{name}: {type(error).__name__}: {error}", "values": {}}
        with os.fdopen(writing, "w") as file:
            json.dump(said, file)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as file:
        text = file.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else {"failed": f"{name}: it died", "values": {}}


def _run_cells(name: str, cells: list[tuple[str, str, str]], folder: Path) -> dict[str, Any]:
    """Run one notebook's cells in an IPython of their own."""
    from IPython.core.interactiveshell import InteractiveShell  # noqa: PLC0415 - of the program
    from traitlets.config import Config  # noqa: PLC0415

    os.chdir(folder)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
    shell.enable_gui = lambda _gui=None: None  # a kernel has one, a bare shell has not
    values: dict[str, str] = {}

    def seen(place: str, value: Any) -> bool:
        if values.setdefault(place, _literal(value)) != _literal(value):
            raise ValueError(f"{place}: {value!r} is not what it was")
        return True

    shell.user_global_ns["_seen_"] = seen
    for cell, *parts in cells:
        texts = (
            _watched(text, f"{name}/{cell}/{part}")
            for part, text in zip(("shown", "hidden"), parts, strict=True)
        )
        result = shell.run_cell("\n".join(texts), store_history=False)
        error = result.error_before_exec or result.error_in_exec
        if error is not None:
            return {"failed": f"{name}/{cell}: {type(error).__name__}: {error}", "values": {}}
    return {"failed": "", "values": values}


def _watched(text: str, place: str) -> str:
    numbers = iter(range(len(text)))
    return _WANTED.sub(lambda m: f"_seen_({place + '/' + str(next(numbers))!r}, {m[1]})", text)


def _literal(value: Any) -> str:
    """Return a value as Python that gives it again.

    Raises:
        ValueError: there is none.
    """
    value = value.item() if hasattr(value, "item") and getattr(value, "ndim", 1) == 0 else value
    text = repr(value)
    if ast.literal_eval(text) != value:
        raise ValueError(f"{text[:80]} is no literal")
    return text


if __name__ == "__main__":
    main()
