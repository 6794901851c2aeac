"""The gradebook's rows, one by one, against nbgrader's own steps on the same notebooks."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import event
from sqlalchemy.engine import Engine
from terakoya_autograde.errors import AssignmentError
from terakoya_autograde.model import Status
from terakoya_autograde.nbgrader_course.gradebook_writer import GradebookWriter, GradedSubmission
from terakoya_autograde.notebooks.master import Master
from terakoya_autograde.notebooks.restored_cells import restore_notebook
from terakoya_autograde.notebooks.score import score_notebook

from tests.unit.autograde.notebooks.test_restored_cells import cell_of
from tests.unit.autograde.stock_steps import Halving, dump, make_lesson, node, stock_save

Made = tuple[str, Master, dict[str, Any]]
DUE = datetime.fromisoformat("2026-04-01T12:00")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The lesson with a due date; tests copy its gradebook."""
    url, master, released = make_lesson(tmp_path_factory.mktemp("lesson"))
    with Gradebook(url, "course") as gradebook:
        gradebook.update_or_create_assignment("lesson", duedate=DUE)
    return url, master, released


@pytest.fixture
def urls(made: Made, tmp_path: Path) -> tuple[str, str]:
    """Two copies of the gradebook: nbgrader's and ours."""
    for name in ("stock", "ours"):
        shutil.copy(made[0].removeprefix("sqlite:///"), tmp_path / f"{name}.db")
    return f"sqlite:///{tmp_path / 'stock.db'}", f"sqlite:///{tmp_path / 'ours.db'}"


def executed(made: Made, change: Callable[[Any], None]) -> Any:
    """Return a restored notebook with outputs as if it had run."""
    content = copy.deepcopy(made[2])
    change(content)
    notebook = restore_notebook(node(content), made[1].notebooks["lesson"]).notebook
    shown = {"output_type": "execute_result", "execution_count": 1, "metadata": {}}
    cell_of(notebook, "partly").outputs = [node(shown | {"data": {"text/plain": "0.5"}})]
    return notebook


def scored(made: Made, notebook: Any) -> Any:
    """Score a notebook all of whose cells ran."""
    ran = {index: Status.OK for index, cell in enumerate(notebook.cells)}
    return score_notebook(notebook, made[1].notebooks["lesson"], ran)


def writer(url: str, **options: Any) -> GradebookWriter:
    """A writer with the penalty that nbgrader has in these tests."""
    penalty = Halving().late_submission_penalty
    return GradebookWriter(url, "lesson", penalty=penalty, course_id="course", **options)


def nothing(content: Any) -> None:
    """Hand in what was released."""


def essay(content: Any) -> None:
    """Write the essay and the code by hand."""
    cell_of(content, "essay")["source"] = "Because."
    cell_of(content, "by-hand")["source"] = "2"


TIMES = [None, DUE - timedelta(days=1), DUE + timedelta(hours=3)]


@pytest.mark.parametrize("change", [nothing, essay])
@pytest.mark.parametrize("time", TIMES, ids=["no-time", "in-time", "late"])
def test_writer_leaves_nbgraders_rows(
    made: Made, urls: tuple[str, str], change: Callable[[Any], None], time: datetime | None
) -> None:
    """Students, submissions, grades, comments and penalties equal nbgrader's, row by row."""
    stock, ours = urls
    notebook = executed(made, change)
    stock_save(notebook, stock, "amy", time)
    with writer(ours) as gradebook:
        gradebook.write([GradedSubmission("amy", time, (scored(made, notebook),))])
    assert dump(ours) == dump(stock)
    assert len(dump(ours)["grades"]) == 5


def test_writer_grading_again_leaves_nbgraders_rows(made: Made, urls: tuple[str, str]) -> None:
    """A second submission overwrites auto scores, keeps manual ones and asks for a look at them."""
    stock, ours = urls
    for url in urls:
        stock_save(executed(made, essay), url, "amy", DUE + timedelta(hours=1))
        grade_by_hand(url)
    notebook = executed(made, nothing)
    stock_save(notebook, stock, "amy")
    with writer(ours) as gradebook:
        gradebook.write([GradedSubmission("amy", None, (scored(made, notebook),))])
    assert dump(ours) == dump(stock)


def grade_by_hand(url: str) -> None:
    """Grade the essay and a test, comment, and grant an extension, as a formgrader would."""
    with Gradebook(url) as gradebook:
        gradebook.find_grade("essay", "lesson", "lesson", "amy").manual_score = 4
        gradebook.find_grade("double-check", "lesson", "lesson", "amy").extra_credit = 1
        gradebook.find_comment("essay", "lesson", "lesson", "amy").manual_comment = "good"
        gradebook.find_submission("lesson", "amy").extension = timedelta(minutes=5)
        gradebook.db.commit()


def test_writer_is_idempotent(made: Made, urls: tuple[str, str]) -> None:
    """Writing the same twice changes nothing."""
    submission = GradedSubmission("amy", DUE, (scored(made, executed(made, essay)),))
    with writer(urls[1]) as gradebook:
        gradebook.write([submission])
        once = dump(urls[1])
        gradebook.write([submission, submission])
    assert dump(urls[1]) == once


def test_writer_missing_notebook_scores_zero(made: Made, urls: tuple[str, str]) -> None:
    """A notebook that was not handed in scores 0 everywhere and waits for nobody."""
    with writer(urls[1]) as gradebook:
        gradebook.write([GradedSubmission("amy", None, (), ("lesson",))])
    grades = dump(urls[1])["grades"]
    assert [(row[3], row[-1]) for row in grades] == [(0.0, False)] * 5


def test_writer_missing_cell_loses_its_earlier_score(made: Made, urls: tuple[str, str]) -> None:
    """A test deleted in a second submission keeps no score; control: in nbgrader it does."""
    stock, ours = urls

    def deletes(content: Any) -> None:
        content["cells"].remove(cell_of(content, "double-check"))

    notebook = executed(made, deletes)
    for url in urls:
        stock_save(executed(made, nothing), url, "amy")
    stock_save(notebook, stock, "amy")
    with writer(ours) as gradebook:
        gradebook.write([GradedSubmission("amy", None, (scored(made, notebook),))])
    assert ("amy", "lesson", "double-check", None, None, None, True) in dump(ours)["grades"]
    assert ("amy", "lesson", "double-check", 2.0, None, None, False) in dump(stock)["grades"]


def test_writer_batch_is_all_or_nothing(made: Made, urls: tuple[str, str]) -> None:
    """An unknown student that is not to be made leaves no row of the whole batch."""
    before = dump(urls[1])
    submissions = [GradedSubmission(name, None, ()) for name in ("amy", "bob")]
    with writer(urls[1], create_student=False) as gradebook:
        assert not gradebook.knows("amy")
        with pytest.raises(AssignmentError, match="No student with ID 'amy'"):
            gradebook.write(submissions)
    assert dump(urls[1]) == before


def test_writer_asks_a_fixed_number_of_queries(made: Made, urls: tuple[str, str]) -> None:
    """A submission costs at most a dozen statements, however many cells it has."""
    statements: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    submission = GradedSubmission("amy", DUE, (scored(made, executed(made, essay)),))
    with writer(urls[1]) as gradebook:
        event.listen(Engine, "before_cursor_execute", count)
        try:
            gradebook.write([submission])
            first, statements[:] = len(statements), []
            gradebook.write([submission])
        finally:
            event.remove(Engine, "before_cursor_execute", count)
    assert first <= 16
    assert len(statements) <= 12


def test_writer_unknown_assignment_is_refused(urls: tuple[str, str]) -> None:
    """An assignment that the gradebook does not know is named."""
    with (
        pytest.raises(AssignmentError, match="No assignment with ID 'other'"),
        GradebookWriter(urls[1], "other"),
    ):
        pass
