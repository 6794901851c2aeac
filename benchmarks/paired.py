"""Two commands in turns: the CPU time of each with all that it starts, and their ratio.

A machine that does other things makes each figure larger, and both alike: the ratio is what counts.
Each round runs both commands, in an order that is drawn; `--reset` runs before each of them and is
not measured. A command's time is that of its whole tree of processes.

    python benchmarks/paired.py --old "…/old/.venv/bin/terakoya check --only structure" \\
        --new ".venv/bin/terakoya check --only structure" --at-most 0.15
"""

from __future__ import annotations

import argparse
import ctypes
import os
import random
import resource
import shlex
import statistics
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

__all__ = ["compare", "measure"]

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: what loses its parent becomes ours, and is counted


def main() -> int:
    """Print the medians and their ratio; 1 where a command fails, or the ratio is too large."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--old", required=True)
    parser.add_argument("--new", required=True)
    parser.add_argument("--reset", default="", help="a shell command before each; {side} is put in")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--at-most", type=float, default=None)
    given = parser.parse_args()

    def run(side: str) -> float:
        if given.reset:
            subprocess.run(given.reset.replace("{side}", side), shell=True, check=True)  # noqa: S602 - of whoever measures
        return measure(shlex.split({"old": given.old, "new": given.new}[side]))

    ratio = compare(run, given.times)
    return int(given.at_most is not None and ratio > given.at_most)


def compare(run: Callable[[str], float], times: int) -> float:
    """Run both sides in turns, print their medians, and return new / old.

    Args:
        run: runs "old" or "new" once and returns its CPU seconds.
    """
    seconds: dict[str, list[float]] = {"old": [], "new": []}
    for _round in range(times):
        for side in random.sample(sorted(seconds), 2):
            seconds[side].append(run(side))
    medians = {side: statistics.median(found) for side, found in seconds.items()}
    ratio = medians["new"] / medians["old"]
    for side, found in seconds.items():
        print(f"{side}: {medians[side]:.2f} s of CPU ({min(found):.2f} to {max(found):.2f})")
    print(f"new / old: {ratio:.3f}")
    return ratio


def measure(command: list[str], **how: Any) -> float:
    """Run a command and return the CPU seconds of it and of all that it started.

    Args:
        how: further arguments of `subprocess.run`.
    """
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    before = used()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, **how)
    with suppress(ChildProcessError):  # those that outlived it
        while True:
            os.wait()
    return used() - before


def used() -> float:
    """Return the CPU seconds of all children that have ended."""
    counted = resource.getrusage(resource.RUSAGE_CHILDREN)
    return counted.ru_utime + counted.ru_stime


if __name__ == "__main__":
    sys.exit(main())
