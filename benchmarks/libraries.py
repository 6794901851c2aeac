"""Prove how it goes with the libraries that data courses import most.

For each library in libraries.toml an assignment with one answer and one hidden test is made, and
its own reference is graded: the program says whether the warm parent has imported the library
(warm) or each child does (cold, and why), whether the check is protected, and what the reference
got. It installs the libraries into a temporary environment; ``--environment`` names the Python of
one that has them. Prints the table of docs/explanation/libraries-in-courses.md; ``--write`` writes
it there.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "explanation" / "libraries-in-courses.md"
BEGIN, END = "<!-- table: benchmarks/libraries.py --write -->", "<!-- end of the table -->"
HEAD = ("| library | version | import | full marks | check |", "|---|---|---|---|---|")
SECONDS = 900


def read_libraries() -> dict[str, dict[str, str]]:
    """Return each library's use: `module`, `answer`, `check` and, where it differs, `install`."""
    return tomllib.loads((HERE / "libraries.toml").read_text(encoding="utf-8"))


def make_environment(folder: Path, libraries: Iterable[str]) -> Path:
    """Make an environment with the project and the libraries; return its Python."""
    known = read_libraries()
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    pip = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "-c",
        str(HERE.parent / "constraints.txt"),
    ]
    subprocess.run([*pip, "-e", str(HERE.parent)], check=True)
    for name in libraries:
        if wanted := known[name].get("install", name).split():
            subprocess.run([*pip, *wanted], check=False)
    return python


def _notebook(use: dict[str, str], *, solved: bool) -> dict[str, Any]:
    """Return the assignment's notebook, or a learner's copy with the reference's answer."""
    import nbformat  # noqa: PLC0415 - only the environment has it

    common = {"schema_version": 3, "task": False, "solution": False}
    source = use["answer"].strip()
    if not solved:
        source = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"
    test = f"### BEGIN HIDDEN TESTS\n{use['check'].strip()}\n### END HIDDEN TESTS"
    cells = [
        ("use", source, {"grade": False, "locked": False, "solution": True}),
        ("test", "" if solved else test, {"grade": True, "locked": True, "points": 1}),
    ]
    made = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        cells=[
            nbformat.v4.new_code_cell(
                code, id=name, metadata={"nbgrader": common | more | {"grade_id": name}}
            )
            for name, code, more in cells
        ],
    )
    return dict(made)


def grade_one(name: str) -> dict[str, Any]:
    """Grade the reference of one library in this environment; return what there is to tell."""
    from terakoya_autograde import (  # noqa: PLC0415 - only the environment has it
        EngineError,
        Limits,
        Submission,
        grade_submission,
        prepare_assignment,
    )

    use = read_libraries()[name]
    with tempfile.TemporaryDirectory() as folder:
        source, handed_in = Path(folder, "source", "use"), Path(folder, "use.ipynb")
        source.mkdir(parents=True)
        (source / "use.ipynb").write_text(json.dumps(_notebook(use, solved=False)))
        handed_in.write_text(json.dumps(_notebook(use, solved=True)))
        try:
            with prepare_assignment(source) as version:
                result = grade_submission(
                    version, Submission({"use.ipynb": handed_in}, ""), Limits()
                )
        except EngineError as error:
            return {"import": f"refused: {error}", "score": 0.0, "check": ""}
        (item,) = result.items
        cold = version.cold.get(use["module"], "")
        why = version.unprotected.get("use", {}).get("test", "")
    return {
        "import": f"cold: {cold}" if cold else "warm",
        "score": item.score,
        "check": f"unprotected: {why}" if why else "protected",
        "message": item.message,
    }


def version_of(python: Path, install: str) -> str:
    """Return the installed version of a library; Python's own where nothing is installed for it."""
    if not install:
        return "Python's own"
    name = install.split(maxsplit=1)[0].split("[", maxsplit=1)[0].split("=", maxsplit=1)[0]
    code = f"import importlib.metadata as m; print(m.version({name!r}))"
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def row_of(name: str, version: str, found: dict[str, Any]) -> str:
    """Return a library's row of the table."""
    marks = "yes" if found["score"] == 1 else f"no: {found.get('message') or 'see left'}"
    cells = [name, version, found["import"], marks, found["check"]]
    return "| " + " | ".join(" ".join(cell.replace("|", "/").split()) for cell in cells) + " |"


def write_page(rows: list[str]) -> None:
    """Put the table into the page of the documentation."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _old, after = rest.split(END)
    PAGE.write_text(
        before + "\n".join([BEGIN, "", *HEAD, *rows, "", END]) + after, encoding="utf-8"
    )


def main() -> int:
    """Grade each library's reference in a process of its own; return 1 where one lost marks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--environment", type=Path, help="the Python of one that has the libraries")
    parser.add_argument("--only", default="", help="names, with commas between")
    parser.add_argument("--write", action="store_true", help="write the table into the page")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(grade_one(options.one)))
        return 0
    libraries = read_libraries()
    names = options.only.split(",") if options.only else list(libraries)
    with tempfile.TemporaryDirectory() as folder:
        python = options.environment or make_environment(Path(folder), names)
        rows, lost = [], 0
        print(*HEAD, sep="\n")
        for name in names:
            command = [str(python), __file__, "--one", name]
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, timeout=SECONDS
            )
            said = (done.stdout.strip().splitlines() or ["{}"])[-1]
            nothing = {"import": "refused: no answer", "score": 0.0, "check": done.stderr[-200:]}
            found = json.loads(said) if done.returncode == 0 else nothing
            version = version_of(python, libraries[name].get("install", name))
            rows.append(row_of(name, version, found))
            lost += found["score"] != 1
            print(rows[-1], flush=True)
    if options.write:
        write_page(rows)
    return int(lost > 0)


if __name__ == "__main__":
    raise SystemExit(main())
