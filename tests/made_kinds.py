"""A cohort with every kind of result: what tables and pages say of it has to agree."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from terakoya.authoring import make_release
from terakoya.delivery import CollectRequest, SubmissionStore, collect, create_cohort, enrol_roster
from terakoya.grading import CohortGrader, Graded, open_run
from terakoya.model import Cohort, Learner, Tier
from terakoya.records import Database, database_url, open_database
from terakoya.workspace import Workspace, make_workspace
from tests.made import (
    COURSE,
    MANIFEST,
    answer,
    check,
    code,
    markdown,
    notebook,
    tiny_notebook,
    write_notebook,
)

__all__ = ["COHORT", "KINDS", "MadeCohort", "Notebooks", "cell_of", "make_cohort"]

COHORT = "autumn"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Notebooks = dict[str, Any]
PARTLY = 'float(sum([double(1) == 2, double("a") == "aa"]))'
STUB = "ここに書いてください。"


def written(name: str, source: str, **nbgrader: Any) -> dict[str, Any]:
    """A text cell that a person grades."""
    cell = code(name, source, **nbgrader) | {"cell_type": "markdown"}
    return {key: value for key, value in cell.items() if key not in ("outputs", "execution_count")}


def first_notebook() -> dict[str, Any]:
    """Two checks, partial credit, a written answer and a task: 12 points."""
    tiny = tiny_notebook()["cells"]
    essay = {"grade": True, "solution": True, "points": 3}
    task = {"task": True, "locked": True, "points": 4}
    return notebook(
        *tiny,
        markdown("step-3", "## 部分点"),
        check("partly", PARTLY, 2),
        markdown("step-4", "## 考えを書く"),
        written("essay", f"### BEGIN SOLUTION\n模範\n### END SOLUTION\n{STUB}", **essay),
        markdown("step-5", "## 図を描く"),
        written("draw", "図を1枚描いてください。", **task),
    )


def second_notebook() -> dict[str, Any]:
    """An item with an id that the first notebook has as well: 5 points."""
    return notebook(
        markdown("head", "# 二冊目"),
        answer("total", "### BEGIN SOLUTION\ntotal = 7\n### END SOLUTION"),
        check("total-check", "assert total == 7", 5),
    )


def cell_of(content: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the first cell with a grade_id."""
    found: dict[str, Any] = next(
        cell
        for cell in content["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == name
    )
    return found


def answered(handed_in: Notebooks, *, essay: bool = True) -> None:
    """Answer everything right."""
    first, second = handed_in["kinds"], handed_in["more"]
    cell_of(first, "double")["source"] = "def double(x):\n    return 2 * x"
    cell_of(first, "total")["source"] = "total = 10"
    cell_of(second, "total")["source"] = "total = 7"
    if essay:
        cell_of(first, "essay")["source"] = "よく考えました。"


def untouched_essay(handed_in: Notebooks) -> None:
    """Everything but the written answer."""
    answered(handed_in, essay=False)


def partial(handed_in: Notebooks) -> None:
    """A function that is right for one, and a wrong sum."""
    answered(handed_in)
    cell_of(handed_in["kinds"], "double")["source"] = "def double(x):\n    return 2"
    cell_of(handed_in["kinds"], "total")["source"] = "total = 11"


def blank(handed_in: Notebooks) -> None:
    """What was released."""


def refused(handed_in: Notebooks) -> None:
    """Metadata that no reader takes."""
    answered(handed_in)
    for cell in handed_in["kinds"]["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = 99


def one_notebook(handed_in: Notebooks) -> None:
    """The second one is not handed in."""
    answered(handed_in)
    del handed_in["more"]


def deleted_check(handed_in: Notebooks) -> None:
    """The check of a right answer is deleted."""
    answered(handed_in)
    handed_in["kinds"]["cells"].remove(cell_of(handed_in["kinds"], "double-check"))


def duplicate(handed_in: Notebooks) -> None:
    """The written answer, and below it an untouched copy of its cell."""
    untouched = copy.deepcopy(cell_of(handed_in["kinds"], "essay")) | {"id": "copy"}
    answered(handed_in)
    cells = handed_in["kinds"]["cells"]
    cells.insert(cells.index(cell_of(handed_in["kinds"], "essay")) + 1, untouched)


def merged(handed_in: Notebooks) -> None:
    """An answer and its check, merged by JupyterLab: the check's id stays."""
    answered(handed_in)
    cells = handed_in["kinds"]["cells"]
    mine, test = cell_of(handed_in["kinds"], "double"), cell_of(handed_in["kinds"], "double-check")
    test["source"] = "\n\n".join(["".join(mine["source"]), "".join(test["source"])])
    cells.remove(mine)


def two_answers(handed_in: Notebooks) -> None:
    """An answer is there twice, and the last one is wrong."""
    answered(handed_in)
    first = cell_of(handed_in["kinds"], "total")
    cells = handed_in["kinds"]["cells"]
    wrong = copy.deepcopy(first) | {"id": "wrong", "source": "total = 11"}
    cells.insert(cells.index(first) + 1, wrong)


KINDS: dict[str, Callable[[Notebooks], None] | None] = {
    "0001": answered,  # then a person gives 2.5, 4 for the task, and half a point extra
    "0002": untouched_essay,
    "0003": partial,
    "0004": blank,
    "0005": None,  # hands in nothing
    "0006": refused,
    "0007": one_notebook,
    "0008": deleted_check,
    "0009": duplicate,
    "0010": merged,
    "0011": answered,  # a person gives points, then more is handed in
    "0012": answered,  # an hour after the others
    "0013": two_answers,
}


LATE = "0012"


@dataclass(frozen=True)
class MadeCohort:
    """A cohort on the disk, and how to hand in and grade."""

    grader: CohortGrader

    @property
    def workspace(self) -> Workspace:
        """Where it is."""
        return self.grader.workspace

    @property
    def database(self) -> Database:
        """Its records."""
        return self.grader.database

    def gradebook(self) -> Gradebook:
        """Open nbgrader's own gradebook."""
        return Gradebook(f"sqlite:///{self.workspace.cohort(COHORT) / 'gradebook.db'}")

    def hand_in(
        self, kinds: Iterable[tuple[str, Callable[[Notebooks], None] | None]], at: datetime
    ) -> None:
        """Collect a submission of each learner, handed in at that moment."""
        inbox = self.workspace.root / f"inbox-{at:%H%M}"
        for learner, change in kinds:
            if change is None:
                continue
            handed_in = {
                path.stem: json.loads(path.read_text("utf-8"))
                for path in self.workspace.release("kinds").glob("*.ipynb")
            }
            change(handed_in)
            for name, content in handed_in.items():
                path = write_notebook(inbox / learner / f"{name}.ipynb", content)
                os.utime(path, (at.timestamp(), at.timestamp()))
        request = CollectRequest(self.grader.cohort, inbox)
        report = collect(
            self.database, self.grader.store, self.workspace, request, datetime.now(UTC)
        )
        assert report.refused == ()

    def grade(self, *, force: bool = False) -> list[Graded]:
        """Grade what is new."""
        with open_run(self.grader, force=force) as run:
            graded = list(run.grade(workers=2))
        assert run.problems == {}
        return graded


def make_cohort(folder: Path) -> MadeCohort:
    """Make a workspace with one assignment of two notebooks, and a cohort of thirteen."""
    workspace = make_workspace(folder / "workspace")
    source = workspace.source("kinds")
    write_notebook(source / "kinds.ipynb", first_notebook())
    write_notebook(source / "more.ipynb", second_notebook())
    manifest = MANIFEST.format(id="kinds").replace('["kinds"]', '["kinds", "more"]')
    (source / "assignment.toml").write_text(manifest, encoding="utf-8")
    course = workspace.root / "courses" / "small"
    course.mkdir(parents=True)
    (course / "course.toml").write_text(COURSE.replace("tiny", "kinds"), encoding="utf-8")
    make_release(workspace, workspace.read_assignment("kinds"))
    database = open_database(database_url(workspace.var))
    cohort = Cohort(COHORT, "small", "秋")
    create_cohort(database, workspace, cohort, NOW)
    learners = [
        Learner(
            number, f"受講 {number}", "01", "総務課", "主事", Tier.GENERAL, f"{number}@x.example"
        )
        for number in KINDS
    ]
    enrol_roster(database, cohort, learners, NOW)
    store = SubmissionStore.of(workspace)
    made = MadeCohort(CohortGrader(workspace, database, store, cohort, lambda: datetime.now(UTC)))
    made.hand_in([kind for kind in KINDS.items() if kind[0] != LATE], NOW)
    made.hand_in([(LATE, KINDS[LATE])], NOW + timedelta(hours=1))
    return made


LATER = NOW + timedelta(hours=2)
