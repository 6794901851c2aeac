"""What tools leave out of a notebook or add to it costs nobody a point."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from terakoya.authoring import make_release
from terakoya.delivery import CollectRequest, SubmissionStore, collect, create_cohort, enrol_roster
from terakoya.grading import CohortGrader, open_run, summarise, write_feedback
from terakoya.model import Cohort, Learner, Tier
from terakoya.records import database_url, open_database
from terakoya.workspace import Workspace
from tests.made import filled

Change = Callable[[dict[str, Any]], object]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
COHORT = Cohort("autumn", "small", "秋")
RIGHT = {"double": "def double(x):\n    return x + x", "total": "total = 10"}


def _of_code(change: Callable[[dict[str, Any]], object]) -> Change:
    def all_cells(notebook: dict[str, Any]) -> None:
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                change(cell)

    return all_cells


FORMS: dict[str, Change] = {
    "as released": lambda notebook: notebook,
    "4.4 with ids": lambda notebook: notebook.update(nbformat_minor=4),
    "4.5 without ids": lambda notebook: [cell.pop("id", None) for cell in notebook["cells"]],
    "the same id everywhere": _of_code(lambda cell: cell.update(id="same")),
    "4.4 with ids of its own": lambda notebook: (
        notebook.update(nbformat_minor=4),
        [cell.update(id="設問 1") for cell in notebook["cells"]],
    ),
    "an extra key of a cell": _of_code(lambda cell: cell.update(collapsed=True)),
    "an extra key of the notebook": lambda notebook: notebook.update(worksheets=[], owner={"a": 1}),
    "no outputs": _of_code(lambda cell: cell.pop("outputs")),
    "no execution count": _of_code(lambda cell: cell.pop("execution_count")),
    "outputs that are none": _of_code(lambda cell: cell.update(outputs=[{"output_type": "x"}])),
    "outputs of another shape": _of_code(lambda cell: cell.update(outputs={})),
    "a stream without a name": _of_code(
        lambda cell: cell.update(outputs=[{"output_type": "stream", "text": "x"}])
    ),
    "a count in words": _of_code(lambda cell: cell.update(execution_count="3")),
    "attachments of a code cell": _of_code(lambda cell: cell.update(attachments={})),
    "a kernel without a name": lambda notebook: notebook["metadata"].update(kernelspec={}),
}


@pytest.fixture
def grader(workspace: Workspace) -> Iterator[CohortGrader]:
    """A cohort of a learner for each form."""
    make_release(workspace, workspace.read_assignment("tiny"))
    database = open_database(database_url(workspace.var))
    create_cohort(database, workspace, COHORT, NOW)
    learners = [
        Learner(f"{n:04}", form, "01", "総務課", "主事", Tier.GENERAL, f"{n}@x.example")
        for n, form in enumerate(FORMS)
    ]
    enrol_roster(database, COHORT, learners, NOW)
    store = SubmissionStore.of(workspace)
    yield CohortGrader(workspace, database, store, COHORT, lambda: datetime.now(UTC))
    database.close()


def test_every_form_gets_its_points(grader: CohortGrader) -> None:
    """The same right answers in fifteen forms: collected, graded in full, with their feedback."""
    released = json.loads((grader.workspace.release("tiny") / "tiny.ipynb").read_text("utf-8"))
    inbox = grader.workspace.root / "inbox"
    for number, change in enumerate(FORMS.values()):
        notebook = json.loads(json.dumps(filled(released, RIGHT)))
        change(notebook)
        path = inbox / f"{number:04}" / "tiny.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
    report = collect(
        grader.database, grader.store, grader.workspace, CollectRequest(COHORT, inbox), NOW
    )
    assert report.refused == ()
    with open_run(grader) as run:
        list(run.grade(workers=2))
    summary = summarise(grader.workspace, grader.database, grader.cohort)
    scores = {entry.learner.name: entry.score.score for entry in summary.entries if entry.score}
    assert scores == dict.fromkeys(FORMS, max(scores.values()))
    assert max(scores.values()) > 0
    assert len(list(write_feedback(grader.workspace, summary))) == len(FORMS)
