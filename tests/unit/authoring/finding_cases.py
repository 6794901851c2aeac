"""The cases of tests/golden/findings: an assignment with one fault, and the finding that it gives.

The case of TK101 is TK101.toml; a further one of the same code is TK101-more.toml:

- ``what``: the fault, in a few words;
- ``cell``, ``line``, ``sentence``: what is found, in English; ``--goldens`` writes them;
- ``select``: the code of another check that has to look, too;
- ``[[cells]]``: ``number`` of a cell of the assignment `tiny`, or ``add`` for a new one of that
  type at the end; its ``source``, and keys for its ``metadata`` and for the cell (``node``);
- ``[notebook]``: keys for the notebook's metadata;
- ``manifest``: lines for the end of assignment.toml; ``config``: for that of nbgrader_config.py;
- ``[[files]]``: as in tests/golden/bad-input, below the assignment's folder.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terakoya.authoring import Finding
from terakoya.workspace import Workspace
from tests.made import code, markdown, tiny_notebook, write_notebook
from tests.unit.docs.bad_input import write_files

__all__ = ["FINDINGS", "FindingCase", "read_finding_cases"]

FINDINGS = Path(__file__).resolve().parents[2] / "golden" / "findings"


@dataclass(frozen=True)
class FindingCase:
    """One fault, and what is said of it."""

    path: Path
    values: Mapping[str, Any]

    @property
    def code(self) -> str:
        """The code that it is to give."""
        return self.path.stem.partition("-")[0]

    @property
    def expected(self) -> tuple[object, object, object]:
        """The cell, its line and the sentence."""
        return self.values.get("cell"), self.values.get("line"), self.values.get("sentence")

    @property
    def select(self) -> str:
        """The code of another check that has to look, too."""
        return str(self.values.get("select", self.code))

    def write(self, workspace: Workspace) -> None:
        """Put the fault into the assignment `tiny`."""
        folder = workspace.source("tiny")
        write_notebook(folder / "tiny.ipynb", self._notebook())
        _append(folder / "assignment.toml", self.values.get("manifest", ""))
        _append(workspace.root / "nbgrader_config.py", self.values.get("config", ""))
        write_files(folder, tuple(self.values.get("files", ())))

    def keep(self, found: list[Finding]) -> None:
        """Write what is found into the case."""
        (finding,) = (one for one in found if one.code == self.code)
        text = self.path.read_text("utf-8")
        tables = re.search(r"^\[(\[cells|\[files|notebook)\]", text, re.MULTILINE)
        rest = f"\n{text[tables.start() :]}" if tables else ""
        kept = {key: value for key, value in self.values.items() if isinstance(value, str)}
        kept |= {"cell": finding.place.cell, "line": finding.place.line}
        kept["sentence"] = finding.sentence
        lines = [f"{key} = {_toml(value)}" for key, value in kept.items() if value is not None]
        self.path.write_text("\n".join([*lines, ""]) + rest, encoding="utf-8")

    def _notebook(self) -> dict[str, Any]:
        content = tiny_notebook()
        content["metadata"] |= self.values.get("notebook", {})
        for entry in self.values.get("cells", ()):
            if "add" in entry:
                kind = markdown if entry["add"] == "markdown" else code
                content["cells"].append(kind("more", ""))
            cell = content["cells"][entry.get("number", 0) - 1]
            cell["source"] = entry.get("source", cell["source"])
            _merge(cell["metadata"], entry.get("metadata", {}))
            cell |= entry.get("node", {})
        return content


def read_finding_cases() -> tuple[FindingCase, ...]:
    """Read every case, by code."""
    return tuple(
        FindingCase(path, tomllib.loads(path.read_text("utf-8")))
        for path in sorted(FINDINGS.glob("*.toml"))
    )


def _append(path: Path, text: str) -> None:
    path.write_text(f"{path.read_text('utf-8')}{text}", encoding="utf-8")


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, Mapping) and isinstance(into.get(key), dict):
            into[key] |= value
        else:
            into[key] = value


def _toml(value: object) -> str:
    if isinstance(value, str) and "\n" in value:
        return f"'''\n{value}'''"
    return json.dumps(value, ensure_ascii=False)
