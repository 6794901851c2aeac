"""A table of the labs, from what the author's gate counts: `python scripts/labs_table.py [ID …]`.

It runs `terakoya check --json` for each (what was checked before and has not changed takes a
second), and writes a Markdown table on standard output.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from terakoya.workspace import Workspace, find_workspace

__all__ = ["HEAD", "row_of"]

TERAKOYA = Path(sys.executable).with_name("terakoya")
HEAD = (
    "| lab | items | minutes | mutants | equivalent | killed | survived | right answers kept "
    "| CPU seconds | protected |"
)


def main(names: Sequence[str]) -> int:
    """Print the table; return 1 where a lab is not good."""
    workspace = find_workspace(Path.cwd())
    good = True
    _say(f"{HEAD}\n{'|---' * HEAD.count(' | ')}|---|")
    for name in names or workspace.assignment_ids:
        done = subprocess.run(
            [str(TERAKOYA), "check", name, "--json"],
            capture_output=True,
            text=True,
            check=False,
        )
        told = json.loads(done.stdout)
        good &= done.returncode == 0
        _say(row_of(workspace, name, told["figures"].get(name, {})))
        for finding in told["findings"]:
            sys.stderr.write(f"{finding['code']} {finding['where']}: {finding['what']}\n")
    return 0 if good else 1


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def row_of(workspace: Workspace, name: str, figures: Mapping[str, Any]) -> str:
    """Return a lab's row; a figure that was not counted is a dash."""
    minutes = workspace.read_assignment(name).minutes

    def shown(key: str) -> str:
        return f"{figures[key]:g}" if key in figures else "–"

    wrong = figures.get("killed", 0) + figures.get("survived", 0)
    killed = f"{shown('killed')} ({figures['killed'] / wrong:.1%})" if wrong else "–"
    cells = (name, shown("items"), minutes, shown("mutants"), shown("equivalent"), killed)
    kept = f"{shown('right_kept')} of {shown('right_answers')}"
    protected = f"{shown('protected')} of {shown('items')}"
    more = (shown("survived"), kept, shown("cpu_seconds"), protected)
    return "| " + " | ".join(map(str, (*cells, *more))) + " |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
