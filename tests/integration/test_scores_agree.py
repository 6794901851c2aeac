"""One cohort with every kind of result: every table and page says what the gradebook says."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook, MissingEntry
from openpyxl import load_workbook
from typer.testing import CliRunner

from terakoya.cli.console import console
from terakoya.cli.main import app
from terakoya.dates import LOCAL
from terakoya.grading import name_item_state, read_decisions, summarise, write_feedback
from terakoya.grading.outcome import ItemState
from terakoya.language import use_language
from terakoya.model import Origin
from terakoya.portal import OpenAccess, create_portal
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.records import ItemKey, keep_origin
from terakoya.refresh import first_memory
from terakoya.refresh.due_practice import recall
from tests.made_kinds import COHORT, KINDS, LATE, NOW, MadeCohort, answered, make_cohort
from tests.unit.portal.conftest import Visitor

Item = tuple[str, str]
Told = dict[tuple[str, str, str], tuple[float, float, str]]
"""(learner, notebook, item) → points, full points, state."""
ITEMS: tuple[Item, ...] = (
    ("kinds", "double-check"),
    ("kinds", "total-check"),
    ("kinds", "partly"),
    ("kinds", "essay"),
    ("kinds", "draw"),
    ("more", "total-check"),
)
FULL = 17.0
REFUSED = "0006"  # a notebook that cannot be graded: somebody has to tell its learner
UNDECIDED = {"failed", "error", "not-run", "missing", "unanswered"}


def give(gradebook: Gradebook, learner: str, item: str, points: float) -> None:
    """Give points as nbgrader's formgrader does."""
    grade = gradebook.find_grade(item, "kinds", "kinds", learner)
    grade.manual_score, grade.needs_manual_grade = points, False
    gradebook.db.commit()


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[MadeCohort, str]]:
    """The cohort after `terakoya grade`, and what the command said."""
    with use_language("en"), pytest.MonkeyPatch.context() as patch:
        made = make_cohort(tmp_path_factory.mktemp("kinds"))
        patch.chdir(made.workspace.root)
        patch.delenv("TERAKOYA_DATABASE_URL", raising=False)
        run = CliRunner().invoke(app, ["grade", COHORT], env={"COLUMNS": "400"})
        assert run.exit_code == 0, run.output
        yield made, run.output
        made.database.close()


@pytest.fixture(scope="module")
def cohort(first_run: tuple[MadeCohort, str]) -> MadeCohort:
    """Everything is graded, a person has given points, somebody has handed in again."""
    made, _said = first_run
    with use_language("en"):
        with made.gradebook() as gradebook:
            give(gradebook, "0001", "essay", 2.5)
            give(gradebook, "0001", "draw", 4)
            gradebook.find_grade("partly", "kinds", "kinds", "0001").extra_credit = 0.5
            comment = gradebook.find_comment("essay", "kinds", "kinds", "0001")
            comment.manual_comment = "よく書けています"
            give(gradebook, "0003", "double-check", 2)
            give(gradebook, "0011", "essay", 2)
            late = gradebook.find_submission_notebook("kinds", "kinds", "0012")
            late.late_submission_penalty = 1.5
            gradebook.db.commit()
        made.hand_in([("0011", answered)], NOW + timedelta(hours=1))
        made.grade()
        list(write_feedback(made.workspace, summary_of(made)))
    return made


def summary_of(made: MadeCohort) -> Any:
    """The cohort's table, read anew."""
    return summarise(made.workspace, made.database, made.grader.cohort)


@pytest.fixture
def truth(cohort: MadeCohort) -> Iterator[tuple[Told, dict[str, float | None]]]:
    """What nbgrader's own objects say: items, and learner → sum without the late penalty."""
    told: Told = {}
    sums: dict[str, float | None] = {}
    with cohort.gradebook() as gradebook:
        for learner in KINDS:
            try:
                submission = gradebook.find_submission("kinds", learner)
            except MissingEntry:
                sums[learner] = None
                continue
            sums[learner] = max(0.0, submission.score - submission.late_submission_penalty)
            assert submission.max_score == FULL
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    key = (learner, notebook.name, grade.name)
                    told[key] = (grade.score, grade.max_score, state_of(grade))
        yield told, sums


def state_of(grade: Any) -> str:
    """What a row of the gradebook allows to say; automatic zeros have several reasons."""
    if grade.needs_manual_grade:
        return "manual"
    if grade.manual_score is not None:
        return "by-person"
    automatic = grade.auto_score or 0.0
    return "passed" if automatic >= grade.max_score else "partial" if automatic else "zero"


def coarse(state: str) -> str:
    """A state as far as a row of the gradebook tells it."""
    return "zero" if state in UNDECIDED else state


def export(cohort: MadeCohort, monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    """Run `terakoya export grades` on a wide screen and return what it prints."""
    monkeypatch.chdir(cohort.workspace.root)
    monkeypatch.delenv("TERAKOYA_DATABASE_URL", raising=False)
    monkeypatch.setattr(console, "_width", 400)  # Rich reads COLUMNS once, when it is imported
    run = CliRunner().invoke(app, ["export", "grades", COHORT, *words])
    assert run.exit_code == 0, run.output
    return run.output


def item_rows(rows: Any) -> Told:
    """What a table of items says, row by row in the order of the notebooks."""
    told: Told = {}
    by_learner: dict[str, list[Any]] = {}
    for row in rows:
        by_learner.setdefault(str(row["Staff number"]), []).append(row)
    for learner, own in by_learner.items():
        assert [row["Item"] for row in own] == [item for _notebook, item in ITEMS]
        for (notebook, item), row in zip(ITEMS, own, strict=True):
            if row["Score"] not in (None, ""):
                full, state = float(row["Full score"]), row["Status"]
                told[learner, notebook, item] = (float(row["Score"]), full, coarse(state))
    return told


def sum_rows(rows: Any) -> dict[str, float | None]:
    """What a table of grades says."""
    assert {float(row["Full score"]) for row in rows} == {FULL}
    return {
        str(row["Staff number"]): None if row["Score"] in (None, "") else float(row["Score"])
        for row in rows
    }


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="cp932", newline="") as file:
        return list(csv.DictReader(file))


def read_xlsx(path: Path) -> list[dict[str, Any]]:
    """The rows of the sheet that a workbook opens with; what it says in words, as codes."""
    codes = {name_item_state(state): state.value for state in ItemState}
    header, *rows = load_workbook(path).active.iter_rows(values_only=True)
    told = [dict(zip(header, row, strict=True)) for row in rows]
    return [row | {"Status": codes.get(row.get("Status"), "")} for row in told]


def test_workbook_is_ready_to_be_filed(
    cohort: MadeCohort, truth: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Three sheets with real moments, filters, fixed headings, and A4 paper laid across."""
    _items, sums = truth
    path = tmp_path / "grades.xlsx"
    export(cohort, monkeypatch, "--to", str(path))
    given = visitor_of(cohort).get(f"/cohorts/{COHORT}/grades.xlsx?lang=en")
    same = [load_workbook(source) for source in (path, io.BytesIO(given.content))]
    tables = [[list(sheet.values) for sheet in book.worksheets] for book in same]
    assert tables[0] == tables[1]
    book = same[0]
    assert book.sheetnames == ["By learner", "By item", "By department"]
    people, items, departments = book.worksheets
    assert (people.max_row, items.max_row) == (len(KINDS) + 1, len(KINDS) * len(ITEMS) + 1)
    for sheet in book.worksheets:
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.freeze_panes == "C2"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
    (at,) = [cell.column for cell in people[1] if cell.value.endswith("\nHanded in at")]
    moments = [people.cell(row, at).value for row in range(2, people.max_row + 1)]
    assert sum(isinstance(moment, datetime) for moment in moments) == len(KINDS) - 1
    (department,) = departments.iter_rows(min_row=2, values_only=True)
    scores = [score for score in sums.values() if score is not None]
    assert department[:5] == ("01", "総務課", len(KINDS), 0, len(KINDS) - 1)  # nobody withdrew
    assert department[-1] == round(sum(scores) / len(scores), 2)


def test_json_says_what_the_gradebook_says(
    cohort: MadeCohort, truth: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`export grades --json`, with and without `--items`."""
    items, sums = truth
    told = json.loads(export(cohort, monkeypatch, "--items", "--json"))
    assert item_rows(told) == items
    assert len(told) == len(KINDS) * len(ITEMS)
    assert sum_rows(json.loads(export(cohort, monkeypatch, "--json"))) == sums


@pytest.mark.parametrize(("ending", "read"), [("csv", read_csv), ("xlsx", read_xlsx)])
def test_files_say_what_the_gradebook_says(
    cohort: MadeCohort,
    truth: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    ending: str,
    read: Any,
) -> None:
    """CSV and xlsx, of items and of sums."""
    items, sums = truth
    path = tmp_path / f"grades.{ending}"
    export(cohort, monkeypatch, "--items", "--to", str(path))
    assert item_rows(read(path)) == items
    export(cohort, monkeypatch, "--to", str(path))
    assert sum_rows(read(path)) == sums


def test_terminal_says_what_the_gradebook_says(
    cohort: MadeCohort, truth: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables on the screen."""
    items, sums = truth
    for words, read, wanted in ((["--items"], item_rows, items), ([], sum_rows, sums)):
        lines = export(cohort, monkeypatch, *words).splitlines()
        header = [cell.strip() for cell in lines[1].strip("┃").split("┃")]
        cells = ([cell.strip() for cell in line.strip("│").split("│")] for line in lines[3:-1])
        assert read([dict(zip(header, row, strict=True)) for row in cells]) == wanted


def test_feedback_pages_say_what_the_gradebook_says(cohort: MadeCohort, truth: Any) -> None:
    """Points, words and sum of each page, and the same points beside each cell."""
    items, sums = truth
    states = {name_item_state(state): coarse(state.value) for state in ItemState}
    told: Told = {}
    for learner, total in sums.items():
        if total is None:
            continue
        page = BeautifulSoup(page_of(cohort, learner).read_text("utf-8"), "html.parser")
        assert page.select_one(".total").get_text(" ", strip=True) == f"{total:g} / 17 points"
        rows = page.select("table tbody tr")
        assert len(rows) == len(ITEMS)
        for (notebook, item), row in zip(ITEMS, rows[: len(ITEMS)], strict=True):
            _title, verdict, points, _found = row.find_all(["th", "td"])
            score, full = points.get_text().split(" / ")
            state = states[verdict.get_text().split(" ", 1)[1]]
            told[learner, notebook, item] = (float(score), float(full), state)
            if link := row.select_one("a"):
                cell = page.select_one(f"[id='{link['href'][1:]}'] .verdict")
                assert cell.get_text(strip=True).endswith(points.get_text())
    assert told == items


def page_of(cohort: MadeCohort, learner: str) -> Path:
    """A learner's feedback page."""
    return cohort.workspace.cohort(COHORT) / "feedback" / learner / "kinds" / "index.html"


def visitor_of(cohort: MadeCohort) -> Visitor:
    """Somebody on the cohort's site."""
    return Visitor(create_portal(WorkspaceSite(cohort.workspace, cohort.database), OpenAccess()))


def test_site_says_what_the_gradebook_says(cohort: MadeCohort, truth: Any) -> None:
    """The cohort's page: items, sums, full scores, and who waits for a person."""
    items, sums = truth
    answer = visitor_of(cohort).get(f"/cohorts/{COHORT}?lang=en")
    page = BeautifulSoup(answer.text, "html.parser")
    table = page.select_one("table.results")
    heads = [head.get_text(" ", strip=True) for head in table.select("thead th")]
    assert [float(head.split("/")[1].split()[0]) for head in heads[1:3]] == [FULL, FULL]
    for row in table.select("tbody tr"):
        learner = row.select_one("td.id").get_text()
        total_cell = row.select_one("td.total").get_text(strip=True)
        if sums[learner] is None:
            assert total_cell == "–"
            assert row.select("td.status .number, td.status li") == []
            continue
        pairs = [entry.get_text().split(" / ") for entry in row.select("li .points")]
        shown = [(float(points), float(full)) for points, full in pairs]
        own = list_items(items, learner)
        total = sums[learner]
        assert shown == [(score, full) for score, full, _state in own]
        assert float(total_cell) == total
        score = row.select_one("td.status .number").get_text(" ", strip=True)
        assert [float(part) for part in score.split(" / ")] == [total, FULL]
        waits = any(state == "manual" for _score, _full, state in own) or learner == REFUSED
        assert ("review" in row.select_one("td.status")["class"]) is waits


def list_items(items: Told, learner: str) -> list[tuple[float, float, str]]:
    """One learner's items in the order of the notebooks."""
    return [items[learner, notebook, item] for notebook, item in ITEMS]


def test_points_of_a_person_are_said(cohort: MadeCohort) -> None:
    """2.5 points for the essay stand on page and site; nobody waits for the instructor any more."""
    text = BeautifulSoup(page_of(cohort, "0001").read_text("utf-8"), "html.parser").get_text(" ")
    assert "Graded by a person 2.5 / 3" in " ".join(text.split())
    assert "よく書けています" in text
    assert "A person will grade it" not in text
    cell = WorkspaceSite(cohort.workspace, cohort.database).cohort(COHORT).row("0001").cell("kinds")
    assert cell.status.value == "graded"
    assert cell.items["kinds/essay"] == 2.5


def test_answers_that_differ_wait_for_a_person(truth: Any) -> None:
    """The gradebook asks for one where an answer is there twice and lost points; no other item."""
    items, _sums = truth
    assert items["0013", "kinds", "total-check"] == (0.0, 1.0, "manual")
    assert items["0013", "kinds", "double-check"] == (2.0, 2.0, "passed")


def test_untouched_answer_is_said(cohort: MadeCohort) -> None:
    """It is done in the gradebook: pages call it not answered, and promise no person."""
    (outcome,) = (
        found
        for entry in summary_of(cohort).entries
        if entry.learner.id == "0002"
        for found in summary_of(cohort).outcomes(entry)
        if found.item.id == "essay"
    )
    assert outcome.state is ItemState.UNANSWERED
    assert "The cell is as it was handed out" in page_of(cohort, "0002").read_text("utf-8")


def test_blank_answers_are_said_everywhere(
    cohort: MadeCohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Items, page, site and exports call what nobody wrote into not answered, with its points."""
    expected = ["manual" if item == "draw" else "unanswered" for _notebook, item in ITEMS]
    page = BeautifulSoup(page_of(cohort, "0004").read_text("utf-8"), "html.parser")
    row = page.select_one("table tbody tr")
    assert "verdict-unanswered" in row.select_one(".verdict")["class"]
    assert row.select_one(".number").get_text() == "0 / 2"
    rows = json.loads(export(cohort, monkeypatch, "--items", "--json"))
    own = [row["Status"] for row in rows if row["Staff number"] == "0004"]
    assert own == expected
    grades = {row["Staff number"]: row for row in json.loads(export(cohort, monkeypatch, "--json"))}
    assert grades["0004"]["Status"] == "review"  # the task waits for a person
    assert grades["0005"]["Status"] == "missing"


def test_json_is_the_same_in_every_language(
    cohort: MadeCohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Programs read one set of keys and statuses; people read theirs."""
    for words in (["--json"], ["--items", "--json"]):
        english = export(cohort, monkeypatch, *words)
        with use_language("ja"):
            assert export(cohort, monkeypatch, *words) == english
    with use_language("ja"):
        assert "職員番号" in export(cohort, monkeypatch)


SAID = {
    "0008": (
        "double-check",
        "The cell double-check is not in the notebook.",
        "Copy your answers into a fresh notebook and hand it in, or ask your instructor.",
    ),
    "0009": (
        "essay",
        "The cell essay is there several times; the one with the answer counts",
        "Your instructor is asked to look at it.",
    ),
    "0010": (
        "double-check",
        "The cells double and double-check were merged",
        "Copy your answer back into its own cell, and hand the notebook in again.",
    ),
    "0013": (
        "total-check",
        "The cell total is there several times, with different answers",
        "Keep one of the cells and hand in again, or ask your instructor.",
    ),
}


def test_what_happened_to_cells_is_said_to_everybody(
    cohort: MadeCohort, first_run: tuple[MadeCohort, str]
) -> None:
    """The learner reads it with what to do, the instructor on the site and in the command."""
    site = visitor_of(cohort).get(f"/cohorts/{COHORT}?lang=en").text
    table = BeautifulSoup(site, "html.parser").find(id="remarks-caption").find_parent("table")
    rows = {row.select_one("td.id").get_text(): row for row in table.select("tbody tr")}
    assert set(rows) == set(SAID)
    for learner, (item, words, remedy) in SAID.items():
        page = page_of(cohort, learner).read_text("utf-8")
        assert words in page
        assert remedy in page
        assert words in rows[learner].get_text()
        assert f"{learner}/kinds {item}: {words}" in first_run[1]


def test_late_penalty_is_said(cohort: MadeCohort) -> None:
    """Where the sum is less than its items, the page and the tables say why."""
    assert "1.5 points are taken off" in page_of(cohort, "0012").read_text("utf-8")
    words = WorkspaceSite(cohort.workspace, cohort.database).cohort(COHORT).row("0012")
    assert "late: −1.5 points" in words.cell("kinds").notes


def test_page_is_made_anew_when_the_gradebook_has_changed(cohort: MadeCohort) -> None:
    """Only that page: the site calls it out of date until then and says the score of now."""
    with use_language("en"):
        assert not any(page.is_new for page in write_feedback(cohort.workspace, summary_of(cohort)))
        with cohort.gradebook() as gradebook:
            give(gradebook, "0009", "draw", 3)
        visitor = visitor_of(cohort)
        assert "(out of date)" in visitor.get(f"/cohorts/{COHORT}?lang=en").text
        address = f"/cohorts/{COHORT}/feedback/0009/kinds"
        summary = summary_of(cohort)
        score = next(entry.score.score for entry in summary.entries if entry.learner.id == "0009")
        assert f"now {score:g} of 17 points" in visitor.get(f"{address}?lang=en").text
        pages = write_feedback(cohort.workspace, summary)
        assert [page.entry.learner.id for page in pages if page.is_new] == ["0009"]
        assert "(out of date)" not in visitor.get(f"/cohorts/{COHORT}?lang=en").text
        assert "older than your score" not in visitor.get(f"{address}?lang=en").text


def test_refresher_knows_what_a_person_decided(cohort: MadeCohort) -> None:
    """A check that a person gave full points is a pass there too; the run says no."""
    items = {("kinds", "double"): ["double-check"]}
    key = ItemKey("0003", "kinds", "double")
    decided = read_decisions(cohort.workspace, COHORT)
    with cohort.database.session() as session:
        ours, _graded = recall(session, COHORT, ["0003"], items, decided)
        control, _graded = recall(session, COHORT, ["0003"], items)
    at = ours[key].last_review
    assert ours[key] == first_memory(("passed",), at)
    assert control[key] == first_memory(("failed",), at)


MOODLE = {number: f"受講 {number}_{int(number)}_assignsubmission_file" for number in KINDS}


def give_back(
    cohort: MadeCohort, monkeypatch: pytest.MonkeyPatch, *words: str, code: int = 0
) -> str:
    """Run `terakoya export feedback` in the cohort's workspace."""
    monkeypatch.chdir(cohort.workspace.root)
    monkeypatch.setattr(console, "_width", 400)  # Rich reads COLUMNS once, when it is imported
    done = CliRunner().invoke(app, ["export", "feedback", COHORT, *words])
    assert done.exit_code == code, done.output
    return done.output


def test_feedback_goes_back_under_the_names_it_came_with(
    cohort: MadeCohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each learner's own page, in Moodle's folder of that learner; who has none is said."""
    at = datetime.now(UTC)
    with cohort.database.session() as session:
        for number, name in MOODLE.items():
            keep_origin(session, (COHORT, number, "kinds"), Origin(name, is_folder=True), at)
    preview = give_back(cohort, monkeypatch)
    assert MOODLE["0001"] in preview
    said = give_back(cohort, monkeypatch, "kinds", "--to", "back.zip")
    path = cohort.workspace.root / "back.zip"
    first = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        pages = {name: archive.read(name) for name in archive.namelist()}
    graded = {entry.learner.id for entry in summary_of(cohort).entries if entry.grading}
    assert {name.split("/")[0] for name in pages} == {MOODLE[number] for number in graded}
    for number in graded:
        place = f"{MOODLE[number]}/kinds_{number}_受講{number}_Feedback.html"
        assert pages[place] == page_of(cohort, number).read_bytes()
        names = {other for other in KINDS if f"受講 {other}".encode() in pages[place]}
        assert names == {number}
    assert "Without feedback" in said
    assert re.search(r"0005.*Not handed in", said)
    assert path.stat().st_mode & 0o077 == 0
    give_back(cohort, monkeypatch, "kinds", "--to", "back.zip")
    assert path.read_bytes() == first


def test_feedback_is_previewed_for_programs(
    cohort: MadeCohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would go out, and of whom nothing can, without a file being written."""
    before = sorted(path.name for path in cohort.workspace.root.iterdir())
    said = json.loads(give_back(cohort, monkeypatch, "--json", "--plain"))
    pages = {page["learner"]: page for page in said["pages"]}
    assert pages["0001"]["file"] == "kinds_0001_受講0001_Feedback.html"
    assert {page["as_it_came"] for page in pages.values()} == {False}
    missing = {each["learner"]: each["reason"] for each in said["missing"]}
    assert missing["0005"] == "missing"
    assert pages.keys() | missing.keys() == KINDS.keys()
    assert sorted(path.name for path in cohort.workspace.root.iterdir()) == before


DUE = (NOW + timedelta(minutes=30)).astimezone(LOCAL)
LONGER = f"{DUE + timedelta(days=1):%Y-%m-%d}"
GONE = "0001"


def manage(*words: str) -> None:
    """Run `terakoya cohort …` in the workspace that the current folder is in."""
    done = CliRunner().invoke(app, ["cohort", *words])
    assert done.exit_code == 0, done.output


def look(cohort: MadeCohort, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Everything that is said of the cohort, wherever it is said."""
    book = io.BytesIO(visitor_of(cohort).get(f"/cohorts/{COHORT}/grades.xlsx?lang=en").content)
    list(write_feedback(cohort.workspace, summary_of(cohort)))
    return {
        "json": json.loads(export(cohort, monkeypatch, "--json")),
        "items": json.loads(export(cohort, monkeypatch, "--items", "--json")),
        "terminal": export(cohort, monkeypatch).splitlines(),
        "sheets": [read_rows(sheet) for sheet in load_workbook(book).worksheets],
        "page": visitor_of(cohort).get(f"/cohorts/{COHORT}?lang=en").text,
        "feedback": {
            learner: page_of(cohort, learner).read_text("utf-8")
            for learner in KINDS
            if page_of(cohort, learner).exists()
        },
        "nbgrader": seconds_late(cohort),
    }


def read_rows(sheet: Any) -> list[dict[str, Any]]:
    """The rows of a sheet by its headings, without the name of the one assignment."""
    head, *rows = sheet.values
    names = [name.removeprefix(assignment_of(head)) for name in head]
    return [dict(zip(names, row, strict=True)) for row in rows]


def assignment_of(head: Any) -> str:
    """The title before the headings of the assignment; empty on the sheet of items."""
    ends = "\nHanded in"
    found = [name for name in head if name.endswith((ends, f"{ends} at"))]
    return found[0].split(ends)[0] + "\n" if found else ""


def seconds_late(cohort: MadeCohort) -> dict[str, float]:
    """How late nbgrader finds everybody who is late."""
    with cohort.gradebook() as gradebook:
        found = gradebook.assignment_submissions("kinds")
        return {one.student_id: one.total_seconds_late for one in found if one.total_seconds_late}


Looks = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def looks(cohort: MadeCohort) -> Looks:
    """What is said before; with somebody late and somebody gone; with an extension; all undone."""
    with use_language("en"), pytest.MonkeyPatch.context() as patch:
        looks = {"before": look(cohort, patch)}
        manage("due", COHORT, "kinds", f"{DUE:%Y-%m-%dT%H:%M}")
        manage("withdraw", COHORT, GONE)
        looks["late"] = look(cohort, patch)
        manage("due", COHORT, "kinds", LONGER, "--for", LATE)
        looks["extended"] = look(cohort, patch)
        manage("due", COHORT, "kinds", "--remove", "--for", LATE)
        manage("due", COHORT, "kinds", "--remove")
        manage("reinstate", COHORT, GONE)
        return looks | {"after": look(cohort, patch)}


def test_late_and_withdrawn_are_undone_everywhere(looks: Looks) -> None:
    """Every place says again what it said before, and said something else meanwhile."""
    before, late, after = looks["before"], looks["late"], looks["after"]
    assert {place for place in before if before[place] != after[place]} == set()
    assert {place for place in before if before[place] == late[place]} == set()


def test_late_and_withdrawn_are_told_to_programs(looks: Looks) -> None:
    """In English codes, of each assignment and of each item."""
    rows = {row["Staff number"]: row for row in looks["late"]["json"]}
    assert [number for number, row in rows.items() if row["Late"] is True] == [LATE]
    assert {row["Due at"] for row in rows.values()} == {f"{DUE:%Y-%m-%d %H:%M}"}
    assert [number for number, row in rows.items() if row["Status"] == "withdrawn"] == [GONE]
    assert rows[GONE]["Score"] == rows_before(looks)[GONE]["Score"] is not None
    items = looks["late"]["items"]
    assert {row["Staff number"] for row in items if row["Late"] is True} == {LATE}
    assert whose(items, "Status of the assignment", "withdrawn") == {GONE}


def rows_before(looks: Looks) -> dict[str, dict[str, Any]]:
    """What was said to programs before."""
    return {row["Staff number"]: row for row in looks["before"]["json"]}


def whose(rows: Any, heading: str, said: str) -> set[str]:
    """The learners in whose rows something is said."""
    return {row["Staff number"] for row in rows if row[heading] == said}


def test_late_and_withdrawn_are_told_on_the_terminal(looks: Looks) -> None:
    """In the status, as the screen has no room for a column."""
    lines = {n: line for line in looks["late"]["terminal"] for n in KINDS if n in line}
    assert [number for number, line in lines.items() if "late, due" in line] == [LATE]
    assert [number for number, line in lines.items() if "Withdrawn" in line] == [GONE]


def test_late_and_withdrawn_are_told_in_the_workbook(looks: Looks) -> None:
    """On all three sheets; who is gone has a row, and is in no figure of the department."""
    people, items, (department,) = looks["late"]["sheets"]
    assert whose(people, "Late", "Late") == whose(items, "Late", "Late") == {LATE}
    assert whose(people, "Status", "Withdrawn") == {GONE}
    assert whose(items, "Status of the assignment", "Withdrawn") == {GONE}
    assert (department["Learners"], department["Withdrawn"]) == (len(KINDS) - 1, 1)
    assert (department["Handed in"], department["Late"]) == (len(KINDS) - 2, 1)
    told = [row["Score"] for row in looks["late"]["json"] if row["Staff number"] != GONE]
    scores = [score for score in told if score is not None]
    assert department["Mean score"] == round(sum(scores) / len(scores), 2)
    assert department["Mean score"] != looks["before"]["sheets"][2][0]["Mean score"]


def test_late_and_withdrawn_are_told_on_the_site(looks: Looks) -> None:
    """In words beside the status and the name; figures count those who are there."""
    page = BeautifulSoup(looks["late"]["page"], "html.parser")
    shown = {row.select_one("td.id").get_text(): row for row in page.select(".results tbody tr")}
    assert [number for number, row in shown.items() if row.select(".late")] == [LATE]
    assert [number for number, row in shown.items() if row.select(".mark")] == [GONE]
    assert f"{len(KINDS) - 2} / {len(KINDS) - 1}" in page.select_one(".summary").get_text()


def test_late_is_told_to_its_learner_and_nbgrader(looks: Looks) -> None:
    """Their own page says so; that of somebody who is gone tells of the work as before."""
    pages = looks["late"]["feedback"]
    assert [who for who, text in pages.items() if "late, due" in text] == [LATE]
    assert pages[GONE] == looks["before"]["feedback"][GONE]
    assert set(looks["late"]["nbgrader"]) == {LATE}


def test_extension_is_told_everywhere(looks: Looks) -> None:
    """Nobody is late any more, and it is said until when this person had."""
    told = looks["extended"]
    assert not any(row["Late"] for row in told["json"])
    assert f"extended until {LONGER} 23:59" in told["page"]
    assert f"extended until {LONGER} 23:59" in told["feedback"][LATE]
    assert whose(told["json"], "Due at", f"{LONGER} 23:59") == {LATE}
    assert told["nbgrader"] == {}
