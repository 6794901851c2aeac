"""One sandboxed run that makes a variant: generator, reference solution, and what is asked of it.

The three run one after another in one child of the warm parent. The last cell prints the new data,
the right answer, the choices and the table as one JSON document.
"""

from __future__ import annotations

import base64
import json
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import nbformat

from terakoya.errors import NotebookError
from terakoya.faces.refresher.items import RefresherItem
from terakoya.language import gettext as _
from terakoya.model import Assignment

__all__ = ["Outcome", "Table", "generating_cell", "read_outcome", "write_run"]

MOST_ROWS, MOST_COLUMNS, MOST_CHOICES = 40, 12, 12
_LARGEST = 32 * 2**20  # bytes of all data files of a variant together


@dataclass(frozen=True)
class Table:
    """The small table that the learner sees; every cell as text, numbers marked by column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]


@dataclass(frozen=True)
class Outcome:
    """What a run gave: the data, the right answer, the choices and the table."""

    files: Mapping[str, bytes]
    answer: float | str | None
    choices: tuple[str, ...]
    table: Table | None


_GENERATE = """\
def _terakoya_generate(programs, files, seed, proves):
    import os, runpy, shutil, sys, tempfile
    from pathlib import Path

    def run(folder):
        for name in programs:
            sys.argv = [name, "--seed", seed, "--to", folder]
            try:
                runpy.run_path(name, run_name="__main__")
            except SystemExit as ending:
                if ending.code:
                    raise

    class {missing}(Exception):
        pass

    class {random}(Exception):
        pass

    tempfile.tempdir = os.getcwd()  # the warm parent may have settled on a folder of its own
    for file in filter(os.path.isfile, files):
        os.utime(file, (0, 0))  # so that one that is written again can be told
    run(".")
    if left := [file for file in files if not Path(file).is_file() or not os.stat(file).st_mtime]:
        raise {missing}(", ".join(left))
    if proves:
        os.mkdir("once more")
        run("once more")
        others = [file for file in files if not (Path("once more") / file).is_file()]
        if others:
            raise {missing}(", ".join(others))
        same = lambda file: Path(file).read_bytes() == (Path("once more") / file).read_bytes()
        if others := [file for file in files if not same(file)]:
            raise {random}(", ".join(others))
        shutil.rmtree("once more")


_terakoya_generate({generators!r}, {files!r}, {seed!r}, {proves!r})
del _terakoya_generate
"""
_MISSING, _RANDOM = "NotWritten", "NotTheSame"

_PROBE = """\
def _terakoya_probe(spec):
    import base64, json, numbers, zlib
    from pathlib import Path

    def plain(value):
        if hasattr(value, "item") and getattr(value, "shape", None) == ():
            value = value.item()
        if isinstance(value, numbers.Real) and not isinstance(value, bool):
            return float(value)
        return str(value)

    def column(values):
        values = [value.item() if hasattr(value, "item") else value for value in values]
        broken = [value for value in values if isinstance(value, float) and value == value]
        places = max([len(f"{{value:.10g}}".partition(".")[2]) for value in broken] or [0])
        return [text(value, places) for value in values]

    def text(value, places):
        if value is None or value != value:
            return ""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return str(value)
        return f"{{value:,}}" if isinstance(value, int) else f"{{value:,.{{places}}f}}"

    def table(frame):
        import pandas as pd

        if not isinstance(frame.index, pd.RangeIndex):
            frame = frame.reset_index()
        columns = [str(name) for name in frame.columns]
        numeric = [bool(pd.api.types.is_numeric_dtype(frame[name])) for name in frame.columns]
        shown = frame.head(spec["rows"] + 1)
        rows = [list(row) for row in zip(*[column(shown[name]) for name in frame.columns])]
        return {{"columns": columns, "rows": rows, "numeric": numeric}}

    found = {{}}
    if spec["value"]:
        found["value"] = plain(eval(spec["value"], globals()))
    if spec["choices"]:
        found["choices"] = [str(value) for value in eval(spec["choices"], globals())]
    if spec["table"]:
        found["table"] = table(eval(spec["table"], globals()))
    found["files"] = {{
        name: base64.b64encode(zlib.compress(Path(name).read_bytes())).decode()
        for name in spec["files"]
    }}
    return json.dumps(found, ensure_ascii=False)


print(_terakoya_probe({spec!r}))
"""


def generating_cell(
    assignment: Assignment, seed: int, *, proves: bool = False
) -> tuple[str, tuple[str, ...]]:
    """Return the cell that makes a seed's data in its folder, and the programs that it runs.

    Args:
        proves: makes the data twice, which have to be the same.
    """
    made = sorted({entry.generator for entry in assignment.data if entry.generator})
    varied = sorted(entry.file for entry in assignment.data if entry.generator)
    words = {"missing": _MISSING, "random": _RANDOM, "proves": proves}
    cell = _GENERATE.format(generators=made, files=varied, seed=str(seed), **words)
    return cell, tuple(made)


def write_run(
    assignment: Assignment, item: RefresherItem, seed: int | None, *, proves: bool = False
) -> Any:
    """Return the notebook (a node) of one run; with no seed, on the assignment's own data.

    Args:
        proves: makes the data twice, which have to be the same.
    """
    sources: list[tuple[str, str]] = []
    if seed is not None:
        sources.append((_GENERATOR, generating_cell(assignment, seed, proves=proves)[0]))
    sources += [(cell.id, cell.solved) for cell in item.preparation]
    sources.append((item.answer.id, item.answer.solved))
    if item.refresher.prepare:
        sources.append(("prepare", item.refresher.prepare))
    varied = [entry.file for entry in assignment.data if entry.generator]
    spec = {
        "value": item.refresher.value.strip(),
        "choices": item.refresher.choices.strip(),
        "table": item.refresher.table.strip(),
        "files": varied if seed is not None else [],
        "rows": MOST_ROWS,
    }
    sources.append(("probe", _PROBE.format(spec=spec)))
    cells = [
        nbformat.v4.new_code_cell(source, id=f"run-{number}", metadata={"name": name})
        for number, (name, source) in enumerate(sources)
    ]
    return nbformat.v4.new_notebook(cells=cells)


_GENERATOR = "generate"


def read_outcome(notebook: Any, where: str) -> Outcome:
    """Read what an executed run printed; what the author's code may have broken is checked.

    Raises:
        NotebookError: a cell failed, or what it gave cannot be shown or asked.
    """
    for cell in notebook.cells:
        for output in cell.outputs:
            if output.output_type == "error":
                if cell.metadata.name == _GENERATOR:
                    raise _refuse_generator(output, where)
                raise _refuse(_explain(cell.metadata.name, output), where)
    printed = "".join(
        output.text for output in notebook.cells[-1].outputs if output.output_type == "stream"
    )
    try:
        found = json.loads(printed)
    except ValueError:
        raise _refuse(_("The run gave no answer."), where) from None
    value = found.get("value")
    if isinstance(value, float) and not math.isfinite(value):
        raise _refuse(_("The right answer is not a number on this data."), where)
    return Outcome(
        files=_unpack(found["files"], where),
        answer=value,
        choices=_choices(found.get("choices", []), value, where),
        table=_table(found["table"], where) if "table" in found else None,
    )


def _unpack(packed: Mapping[str, str], where: str) -> dict[str, bytes]:
    left, files = _LARGEST, {}
    for name, text in packed.items():
        unpacker = zlib.decompressobj()
        files[name] = unpacker.decompress(base64.b64decode(text), left + 1)
        left -= len(files[name])
        if left < 0:
            raise _refuse(_("The data of a variant are too large."), where)
    return files


def _choices(found: Sequence[str], value: object, where: str) -> tuple[str, ...]:
    choices = tuple(found)
    if choices and (len(set(choices)) != len(choices) or not 2 <= len(choices) <= MOST_CHOICES):
        raise _refuse(
            _("Two to {most} different choices are needed.").format(most=MOST_CHOICES), where
        )
    if choices and value not in choices:
        raise _refuse(_("The right answer is not among the choices."), where)
    return choices


def _table(found: Mapping[str, Any], where: str) -> Table:
    if len(found["rows"]) > MOST_ROWS or len(found["columns"]) > MOST_COLUMNS:
        raise _refuse(
            _("The table has more than {rows} rows or {columns} columns.").format(
                rows=MOST_ROWS, columns=MOST_COLUMNS
            ),
            where,
        )
    rows = tuple(tuple(row) for row in found["rows"])
    return Table(tuple(found["columns"]), rows, tuple(found["numeric"]))


def _explain(name: str, output: Any) -> str:
    reason = f"{output.ename}: {output.evalue}".rstrip(": ")
    return _("The cell {cell} fails on other data: {reason}").format(cell=name, reason=reason)


def _refuse_generator(output: Any, where: str) -> NotebookError:
    """Say what is wrong with the program that makes the data, and what is asked of it."""
    if output.ename == _MISSING:
        what = _("The program that makes the data has not written {files}.")
    elif output.ename == _RANDOM:
        what = _("The program that makes the data writes other data each time: {files}.")
    else:
        what = _("The program that makes the data fails: {reason}")
    reason = f"{output.ename}: {output.evalue}".rstrip(": ")
    remedy = _(
        "It is called with --seed N --to FOLDER, and has to write each file that names it as its "
        "generator below FOLDER, always the same for the same N."
    )
    what = what.format(files=output.evalue, reason=reason)
    return NotebookError(what, where=where, remedy=remedy)


def _refuse(what: str, where: str) -> NotebookError:
    remedy = _("Correct the refresher in assignment.toml or the notebook; terakoya check tries it.")
    return NotebookError(what, where=where, remedy=remedy)
