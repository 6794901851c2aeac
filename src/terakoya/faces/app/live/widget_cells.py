"""An app's notebook for Voila's own page: parameters as widgets, and the cells that follow them.

Voila runs the notebook that it is given, for each visitor, and hands it to a `prelaunch_hook` first
(https://voila.readthedocs.io/en/stable/customize.html#pre-launch-hook). There a cell is added that
holds `in_kernel` as text, one that shows the controls, and shown cells that depend on a parameter
are run by it, so that a later result takes the place of the first.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from terakoya_autograde import find_imports

from terakoya.faces.app.live import in_kernel
from terakoya.faces.app.live.bundle import failure_notice
from terakoya.faces.app.live.notebook import AppNotebook, cell_key, parse_app
from terakoya.faces.charts import chart_setup
from terakoya.language import gettext as _
from terakoya.model.parameters import Parameter

__all__ = ["add_controls", "describe_for_kernel", "plan_controls"]

_PAGE = "_terakoya_page"
_PACKAGE = "terakoya_controls"
_MODULES = ("capture", "fields", "control_page")  # each after those that it imports
_FOLDER = Path(in_kernel.__file__).parent
_LOADER = """
def {page}(package, modules, plan):
    import json, sys, types
    top = sys.modules[package] = types.ModuleType(package)
    top.__path__ = []
    for name, source in json.loads(modules).items():
        full = package + "." + name
        module = sys.modules[full] = types.ModuleType(full)
        module.__package__ = package
        exec(compile(source, full, "exec"), module.__dict__)
    return module.ControlPage(json.loads(plan), get_ipython())
{page} = {page}({package!r}, {modules!r}, {plan!r})
""".strip()


def add_controls(notebook: NotebookNode, path: Path, cell_seconds: float) -> NotebookNode | None:
    """Return an app's notebook with controls for its parameters; None where nothing is to be added.

    Charts of Altair become pictures.

    Args:
        notebook: as `terakoya build` made it, nbformat 4. It is changed.
        path: how messages call it.
        cell_seconds: after which a cell that runs again is stopped.

    Raises:
        NotebookError: its parameters are not plain.
    """
    app = parse_app(notebook, path)
    if app.language != "python":
        return None
    setup = chart_setup(find_imports([notebook]), picture=failure_notice("elsewhere"))
    if not setup and not app.parameters:
        return None
    if app.parameters:
        _put_controls(notebook, app, cell_seconds)
    if setup:
        notebook.cells.insert(0, _code(setup, "quiet"))
    return notebook


def _put_controls(notebook: NotebookNode, app: AppNotebook, cell_seconds: float) -> None:
    plan = plan_controls(app, cell_seconds)
    known = {cell.id: cell for cell in app.cells}
    following = {cell["id"] for cell in plan["cells"] if known[cell["id"]].shown}
    given = next(cell.id for cell in app.cells if cell.kind == "parameters")
    cells = [_code(_setup(plan), "quiet")]
    for number, cell in enumerate(notebook.cells, 1):
        key = cell_key(cell, number)
        cells.append(cell)
        if key == given:
            cells.append(_code(f"{_PAGE}.show_controls()", "app"))
        elif key in following:
            cell.source = f"await {_PAGE}.show({key!r})"
    notebook.cells = cells


def plan_controls(app: AppNotebook, cell_seconds: float) -> dict[str, Any]:
    """Return what a kernel needs to know of an app's parameters, as plain data.

    ``cells`` are those that some parameter changes, in order; ``follows`` names the parameters, and
    ``needs`` the earlier cells whose results such a cell uses.
    """
    follows: dict[str, list[str]] = {}
    for parameter in app.parameters:
        for cell in app.depending_on(frozenset({parameter.name})):
            follows.setdefault(cell.id, []).append(parameter.name)
    return {
        "seconds": cell_seconds,
        "words": {
            "heading": _("Choose what to show"),
            "busy": _("Calculating…"),
            **{kind: failure_notice(kind) for kind in ("error", "timeout", "memory-limit")},
        },
        "parameters": [describe_for_kernel(parameter) for parameter in app.parameters],
        "cells": [
            {
                "id": cell.id,
                "source": cell.source,
                "follows": follows[cell.id],
                "needs": [earlier.id for earlier in app.used_by(cell)],
            }
            for cell in app.code
            if cell.id in follows
        ],
    }


def describe_for_kernel(parameter: Parameter) -> dict[str, object]:
    """Return a parameter as JSON can hold it; a date is written as ISO 8601 has it."""
    default = parameter.default
    isoformat = getattr(default, "isoformat", None)
    return vars(parameter) | {"default": isoformat() if isoformat else default}


def _setup(plan: dict[str, object]) -> str:
    modules = {name: (_FOLDER / f"{name}.py").read_text(encoding="utf-8") for name in _MODULES}
    return _LOADER.format(
        page=_PAGE, package=_PACKAGE, modules=json.dumps(modules), plan=json.dumps(plan)
    )


def _code(source: str, tag: str) -> NotebookNode:
    made: NotebookNode = new_code_cell(source, metadata={"tags": [tag]})
    return made
