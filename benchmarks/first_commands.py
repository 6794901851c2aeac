"""Two first commands in a new workspace, at the same moment: does one of them fail?

Each round makes a workspace without a database and starts two processes in it, which wait for each
other and then run a command each: a cohort is made, and the cohorts are listed. How many commands
failed is told, with what they said; afterwards each workspace has to open and to hold the cohort.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from multiprocessing.synchronize import Barrier
from pathlib import Path

from terakoya.cli.main import main as run_command
from terakoya.records import database_url, find_cohort, open_database
from terakoya.workspace.scaffold import copy_labs, make_workspace

COMMANDS = (
    ("cohort", "create", "spring", "--course", "data-practice", "--title", "spring"),
    ("cohort", "list"),
)
SECONDS = 120  # after which a command is taken to hang


def main() -> int:
    """Run the rounds; return 1 where a command failed or a workspace does not open."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=100, help="new workspaces (100)")
    options = parser.parse_args()
    started = time.monotonic()
    said: Counter[str] = Counter()
    closed = 0
    with tempfile.TemporaryDirectory(prefix="first-commands-") as name:
        stock = make_workspace(Path(name) / "stock")
        copy_labs(stock)
        for number in range(options.rounds):
            root = Path(shutil.copytree(stock.root, Path(name) / str(number)))
            said.update(run_both(root))
            closed += not opens(root)
            shutil.rmtree(root)
    failed = said.total() - said[""]
    for words, count in said.items() - {("", said[""])}:
        print(f"{count} times: {words}")
    print(
        f"{2 * options.rounds} first commands in {options.rounds} workspaces: {failed} failed, "
        f"{closed} workspaces do not open; {time.monotonic() - started:.0f} s"
    )
    return 1 if failed or closed else 0


def run_both(root: Path) -> list[str]:
    """Run both commands at once; return what each said when it failed, or nothing."""
    context = multiprocessing.get_context("fork")  # both have imported everything: they meet
    start = context.Barrier(len(COMMANDS))
    files = [root / f"said-{number}" for number in range(len(COMMANDS))]
    processes = [
        context.Process(target=run_one, args=(root, command, start, file))
        for command, file in zip(COMMANDS, files, strict=True)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(SECONDS)
        if process.is_alive():
            process.kill()
            process.join()
    return [
        "" if process.exitcode == 0 else f"exit {process.exitcode}: {last_line(file)}"
        for process, file in zip(processes, files, strict=True)
    ]


def run_one(root: Path, command: tuple[str, ...], start: Barrier, file: Path) -> None:
    """Be one command."""
    os.chdir(root)
    sys.argv = ["terakoya", *command]
    with file.open("w") as out, contextlib.redirect_stdout(io.StringIO()):
        sys.stderr = out
        start.wait()
        run_command()


def last_line(file: Path) -> str:
    """Return the last of what a command said."""
    lines = file.read_text().strip().splitlines() if file.exists() else []
    return lines[-1].replace(str(file.parent), "…")[:200] if lines else "nothing was said"


def opens(root: Path) -> bool:
    """Tell whether the workspace's database opens and holds the cohort."""
    try:
        database = open_database(database_url(root / "var"))
        with database.session() as session:
            found = find_cohort(session, "spring")
        database.close()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
        print(f"{type(error).__name__}: {str(error).splitlines()[0]}")
        return False
    return found is not None


if __name__ == "__main__":
    sys.exit(main())
