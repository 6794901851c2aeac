"""Count the checks about models, objects, files and tables that run apart from learners' code.

crossing.toml holds 52 checks as courses on data and AI tools write them. Each kind becomes a
notebook, each check an answer with its hidden test; the engine prepares them all and says which
run in the clean room, and why the others do not. Prints a table; ``--json`` what was found.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from terakoya_autograde import Limits, Submission, grade_submission, prepare_assignment

HERE = Path(__file__).resolve().parent
LIMITS = Limits(cell_seconds=60, notebook_seconds=600, memory_mb=2048)
Use = dict[str, str]


def read_uses() -> dict[str, dict[str, Use]]:
    """Return kind → name → `given` (where there is one), `answer` and `check`."""
    return tomllib.loads((HERE / "crossing.toml").read_text(encoding="utf-8"))


def notebook(uses: dict[str, Use], *, solved: bool) -> dict[str, Any]:
    """Return the notebook of one kind, or a learner's copy with the reference's answers."""
    cells = []
    for name, use in uses.items():
        answer, test = use["answer"].strip(), ""
        if not solved:
            answer = f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION"
            test = f"### BEGIN HIDDEN TESTS\n{use['check'].strip()}\n### END HIDDEN TESTS"
        if "given" in use:
            cells.append(_cell(f"{name}-given", use["given"].strip(), locked=True))
        cells.append(_cell(f"{name}-answer", answer, solution=True))
        cells.append(_cell(name, test, grade=True, locked=True, points=1))
    kernel = {"name": "python3", "display_name": "Python 3"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}


def _cell(name: str, source: str, **more: object) -> dict[str, Any]:
    common = {"schema_version": 3, "task": False, "solution": False, "grade": False}
    metadata = {"nbgrader": {**common, "locked": False, "grade_id": name, **more}}
    cell = {"cell_type": "code", "id": name, "execution_count": None, "outputs": []}
    return cell | {"metadata": metadata, "source": source}


def look(kinds: dict[str, dict[str, Use]]) -> dict[str, dict[str, str]]:
    """Prepare and grade the references; return kind → check → why it is not protected, or ''.

    A check whose reference loses its mark says so as well.
    """
    with tempfile.TemporaryDirectory() as folder:
        source, handed_in = Path(folder, "source", "crossing"), Path(folder, "handed-in")
        source.mkdir(parents=True)
        handed_in.mkdir()
        for kind, uses in kinds.items():
            for place, solved in ((source, False), (handed_in, True)):
                made = json.dumps(notebook(uses, solved=solved), ensure_ascii=False)
                (place / f"{kind}.ipynb").write_text(made, encoding="utf-8")
        with prepare_assignment(source) as version:
            files = {path.name: path for path in handed_in.iterdir()}
            result = grade_submission(version, Submission(files, "reference"), LIMITS)
            unprotected = version.unprotected
    lost = {
        (item.item.notebook, item.item.id): item.message for item in result.items if not item.score
    }
    return {
        kind: {
            name: unprotected.get(kind, {}).get(name, "")
            or (f"no mark: {lost[kind, name]}" if (kind, name) in lost else "")
            for name in uses
        }
        for kind, uses in kinds.items()
    }


def main() -> int:
    """Look, and print what was found; 1 where fewer are protected than ``--least`` says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="kinds, with commas between")
    parser.add_argument("--least", type=int, default=0, help="exit 1 where fewer are protected")
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")
    options = parser.parse_args()
    kinds = read_uses()
    if options.only:
        kinds = {kind: kinds[kind] for kind in options.only.split(",")}
    found = look(kinds)
    protected = sum(not why for names in found.values() for why in names.values())
    if options.json:
        json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        for kind, names in found.items():
            good = sum(not why for why in names.values())
            print(f"{kind}: {good} of {len(names)}")
            for name, why in names.items():
                if why:
                    print(f"  {name}: {' '.join(why.split())[:160]}")
        print(f"{protected} of {sum(map(len, found.values()))} checks are protected")
    return int(protected < options.least)


if __name__ == "__main__":
    raise SystemExit(main())
