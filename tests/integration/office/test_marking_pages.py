"""Promises of marking by hand: one answer after the other, the same in nbgrader's gradebook."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from nbgrader.api import Gradebook

from terakoya.authoring import make_release
from terakoya.delivery import (
    CollectRequest,
    SubmissionStore,
    collect,
    create_cohort,
    withdraw_learners,
)
from terakoya.grading import PAGE, CohortGrader, CourseDirectory, open_run, summarise
from terakoya.grading.given_marks import AnswerKey, Mark, find_answer, list_answers
from terakoya.grading.resident_grader import Resident
from terakoya.model import EventKind, Stamp
from terakoya.model.permissions import Role
from terakoya.records import database_url, enrol, list_events, open_database
from terakoya.workspace import Workspace, make_workspace
from tests.made import (
    COURSE,
    SOLUTION,
    answer,
    check,
    code,
    filled,
    markdown,
    notebook,
    write_assignment,
    write_notebook,
)
from tests.made_office import NOW, SPRING, SPRING_LEARNERS, MadeOffice, Visit, copy_office, person

MARKING = "/cohorts/spring/marking"
WRITTEN = {
    "000001": "表は**年度別**です。<script>alert(1)</script>",
    "000002": "分かりません。",
}


def essay(name: str, source: str) -> dict[str, object]:
    """A text that a person marks."""
    made = code(name, source, grade=True, solution=True, points=3) | {"cell_type": "markdown"}
    return {key: value for key, value in made.items() if key not in ("outputs", "execution_count")}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A cohort of two who have each written a text and some code, graded as far as checks can."""
    workspace = make_workspace(tmp_path_factory.mktemp("marking") / "workspace")
    cells = [
        markdown("step-1", "## 2倍にする"),
        answer("double", SOLUTION),
        check("double-check", "assert double(2) == 4", 2),
        markdown("step-2", "## 考えを書く\n何が分かりましたか。"),
        essay("thought", "### BEGIN SOLUTION\n年度ごとに増えています。\n### END SOLUTION"),
    ]
    write_assignment(workspace, "tiny", notebook(*cells))
    folder = workspace.root / "courses" / "small"
    folder.mkdir(parents=True)
    (folder / "course.toml").write_text(COURSE, encoding="utf-8")
    make_release(workspace, workspace.read_assignment("tiny"))
    database = open_database(database_url(workspace.var))
    create_cohort(database, workspace, SPRING, NOW)
    with database.session() as session:
        enrol(session, SPRING.id, SPRING_LEARNERS[:2], NOW)
    store = SubmissionStore.of(workspace)
    released = json.loads((workspace.release("tiny") / "tiny.ipynb").read_text("utf-8"))
    inbox = workspace.root / "inbox"
    for learner, text in WRITTEN.items():
        given = {"double": "def double(x):\n    return 2 * x", "thought": text}
        write_notebook(inbox / learner / "tiny" / "tiny.ipynb", filled(released, given))
    collect(database, store, workspace, CollectRequest(SPRING, inbox, handed_in_at=NOW), NOW)
    shutil.rmtree(inbox)
    with open_run(CohortGrader(workspace, database, store, SPRING, lambda: NOW)) as run:
        list(run.grade(workers=2))
    database.close()
    return workspace


@pytest.fixture
def marking(written: Workspace, tmp_path: Path) -> Iterator[MadeOffice]:
    """A copy of it."""
    copy = copy_office(written, tmp_path / "workspace")
    yield copy
    copy.close()


def teacher(office: MadeOffice, name: str = "sensei") -> Visit:
    """The instructor of spring."""
    return office.visit(person((Role.INSTRUCTOR, "spring"), account=name))


def place(learner: str = "000001") -> str:
    """The page of an answer."""
    return f"{MARKING}/tiny/{learner}/tiny/thought"


def mark_of(office: MadeOffice, learner: str = "000001") -> Mark:
    """What is given to an answer."""
    directory = CourseDirectory(office.workspace.cohort("spring"))
    found = find_answer(directory, AnswerKey("tiny", learner, "tiny", "thought"))
    assert found is not None
    return found.mark


def give(visit: Visit, learner: str = "000001", **fields: str) -> httpx.Response:
    """Send the form of an answer with what was seen of one that waits."""
    return visit.send(place(learner), **{"seen_waits": "yes", "do": "next"} | fields)


def test_answers_wait_one_after_the_other_until_none_does(marking: MadeOffice) -> None:
    """The list leads to the first; keeping leads to the next, and back where none is left."""
    visit = teacher(marking)
    page = visit.get(MARKING).text
    assert "Begin with the first that waits (2)" in page
    assert place() in page
    first = give(visit, points="2.5", comment="よい説明です。")
    assert first.headers["location"] == place("000002")
    last = give(visit, "000002", points="0", comment="")
    assert last.headers["location"] == f"{MARKING}?done=1"
    assert "Nothing waits for a person any more." in visit.get(f"{MARKING}?done=1").text
    table = visit.get(f"{MARKING}.csv?q=青木").content.decode("utf-8-sig")
    assert "Marked" in table
    assert "000002" not in table


def test_marks_reach_gradebook_tables_and_the_learners_pages(marking: MadeOffice) -> None:
    """nbgrader finds what its own formgrader would have written; feedback is made anew."""
    visit = teacher(marking)
    resident = Resident(marking.workspace, marking.database, lambda: NOW)
    resident.look_once()
    page = CourseDirectory(marking.workspace.cohort("spring")).feedback("000001", "tiny") / PAGE
    assert "よい説明です" not in page.read_text("utf-8")
    give(visit, points="2.5", comment="よい説明です。")
    url = f"sqlite:///{marking.workspace.cohort('spring') / 'gradebook.db'}"
    with Gradebook(url) as gradebook:
        assert gradebook.find_submission("tiny", "000001").score == 4.5
        grade = gradebook.find_grade("thought", "tiny", "tiny", "000001")
        assert (grade.manual_score, grade.needs_manual_grade) == (2.5, False)
        comment = gradebook.find_comment("thought", "tiny", "tiny", "000001")
        assert comment.comment == "よい説明です。"
    summary = summarise(marking.workspace, marking.database, SPRING, learner_id="000001")
    assert [one.score.score for one in summary.entries if one.score] == [4.5]
    resident._note_changes(0)
    resident.look_once()
    resident.versions.close()
    assert "よい説明です" in page.read_text("utf-8")
    own = marking.visit(person((Role.LEARNER, "spring"), Role.STAFF, id="000001"))
    assert "4.5" in own.get("/learning/spring/tiny").text


def test_page_shows_the_answer_what_was_asked_and_how_to_mark_it(marking: MadeOffice) -> None:
    """And nothing of a learner's that could act."""
    page = teacher(marking).get(place()).text
    for words in ("何が分かりましたか", "<strong>年度別</strong>", "年度ごとに増えています"):
        assert words in page
    assert "<script>alert" not in page
    assert teacher(marking).get(f"{MARKING}/tiny/000001/tiny/other").status_code == 404


def test_mark_is_noted_with_its_account_and_can_be_undone(marking: MadeOffice) -> None:
    """Who, which item, the points before and after; not what was said. Undone, it waits again."""
    visit = teacher(marking)
    kept = give(visit, points="3", comment="満点です。", do="stay")
    page = visit.get(str(kept.headers["location"])).text
    assert "It is kept." in page
    with marking.database.reading() as session:
        ((stamp, event),) = list_events(session, "spring", kinds=[EventKind.MARKED])
    assert (stamp.by, event.learner_id, event.data["item"]) == ("sensei", "000001", "thought")
    assert (event.before, event.after) == ({}, {"points": "3"})
    assert "満点" not in json.dumps(dict(event.data), ensure_ascii=False)
    seen = {"seen_points": "3.0", "seen_comment": "満点です。", "seen_waits": ""}
    visit.send(place(), points="", comment="", waits="yes", **seen)
    assert mark_of(marking) == Mark(None, "", waits=True)


def test_undo_puts_back_what_was_there_and_stands_in_no_address(marking: MadeOffice) -> None:
    """What was said to the learner goes into no log, and a long comment is no trouble."""
    visit = teacher(marking)
    give(visit, points="1", comment="最初の言葉", do="stay")
    seen = {"seen_points": "1.0", "seen_comment": "最初の言葉", "seen_waits": ""}
    kept = give(visit, points="3", comment="長" * 4000, do="stay", **seen)
    done = str(kept.headers["location"])
    assert done == f"{place()}?done=1"
    assert "Undo" in visit.get(done).text
    seen = {"seen_points": "3.0", "seen_comment": "長" * 4000, "seen_waits": ""}
    assert give(visit, points="2", comment="言" * 4000, do="stay", **seen).status_code == 303
    undone = visit.send(place(), done, do="undo")
    assert undone.headers["location"] == done
    assert mark_of(marking) == Mark(3.0, "長" * 4000)
    give(visit, points="1", comment="最初の言葉", do="stay", **seen)
    give(visit, points="2", do="stay", seen_points="1", seen_comment="最初の言葉", seen_waits="")
    visit.send(place(), done, do="undo")
    assert mark_of(marking) == Mark(1.0, "最初の言葉")


def test_undo_of_another_mark_is_refused(marking: MadeOffice) -> None:
    """Where somebody marked it meanwhile: the sentence says so, and theirs stays."""
    visit = teacher(marking)
    done = str(give(visit, points="1", do="stay").headers["location"])
    give(teacher(marking, "other"), points="2", comment="B", seen_points="1.0", seen_waits="")
    late = visit.send(place(), done, do="undo")
    assert late.status_code == 422
    assert "nothing to undo" in late.text
    assert mark_of(marking) == Mark(2.0, "B")


def test_address_that_somebody_made_offers_no_undo(marking: MadeOffice) -> None:
    """A link in a mail cannot lay marks or words into an instructor's hand."""
    made = f"{place()}?done=1&was_points=0&was_comment=STRANGE&was_waits=yes"
    page = teacher(marking).get(made).text
    assert "Undo" not in page
    assert 'value="STRANGE"' not in page


def test_comment_with_spaces_around_it_can_be_marked_again(marking: MadeOffice) -> None:
    """As a formgrader or another program left it: a form drops them, and that is no conflict."""
    url = f"sqlite:///{marking.workspace.cohort('spring') / 'gradebook.db'}"
    with Gradebook(url) as gradebook:
        comment = gradebook.find_comment("thought", "tiny", "tiny", "000001")
        comment.manual_comment = "\n よい説明です。\r二行目 \n"
        gradebook.db.commit()
    seen = "\r\n よい説明です。\r\n二行目 \r\n"  # as browsers send it
    kept = give(teacher(marking), points="2", comment="C", seen_comment=seen)
    assert kept.status_code == 303
    assert mark_of(marking) == Mark(2.0, "C")


def test_comment_on_a_check_reaches_the_learner(marking: MadeOffice) -> None:
    """nbgrader makes no row for comments on checks; what is said there is kept all the same."""
    page = f"{MARKING}/tiny/000001/tiny/double-check"
    teacher(marking).send(page, points="1", comment="惜しいです。", do="stay")
    found = find_answer(
        CourseDirectory(marking.workspace.cohort("spring")),
        AnswerKey("tiny", "000001", "tiny", "double-check"),
    )
    assert found is not None
    assert found.mark == Mark(1.0, "惜しいです。")
    summary = summarise(marking.workspace, marking.database, SPRING, learner_id="000001")
    comments = [one.score.comments for one in summary.entries if one.score]
    assert comments == [{("tiny", "double-check"): "惜しいです。"}]


@pytest.mark.parametrize("strange", [None, [], "x", 5], ids=["null", "list", "text", "number"])
def test_strange_metadata_above_an_answer_cost_nobody_the_page(
    marking: MadeOffice, strange: object
) -> None:
    """The format allows anything under nbgrader's name."""
    directory = CourseDirectory(marking.workspace.cohort("spring"))
    path = directory.autograded("000001", "tiny") / "tiny.ipynb"
    content = json.loads(path.read_text("utf-8"))
    own = markdown("own", "自分のメモ") | {"metadata": {"nbgrader": strange}}
    before = next(n for n, cell in enumerate(content["cells"]) if cell["id"] == "thought")
    content["cells"].insert(before, own)
    path.unlink()
    write_notebook(path, content)
    answer = teacher(marking).get(place())
    assert answer.status_code == 200
    assert "自分のメモ" in answer.text


def test_second_person_does_not_write_over_the_first(marking: MadeOffice) -> None:
    """Whoever has an older page is told so, and sees what was typed and what there is."""
    give(teacher(marking), points="3", comment="A")
    late = give(teacher(marking, "other"), points="1", comment="B")
    assert late.status_code == 422
    assert "marked meanwhile" in late.text
    assert mark_of(marking) == Mark(3.0, "A")


@pytest.mark.parametrize(
    ("points", "words"),
    [("3.5", "between 0 and 3"), ("-1", "no number"), ("much", "no number"), ("nan", "no number")],
)
def test_points_that_cannot_be_are_refused(marking: MadeOffice, points: str, words: str) -> None:
    """In a sentence, with what was typed still there."""
    answer = give(teacher(marking), points=points, comment="残ります。")
    assert answer.status_code == 422
    assert words in answer.text
    assert "残ります。" in answer.text
    assert mark_of(marking) == Mark(waits=True)


def test_withdrawn_learner_waits_for_nobody(marking: MadeOffice) -> None:
    """What was handed in stays in the gradebook, and in no queue."""
    withdraw_learners(marking.database, SPRING, ["000001"], Stamp(NOW, "test"))
    assert place("000001") not in teacher(marking).get(MARKING).text
    assert len(list_answers(CourseDirectory(marking.workspace.cohort("spring")))) == 2
