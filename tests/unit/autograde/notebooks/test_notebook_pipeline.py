"""One notebook through the pipeline, with an executor that plays what it is told."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import nbformat
import pytest
from terakoya_autograde.errors import RefusedError
from terakoya_autograde.model import Limits, NotebookScore, Status
from terakoya_autograde.notebooks.master import MasterNotebook
from terakoya_autograde.notebooks.notebook_pipeline import Pipeline
from terakoya_autograde.notebooks.restored_cells import FlagKind

from tests.unit.autograde.stock_steps import make_lesson

Content = dict[str, Any]
CHECK = "double-check"
WARNING = {"output_type": "stream", "name": "stderr", "text": "careful"}
TIMEOUT = {"output_type": "error", "ename": "CellTimeoutError", "evalue": "", "traceback": []}


def is_check(cell: Any) -> bool:
    """Tell whether a cell is the check that everything here is about."""
    return bool(cell.metadata.get("nbgrader", {}).get("grade_id") == CHECK)


@dataclass
class Played:
    """How a run went that never was; it is the executor too.

    Attributes:
        outputs: of the check.
        ended: how the check ended.
        ran: the sources that were to be run, cell by cell.
        given: what else the executor was told.
    """

    outputs: tuple[Mapping[str, Any], ...] = ()
    ended: Status = Status.OK
    words: dict[int, str] = field(default_factory=dict)
    cells: dict[int, Status] = field(default_factory=dict)
    left: dict[str, bytes] = field(default_factory=dict)
    seconds: float = 1.5
    ran: list[str] = field(default_factory=list)
    given: tuple[Any, ...] = ()

    def __call__(
        self,
        notebook: Any,
        files: Mapping[str, bytes],
        limits: Limits,
        name: str = "",
        **_more: Any,
    ) -> Played:
        """Put the outputs into the check."""
        self.given = (files, limits, name)
        self.ran = [cell.source for cell in notebook.cells]
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type == "code":
                self.cells[index] = Status.OK
            if is_check(cell):
                cell.outputs = [nbformat.from_dict(copy.deepcopy(dict(o))) for o in self.outputs]
                self.cells[index] = self.ended
        return self


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[MasterNotebook, Content]:
    """The lesson's instructor's version and its release, generated once."""
    _url, master, released = make_lesson(tmp_path_factory.mktemp("lesson"))
    return master.notebooks["lesson"], released


@pytest.fixture
def master(made: tuple[MasterNotebook, Content]) -> MasterNotebook:
    """The instructor's version."""
    return made[0]


@pytest.fixture
def submitted(made: tuple[MasterNotebook, Content]) -> Any:
    """A fresh copy of the released notebook."""
    return nbformat.from_dict(copy.deepcopy(made[1]))


def as_file(notebook: Any) -> bytes:
    """A notebook as it is handed in."""
    return str(nbformat.v4.writes(notebook)).encode()


def points(score: NotebookScore) -> float | None:
    """What the check scored."""
    return next(cell.auto_score for cell in score.cells if cell.grade_id == CHECK)


def silence(notebook: Any, resources: Any) -> tuple[Any, Any]:
    """A step that takes every output out."""
    for cell in notebook.cells:
        cell.update({"outputs": []} if cell.cell_type == "code" else {})
    return notebook, resources


def test_notebook_is_restored_before_it_runs(master: MasterNotebook, submitted: Any) -> None:
    """A weakened test runs as the instructor wrote it, is flagged, and the result tells all."""
    check = next(filter(is_check, submitted.cells))
    source, check.source = check.source, "assert True"
    played = Played()
    graded = Pipeline(played, Limits()).grade(as_file(submitted), master, {"a": b"b"}, {})
    assert played.given == ({"a": b"b"}, Limits(), "lesson")
    assert source in played.ran and "assert True" not in played.ran
    assert (FlagKind.CHANGED, CHECK) in {(flag.kind, flag.grade_id) for flag in graded.flags}
    assert (points(graded.score), graded.cells, graded.seconds) == (2, played.cells, 1.5)
    assert graded.text == nbformat.v4.writes(graded.node) + "\n"


@pytest.mark.parametrize(("place", "score"), [("judging", 2), ("shortening", 0)])
def test_steps_have_their_places(
    master: MasterNotebook, submitted: Any, place: str, score: float
) -> None:
    """A warning taken out before the score costs nothing; taken out after it, it has cost."""
    pipeline = Pipeline(Played((WARNING,)), Limits(), **{place: [silence]})
    graded = pipeline.grade(as_file(submitted), master, {}, {})
    assert points(graded.score) == score
    assert "careful" not in graded.text


def test_sanitizing_steps_see_what_was_handed_in(master: MasterNotebook, submitted: Any) -> None:
    """They come before the instructor's cells are put back, and what they return is used."""
    submitted.cells[0].source = "mine"
    seen = []

    def look(notebook: Any, resources: Any) -> tuple[Any, Any]:
        seen.append(notebook.cells[0].source)
        return nbformat.v4.new_notebook(), resources

    pipeline = Pipeline(Played(), Limits(), sanitizing=[look])
    assert pipeline.grade(as_file(submitted), master, {}, {}).node.cells == []
    assert seen == ["mine"]


@pytest.mark.parametrize(("put_back", "there"), [(None, False), ("", True), ("Gone.", True)])
def test_deleted_check_comes_back_where_it_is_wanted(
    master: MasterNotebook, submitted: Any, put_back: str | None, there: bool
) -> None:
    """A deleted check stays away and scores nothing, or is put back with the words before it."""
    submitted.cells = [cell for cell in submitted.cells if not is_check(cell)]
    pipeline = Pipeline(Played(), Limits(), put_back=put_back)
    graded = pipeline.grade(as_file(submitted), master, {}, {})
    known = master.cells[CHECK].source
    back = [cell.source for cell in graded.node.cells if cell.source.endswith(known)]
    assert back == ([f"# {put_back}{known}"] if there else [])
    assert points(graded.score) == (2 if there else None)


@pytest.mark.parametrize(("ended", "word"), [(Status.TIMEOUT, "over"), (Status.ERROR, "")])
def test_only_a_timeout_is_worded_as_configured(
    master: MasterNotebook, submitted: Any, ended: Status, word: str
) -> None:
    """The configured words go to cells that ran out of time, not to one that only says so."""
    pipeline = Pipeline(Played((TIMEOUT,), ended), Limits(), timeout_error={"evalue": "over"})
    graded = pipeline.grade(as_file(submitted), master, {}, {})
    outputs = [output for cell in graded.node.cells for output in cell.get("outputs", ())]
    assert [(output.ename, output.evalue) for output in outputs] == [("CellTimeoutError", word)]
    assert points(graded.score) == 0


@pytest.mark.parametrize("content", [None, b"no notebook"])
def test_refused_notebook_never_runs(master: MasterNotebook, content: bytes | None) -> None:
    """What cannot be read reaches no executor."""
    played = Played()
    with pytest.raises(RefusedError):
        Pipeline(played, Limits()).grade(content, master, {}, {})
    assert played.ran == [] and played.cells == {}
