"""A workspace of which something is gone or broken: the pages that are not about it stay."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from terakoya.delivery import create_cohort, keep_courses
from terakoya.model import Cohort
from terakoya.portal import OpenAccess, RefresherService, create_portal
from terakoya.portal.refreshers.calendars import Calendars
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.records import Database, StoredFile, add_submission, enrol
from terakoya.records.tables import CohortRow
from terakoya.workspace import Workspace
from tests.made import COURSE, tiny_notebook, write_assignment
from tests.made_refresher import COURSE as WAITING
from tests.made_refresher import LEARNERS, NOW, enrol_two, write_waits

LIST = "/cohorts/spring/refreshers/000037"


@dataclass(frozen=True)
class Place:
    """Two assignments in one course, a second course of last year, and a visitor."""

    workspace: Workspace
    database: Database
    service: RefresherService

    def get(self, path: str) -> httpx.Response:
        """Ask for a page, in English; what nobody foresaw is the page of a failure."""
        return asyncio.run(self._ask(path))

    async def _ask(self, path: str) -> httpx.Response:
        site = WorkspaceSite(self.workspace, self.database)
        portal = create_portal(site, OpenAccess(), refreshers=self.service)
        transport = httpx.ASGITransport(portal, raise_app_exceptions=False, client=("127.0.0.1", 5))
        headers = {"accept-language": "en"}
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(path, headers=headers)

    def source(self, name: str, file: str) -> Path:
        """A file of an assignment."""
        return self.workspace.source(name) / file


def write_course(workspace: Workspace, name: str, text: str) -> None:
    """Write courses/<name>/course.toml."""
    folder = workspace.root / "courses" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "course.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def place(workspace: Workspace) -> Iterator[Place]:
    """`waits` and `tiny` in this year's course, `tiny` alone in last year's."""
    write_waits(workspace)
    write_assignment(workspace, "tiny", tiny_notebook())
    both = 'assignments = ["waits", "tiny"]'
    write_course(workspace, "waiting", WAITING.replace('assignments = ["waits"]', both))
    write_course(workspace, "small", COURSE)
    database = enrol_two(workspace)
    create_cohort(database, workspace, Cohort("last-year", "small", "昨年"), NOW)
    with database.session() as session:
        enrol(session, "last-year", LEARNERS, NOW)
        files = {"tiny.ipynb": StoredFile("0" * 64, 1)}
        add_submission(session, ("last-year", "000037", "tiny"), files, NOW, NOW)
    service = RefresherService(workspace, database, lambda: NOW, sandbox=False)
    yield Place(workspace, database, service)
    service.close()
    database.close()


def test_pages_are_there_while_everything_is_whole(place: Place) -> None:
    """Control: these are the pages, and nothing is said of problems."""
    for path in ("/", "/cohorts/spring", "/cohorts/last-year", LIST, f"{LIST}/waits/longest"):
        answer = place.get(path)
        assert answer.status_code == 200, path
        assert "could not be read" not in answer.text


def test_first_page_is_there_without_an_old_courses_folder(place: Place) -> None:
    """What was removed after its year takes nobody's first page."""
    shutil.rmtree(place.workspace.root / "courses" / "small")
    answer = place.get("/")
    assert answer.status_code == 200
    for text in ("昨年", "A course on waiting", "A small assignment"):
        assert text in answer.text


def test_cohort_without_its_courses_folder_shows_what_was_handed_in(place: Place) -> None:
    """The results outlive the course, and the page says what is missing."""
    shutil.rmtree(place.workspace.root / "courses" / "small")
    answer = place.get("/cohorts/last-year")
    assert answer.status_code == 200
    assert "Waiting to be graded" in answer.text
    assert "There is no course small." in answer.text


def test_cohort_keeps_its_courses_and_assignments_titles(place: Place) -> None:
    """Neither title becomes an id when both folders go with the year."""
    shutil.rmtree(place.workspace.root / "courses" / "small")
    shutil.rmtree(place.workspace.source("tiny"))
    text = place.get("/cohorts/last-year").text
    for title in ("A small course", "A small assignment"):
        assert title in text
    assert "A small course" in place.get("/").text


def test_cohort_keeps_its_course_as_it_was_last_seen(place: Place) -> None:
    """A course that has changed is kept anew; one that is broken leaves what is kept."""
    manifest = place.workspace.root / "courses" / "small" / "course.toml"
    manifest.write_text(COURSE.replace("A small course", "A larger course"), encoding="utf-8")
    keep_courses(place.database, place.workspace)
    manifest.write_text("id = ", encoding="utf-8")
    keep_courses(place.database, place.workspace)
    assert "A larger course" in place.get("/").text


def test_cohort_of_an_older_database_shows_what_was_handed_in(place: Place) -> None:
    """What was never kept is called by its id, and the results are there."""
    with place.database.session() as session:
        session.execute(update(CohortRow).values(course=None))
    shutil.rmtree(place.workspace.root / "courses" / "small")
    assert "small" in place.get("/").text
    text = place.get("/cohorts/last-year").text
    assert "A small assignment" in text
    assert "Waiting to be graded" in text


def test_other_cohorts_page_says_nothing_of_it(place: Place) -> None:
    """A page that is not about the course that is gone is as it was."""
    before = place.get("/cohorts/spring").text
    shutil.rmtree(place.workspace.root / "courses" / "small")
    assert place.get("/cohorts/spring").text == before


def remove_notebook(place: Place) -> None:
    """Not there."""
    place.source("tiny", "tiny.ipynb").unlink()


def empty_notebook(place: Place) -> None:
    """Cut off by a full disk."""
    place.source("tiny", "tiny.ipynb").write_bytes(b"")


def unreadable_points(place: Place) -> None:
    """Points that are no number."""
    notebook = place.source("tiny", "tiny.ipynb")
    text = notebook.read_text(encoding="utf-8").replace('"points": 2', '"points": "two"')
    notebook.write_text(text, encoding="utf-8")


def nameless_item(place: Place) -> None:
    """A graded cell without its name."""
    notebook = place.source("tiny", "tiny.ipynb")
    text = notebook.read_text(encoding="utf-8").replace('"grade_id": "double-check",', "")
    notebook.write_text(text, encoding="utf-8")


def folder_for_notebook(place: Place) -> None:
    """A folder where the notebook was."""
    place.source("tiny", "tiny.ipynb").unlink()
    place.source("tiny", "tiny.ipynb").mkdir()


def broken_manifest(place: Place) -> None:
    """No TOML."""
    place.source("tiny", "assignment.toml").write_text("id = ", encoding="utf-8")


def number_without_end(place: Place) -> None:
    """A number that Python does not read."""
    place.source("tiny", "assignment.toml").write_text("minutes = " + "9" * 5000, encoding="utf-8")


def nested_manifest(place: Place) -> None:
    """A value too deep for a reader that calls itself."""
    text = "a = " + "[" * 5000 + "]" * 5000
    place.source("tiny", "assignment.toml").write_text(text, encoding="utf-8")


def other_encoding(place: Place) -> None:
    """Saved by another editor."""
    place.source("tiny", "assignment.toml").write_bytes("id = 'あ'".encode("cp932"))


def folder_for_manifest(place: Place) -> None:
    """A folder where the manifest was."""
    place.source("tiny", "assignment.toml").unlink()
    place.source("tiny", "assignment.toml").mkdir()


def pipe_for_manifest(place: Place) -> None:
    """A pipe that nobody writes: who opens it waits for ever."""
    place.source("tiny", "assignment.toml").unlink()
    os.mkfifo(place.source("tiny", "assignment.toml"))


def removed_assignment(place: Place) -> None:
    """The whole folder is gone."""
    shutil.rmtree(place.workspace.source("tiny"))


BROKEN = [remove_notebook, empty_notebook, unreadable_points, nameless_item, folder_for_notebook]
BROKEN += [broken_manifest, number_without_end, nested_manifest, other_encoding]
BROKEN += [folder_for_manifest, pipe_for_manifest, removed_assignment]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("break_it", BROKEN)
def test_broken_assignment_takes_no_page_that_is_about_others(
    place: Place, break_it: Callable[[Place], None]
) -> None:
    """First page, cohort, list, question and calendar show what can be read."""
    break_it(place)
    assert "Waits" in place.get("/").text
    cohort = place.get("/cohorts/spring")
    assert cohort.status_code == 200
    assert "Waits" in cohort.text
    assert "could not be read" in cohort.text
    assert "tiny" in cohort.text
    for path in (LIST, "/cohorts/spring/refreshers"):
        assert place.get(path).status_code == 200, path
    assert "The longest wait" in place.get(f"{LIST}/waits/longest").text
    calendars = Calendars(place.workspace, place.database, lambda: NOW)
    assert b"VCALENDAR" in calendars.make("000037")


def test_question_of_a_broken_assignment_says_so(place: Place) -> None:
    """The page that is about it is no page that does not exist."""
    place.source("waits", "waits.ipynb").write_bytes(b"{")
    answer = place.get(f"{LIST}/waits/longest")
    assert answer.status_code == 500
    assert "This refresher cannot be used just now." in answer.text


def test_change_of_a_manifest_is_seen_by_the_next_page(place: Place) -> None:
    """Nothing is kept beyond a change, however soon it comes."""
    manifest = place.source("tiny", "assignment.toml")
    text = manifest.read_text(encoding="utf-8")
    for number in range(20):
        manifest.write_text(text.replace("A small", f"Version {number:02}"), encoding="utf-8")
        assert f"Version {number:02} assignment" in place.get("/").text


def test_file_of_an_app_reads_its_own_manifest_only(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others' manifests are not asked for, and its own only once."""
    read: list[str] = []
    real = "terakoya.workspace.catalogue.read_assignment_manifest"
    from terakoya.workspace.manifest import read_assignment_manifest  # noqa: PLC0415

    def reading(path: Path, name: str) -> object:
        read.append(path.parent.name)
        return read_assignment_manifest(path, name)

    monkeypatch.setattr(real, reading)
    for name in ("one", "two", "three"):
        write_assignment(workspace, name, tiny_notebook())
    site = WorkspaceSite(Workspace(workspace.root), database=None)  # type: ignore[arg-type]
    for _file in range(5):
        assert site.assignment("two") is not None
    assert read == ["two"]


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../courses/small", "tiny/", "tiny/..", "\0", "a" * 5000, "\udc80"]
)
def test_name_of_no_assignment_is_none(place: Place, name: str) -> None:
    """Whatever an address says leads to no other place, and to no failure."""
    assert WorkspaceSite(place.workspace, place.database).assignment(name) is None
