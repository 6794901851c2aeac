"""Course directories to measure with: a lab's source, release, gradebook, and submissions."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from terakoya_autograde import generate

from terakoya.authoring import make_release
from terakoya.demo.made_submissions import MadeSubmission, make_submissions
from terakoya.workspace import Workspace

__all__ = ["AUTOGRADE", "CONFIG", "LABS", "ROOT", "environment", "fair", "hand_in", "make_course"]
__all__ += ["lab_submissions"]

ROOT = Path(__file__).resolve().parents[1]
CONFIG = "nbgrader_config.py"
LABS = tuple(Workspace(ROOT).assignment_ids)  # every lab that there is
# What the command `terakoya-autograde` runs, also where its script is not on PATH.
AUTOGRADE = (
    sys.executable,
    "-c",
    "import sys; from terakoya_autograde.nbgrader_course.command import main; sys.exit(main())",
)
_FATAL = ("does-not-run", "never-ends", "prints-without-end", "dies")
_NOT_COPIED = shutil.ignore_patterns("answers", "__pycache__", ".ipynb_checkpoints", "var")


def environment(scratch: Path) -> dict[str, str]:
    """Return this environment with a temporary folder of its own, `scratch`/tmp, and its caches.

    Settings of Jupyter's are left out, so that every machine's is alike.
    """
    hidden = ("JUPYTER", "IPYTHON", "NBGRADER")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    programs = str(Path(sys.executable).parent)
    folders = {"TMPDIR": "tmp", "MPLCONFIGDIR": "caches/mpl", "IPYTHONDIR": "caches/ipython"}
    folders |= {f"JUPYTER_{kind}_DIR": f"caches/{kind}" for kind in ("CONFIG", "DATA", "RUNTIME")}
    for folder in folders.values():
        (scratch / folder).mkdir(parents=True, exist_ok=True)
    kept["PATH"] = os.pathsep.join([programs, kept.get("PATH", os.defpath)])
    return kept | {"USER": "instructor"} | {k: str(scratch / v) for k, v in folders.items()}


def make_course(folder: Path, source: Path, config: Path | None = None) -> Path:
    """Make a course directory with one released assignment and its gradebook; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, folder / "source" / source.name, ignore=_NOT_COPIED)
    if config is not None:
        shutil.copyfile(config, folder / CONFIG)
    own = folder / CONFIG if config is not None else None
    url = f"sqlite:///{folder / 'gradebook.db'}"
    generate(folder / "source" / source.name, own, folder, url)
    return folder


def fair(kind: str) -> bool:
    """Tell whether a made submission runs to its end: no endless loop, flood or death."""
    return kind not in _FATAL


def lab_submissions(
    lab: str, count: int, wanted: Callable[[str], bool] = lambda _kind: True
) -> dict[str, MadeSubmission]:
    """Make `count` submissions of a lab as the demonstration does: student → submission."""
    with tempfile.TemporaryDirectory(prefix="labs-") as scratch:
        own = Workspace(Path(scratch))
        shutil.copytree(ROOT / "source" / lab, own.source(lab), ignore=_NOT_COPIED)
        shutil.copytree(ROOT / "source" / lab / "answers", own.source(lab) / "answers")
        shutil.copyfile(ROOT / CONFIG, own.root / CONFIG)
        assignment = own.read_assignment(lab)
        make_release(own, assignment)
        made = (entry for entry in make_submissions(own, assignment) if wanted(entry.kind))
        return {f"s{n:04d}": next(made) for n in range(1, count + 1)}


def hand_in(course: Path, assignment: str, student: str, notebooks: Mapping[str, str]) -> None:
    """Write one student's notebooks (name → JSON text), with a mark of whose they are."""
    folder = course / "submitted" / student / assignment
    folder.mkdir(parents=True)
    for name, text in notebooks.items():
        content = json.loads(text)
        content["metadata"]["learner"] = student
        marked = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (folder / f"{name}.ipynb").write_text(marked, encoding="utf-8")
    (folder / "timestamp.txt").write_text("2026-11-23 09:00:00.000000 UTC\n", encoding="utf-8")
