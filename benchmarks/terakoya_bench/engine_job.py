"""One run of the engine in a process of its own: ``python -P engine_job.py JOB``.

Writes READY on standard output when the assignment is prepared, and what it saw beside the job.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from terakoya_autograde import (
    AssignmentVersion,
    Limits,
    Result,
    Submission,
    grade_many,
    grade_submission,
    prepare_assignment,
)

__all__ = ["READY", "SETTLED", "main"]

READY, SETTLED = "READY", "SETTLED"


def main(job_path: Path) -> None:
    """Run one job.

    The job holds `source`, `config`, `submissions` (id → file name → path), `workers`, `limits`,
    `sandbox`, `checks`, `to` (a folder for executed notebooks), `result` (where to write), and
    `rest`: seconds of doing nothing after the first submission, for who looks at the memory then.
    """
    job = json.loads(job_path.read_text(encoding="utf-8"))
    seen: dict[str, Any] = {"memory": [], "failures": {}, "scores": {}, "sandbox": []}
    source, config = Path(job["source"]), Path(job["config"])
    with prepare_assignment(
        source, config, sandbox=job["sandbox"], checks=job["checks"]
    ) as version:
        print(READY, flush=True)
        names = list(job["submissions"])
        if job["rest"]:
            _grade(job, version, names[:1], seen)
            print(SETTLED, flush=True)
            time.sleep(job["rest"])
            names = names[1:]
        _look(seen, len(seen["scores"]))
        _grade(job, version, names, seen)
        _look(seen, len(seen["scores"]))
    Path(job["result"]).write_text(json.dumps(seen), encoding="utf-8")


def _grade(
    job: dict[str, Any], version: AssignmentVersion, names: list[str], seen: dict[str, Any]
) -> None:
    """Grade and keep the scores; the executed notebooks are written, as a grader must."""
    limits = Limits(**job["limits"])
    work = []
    for name in names:
        files = {file: Path(path) for file, path in job["submissions"][name].items()}
        submission = Submission(files, _digest(files))
        work.append((name, partial(grade_submission, version, submission, limits)))
    with closing(grade_many(work, job["workers"])) as outcomes:
        for name, outcome in outcomes:
            if not isinstance(outcome, Result):
                seen["failures"][name] = str(outcome)
                continue
            seen["scores"][name] = {
                f"{entry.item.notebook}/{entry.item.id}": entry.score for entry in outcome.items
            }
            seen["sandbox"] = sorted({*seen["sandbox"], outcome.sandbox})
            for notebook, text in outcome.notebooks.items():
                path = Path(job["to"]) / name / f"{notebook}.ipynb"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")


def _digest(files: dict[str, Path]) -> str:
    summary = hashlib.sha256()
    for name in sorted(files):
        summary.update(name.encode() + b"\0" + files[name].read_bytes())
    return summary.hexdigest()


def _look(seen: dict[str, Any], graded: int) -> None:
    """Note what this process holds after so many submissions, in bytes of resident memory."""
    seen["memory"].append({"graded": graded, "rss": psutil.Process().memory_info().rss})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
