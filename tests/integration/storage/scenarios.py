"""What Terakoya keeps, and the operation that changes it: killed at every moment by the tests."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from alembic import command
from nbgrader.api import Gradebook
from terakoya_autograde import environment_digest, generate
from terakoya_autograde.model import CellScore, ItemStatus, NotebookScore
from terakoya_autograde.nbgrader_course.gradebook_writer import GradebookWriter, GradedSubmission
from terakoya_autograde.preparations.preparation_cache import keep_entry, read_entry
from terakoya_autograde.storage import atomic_writes
from terakoya_autograde.storage.address import file_address
from terakoya_autograde.storage.atomic_writes import fill_folder, new_folder, take_away, write_file
from terakoya_autograde.storage.recovery import recover
from terakoya_autograde.storage.scratch import scratch_folder
from terakoya_autograde.storage.transactions import open_engine, open_session, text_for_others

from terakoya.authoring import make_release
from terakoya.backup import check_backup, make_backup, restore_backup
from terakoya.backup.backup_manifest import RECORDS
from terakoya.delivery import SubmissionStore
from terakoya.errors import BackupError
from terakoya.faces.cache import KEPT, _code_digest, build_face
from terakoya.faces.job import BuildOptions, FaceJob
from terakoya.grading.course_directory import open_course_directory
from terakoya.grading.scores import read_points, read_scores
from terakoya.model import Cohort, Event, EventKind, Learner, Stamp, Tier
from terakoya.records import (
    add_cohort,
    add_events,
    database_url,
    enrol,
    list_events,
    list_learners,
    list_withdrawn,
    migrating,
    open_database,
    set_withdrawn,
)
from terakoya.refresh import read_secret
from terakoya.workspace import Workspace, make_workspace
from tests.integration.test_nbgrader_course import Counting, run_ours
from tests.made import write_small_course
from tests.unit.autograde.preparations.made_cache_entry import made_cache_entry

__all__ = ["SCENARIOS", "TEMPORARY", "Scenario", "files_of", "in_own_scratch", "warm_up"]

TEMPORARY = "tmp"  # below a scenario's folder

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
COHORT = Cohort("autumn", "small", "秋")
LEARNERS = [
    Learner(number, name, "01", "総務課", "主事", Tier.GENERAL, f"{number}@x.example")
    for number, name in (("0001", "髙橋 凛"), ("0002", "山﨑 樹"))
]


@dataclass(frozen=True)
class Scenario:
    """One operation on what is kept.

    Attributes:
        prepare: makes what is there before, in an empty folder.
        act: the operation; done again after a kill, it has to finish.
        look: what everybody sees, who opens it now; without a path in it.
        settle: what any next command does before it looks; most need nothing.
        whole: whether all is changed in one go, so that nothing in between may ever be seen.
        files: whether the tests also kill at each change of a file that Python tells of.
        sql: whether they also kill at each statement and commit.
        scratch: whether it is about what lies in the temporary directory.
    """

    prepare: Callable[[Path], object]
    act: Callable[[Path], object]
    look: Callable[[Path], object]
    settle: Callable[[Path], object] = lambda _folder: None
    whole: bool = True
    files: bool = True
    sql: bool = True
    scratch: bool = False


def files_of(folder: Path) -> dict[str, bytes] | None:
    """Return what lies in a folder, or nothing where it is not there."""
    if not folder.is_dir():
        return None
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


# --- files and folders ---------------------------------------------------------------------------


def put_folder(folder: Path, text: bytes = b"new") -> None:
    """Replace a folder by one with other files."""
    with new_folder(folder / "in" / "kept") as beside:
        fill_folder(beside, {"a": text, "sub/b": text, text.decode(): b""})


def put_old_folder(folder: Path) -> None:
    """Put what will be replaced."""
    put_folder(folder, b"old")


@contextlib.contextmanager
def without_exchange() -> Iterator[None]:
    """Be on a file system that cannot exchange two names."""
    real = atomic_writes.exchange
    atomic_writes.exchange = lambda _one, _other: False
    try:
        yield
    finally:
        atomic_writes.exchange = real


def put_folder_without_exchange(folder: Path) -> None:
    """Replace a folder on such a file system."""
    with without_exchange():
        put_folder(folder)


def read_file(folder: Path) -> bytes | None:
    """Return the file's content."""
    path = folder / "kept"
    return path.read_bytes() if path.exists() else None


def use_scratch(folder: Path) -> None:
    """Work in a scratch folder."""
    del folder
    with scratch_folder("killed") as scratch:
        (scratch / "sub").mkdir()
        (scratch / "sub" / "file").write_bytes(b"x")


def keep_content(folder: Path) -> None:
    """Keep what somebody handed in."""
    SubmissionStore(folder / "store").put(b"handed in")


def stored(folder: Path) -> dict[str, bytes]:
    """Return what the store has under its names, each proven."""
    store = SubmissionStore(folder / "store")
    names = [
        path.parent.name + path.name
        for path in (folder / "store" / "objects").glob("*/*")
        if not path.name.startswith(".")
    ]
    return {name: store.read(name) for name in names}


# --- the workspace's database --------------------------------------------------------------------


def open_records(folder: Path) -> None:
    """Open the database, as any command does first."""
    open_database(database_url(folder / "var")).close()


def read_tables(folder: Path) -> object:
    """Return the tables, the revision and the cohorts, past all our own code."""
    file = folder / "var" / "terakoya.db"
    if not file.exists():
        return [], [], []
    with closing(sqlite3.connect(file)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master ORDER BY 1")]
        revision = cohorts = []
        if "alembic_version" in names:
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchall()
            cohorts = connection.execute("SELECT id, title FROM cohorts").fetchall()
    return names, revision, cohorts


def make_old_records(folder: Path) -> None:
    """Make a database as the first version of Terakoya left it, with a cohort in it."""
    (folder / "var").mkdir()
    config, _scripts = migrating._scripts()
    engine = open_engine(database_url(folder / "var"), ours=True)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO cohorts (id, course_id, title, created_at) VALUES ('old', 'c', '旧', '')"
        )
    engine.dispose()


def add_people(folder: Path) -> None:
    """Make a cohort, enrol its learners, withdraw one and note that, in one transaction.

    As often as one likes.
    """
    database = open_database(database_url(folder / "var"))
    with database.session() as session:
        if not list_learners(session, "spring"):
            add_cohort(session, Cohort("spring", "small", "春"), NOW)
            enrol(session, "spring", LEARNERS, NOW)
            set_withdrawn(session, "spring", ["0001"], NOW)
            add_events(session, Stamp(NOW), [Event(EventKind.WITHDRAWN, "spring", "0001")])
    database.close()


def read_people(folder: Path) -> object:
    """Return who is enrolled, who is withdrawn, and what was noted of it."""
    database = open_database(database_url(folder / "var"))
    with database.reading() as session:
        found: list[object] = [list_learners(session, "spring"), list_withdrawn(session, "spring")]
        found.append(list_events(session, "spring"))
    database.close()
    return found


# --- gradebooks ----------------------------------------------------------------------------------


def make_workspace_here(folder: Path) -> None:
    """Make a workspace with a course and an assignment."""
    write_small_course(make_workspace(folder))


def enter_assignment(folder: Path) -> None:
    """Enter an assignment into a gradebook, with nbgrader's many transactions."""
    with scratch_folder("killed-cells") as scratch:
        generate(folder / "source" / "tiny", None, scratch, file_address(folder / "gradebook.db"))


def read_cells(folder: Path) -> object:
    """Return the points of every cell."""
    if not (folder / "gradebook.db").exists():
        return None
    with open_session(file_address(folder / "gradebook.db"), reading=True) as session:
        return read_points(session, "tiny")


def make_entered_workspace(folder: Path) -> None:
    """Make a workspace whose assignment is in a gradebook."""
    make_workspace_here(folder)
    enter_assignment(folder)


def write_scores(folder: Path) -> None:
    """Write the scores of two learners in one batch."""
    cells = tuple(
        CellScore(name, 2.0, 1.0, ItemStatus.PARTIAL) for name in ("double-check", "total-check")
    )
    scores = (NotebookScore("tiny", cells, {}),)
    with GradebookWriter(file_address(folder / "gradebook.db"), "tiny") as gradebook:
        gradebook.write(GradedSubmission(name, None, scores) for name in ("0001", "0002"))


def read_all_scores(folder: Path) -> object:
    """Return every learner's score, as nbgrader and as we count it."""
    address = file_address(folder / "gradebook.db")
    with Gradebook(text_for_others(address)) as gradebook:
        stock = [
            (entry.student.id, entry.score) for entry in gradebook.assignment_submissions("tiny")
        ]
    with open_session(address, reading=True) as session:
        return stock, {name: score.score for name, score in read_scores(session, "tiny").items()}


def make_course(folder: Path) -> None:
    """Make an nbgrader course with two submissions."""
    make_entered_workspace(folder)
    with scratch_folder("killed-release") as scratch:
        generate(folder / "source" / "tiny", None, scratch, file_address(scratch / "gradebook.db"))
        shutil.copytree(scratch / "release" / "tiny", folder / "release" / "tiny")
    for learner in ("0001", "0002"):
        shutil.copytree(folder / "release" / "tiny", folder / "submitted" / learner / "tiny")
    (folder / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")


def grade_course(folder: Path) -> None:
    """Grade the course with the engine's own command; no cell is run."""
    assert run_ours(folder, "tiny", "--workers=1", opener=Counting().open) == 0


def read_course(folder: Path) -> object:
    """Return the scores and the notebooks of everybody."""
    graded = {
        learner: sorted(files_of(folder / "autograded" / learner / "tiny") or ())
        for learner in ("0001", "0002")
    }
    return graded, read_all_scores(folder)


# --- releases and faces --------------------------------------------------------------------------


def release(folder: Path) -> None:
    """Make the learner's version, as `terakoya release` does."""
    workspace = Workspace(folder)
    make_release(workspace, workspace.read_assignment("tiny"))


def make_released_workspace(folder: Path) -> None:
    """Make a workspace with an older release than its source gives."""
    make_workspace_here(folder)
    fill_folder(folder / "release" / "tiny", {"tiny.ipynb": b"{}", "gone.csv": b"1"})


def build(folder: Path) -> None:
    """Build a face of two files and a folder, and put it where it is wanted."""
    job = FaceJob(Workspace(folder), "tiny", BuildOptions(), date(2026, 11, 23))

    def make(_job: FaceJob, to: Path) -> None:
        fill_folder(to, {"page.html": b"new", "app/a": b"new", "app/b": b"new"})

    build_face(job, "app", make, folder / "built")


def make_built_workspace(folder: Path) -> None:
    """Make a workspace in which an older face lies where the new one is wanted."""
    make_workspace_here(folder)
    fill_folder(folder / "built", {"app/a": b"old", "app/gone": b"old"})


def read_built(folder: Path) -> object:
    """Return the app that lies where it is wanted."""
    return files_of(folder / "built" / "app")


def fill_cache(folder: Path) -> None:
    """Keep as many builds of the app as are kept; one more takes the oldest away."""
    make_built_workspace(folder)
    for number in range(KEPT):
        kept = folder / "var" / "faces" / "app" / "tiny" / str(number)
        fill_folder(kept, {"a": b"%d" % number, "b": b"%d" % number})
        os.utime(kept, (number, number))


def read_cache(folder: Path) -> object:
    """Return what is kept of the builds: each of them would pass for a whole one."""
    found = (folder / "var" / "faces" / "app" / "tiny").glob("[0-9]")
    halves = [path.name for path in found if len(files_of(path) or ()) != 2]
    return halves, read_built(folder)


def make_new_workspace(folder: Path) -> None:
    """Make a workspace, as `terakoya init` does."""
    make_workspace(folder / "new")


def read_new_workspace(folder: Path) -> object:
    """Return what makes it one, which is there from the first on."""
    return (folder / "new" / "nbgrader_config.py").exists()


def open_cohort(folder: Path) -> None:
    """Make or complete a cohort's folder, as its page does, and the secret of the refreshers."""
    workspace = Workspace(folder)
    open_course_directory(workspace, COHORT, workspace.read_course("small"))
    read_secret(workspace.var)


def read_cohort(folder: Path) -> object:
    """Return what nbgrader finds of the workspace's assignments."""
    return [path.is_dir() for path in folder.glob("var/cohorts/autumn/*/tiny")]


def take_folder_away(folder: Path) -> None:
    """Remove a folder."""
    take_away(folder / "in" / "kept")


def keep_preparation(folder: Path) -> None:
    """Keep what preparing an assignment has found out."""
    assert keep_entry(folder / "prepared", made_cache_entry("a" * 64))


def kept_preparation(folder: Path) -> object:
    """Return what the next run finds of it."""
    return read_entry(folder / "prepared", "a" * 64)


# --- backups -------------------------------------------------------------------------------------


def make_filled_workspace(folder: Path) -> None:
    """Make a workspace with people in its records."""
    make_workspace_here(folder / "w")
    add_people(folder / "w")


def back_up(folder: Path) -> None:
    """Keep the workspace in a file; where that was done, it is refused."""
    database = open_database(database_url(folder / "w" / "var"))
    with contextlib.suppress(BackupError):
        make_backup(Workspace(folder / "w"), database, folder / "kept.zip", NOW)
    database.close()


def read_backup(folder: Path) -> object:
    """Return what the backup holds, each file proven, but the bytes of the database."""
    if not (folder / "kept.zip").exists():
        return None
    backup = check_backup(folder / "kept.zip")
    files = {name: kept.sha256 for name, kept in backup.files.items() if name != RECORDS}
    return backup.counts, files


def make_kept_workspace(folder: Path) -> None:
    """Make a workspace and a backup of it."""
    make_filled_workspace(folder)
    back_up(folder)


def put_back(folder: Path) -> None:
    """Put the backup back; where that was done, it is refused."""
    with contextlib.suppress(BackupError):
        restore_backup(folder / "kept.zip", folder / "again")


def read_restored(folder: Path) -> object:
    """Return what was put back, and who is in its records."""
    files = files_of(folder / "again")
    if files is None:
        return None
    return {name: of for name, of in files.items() if ".db" not in name}, read_people(
        folder / "again"
    )


SCENARIOS: dict[str, Scenario] = {
    "preparation": Scenario(keep_preparation, keep_preparation, kept_preparation),
    "preparation that is new": Scenario(
        lambda _folder: None, keep_preparation, kept_preparation, whole=True
    ),
    "file": Scenario(
        lambda folder: write_file(folder / "kept", b"old"),
        lambda folder: write_file(folder / "kept", b"new"),
        read_file,
    ),
    "file that is new": Scenario(
        lambda _folder: None, lambda folder: write_file(folder / "kept", b"new"), read_file
    ),
    "folder": Scenario(put_old_folder, put_folder, lambda to: files_of(to / "in" / "kept")),
    "folder that is new": Scenario(
        lambda _folder: None, put_folder, lambda to: files_of(to / "in" / "kept")
    ),
    "folder without exchange": Scenario(
        put_old_folder,
        put_folder_without_exchange,
        lambda to: files_of(to / "in" / "kept"),
        settle=lambda to: recover(to / "in"),
    ),
    "scratch": Scenario(lambda _folder: None, use_scratch, lambda _folder: None, scratch=True),
    "store": Scenario(lambda _folder: None, keep_content, stored),
    "records that are new": Scenario(lambda _folder: None, open_records, read_tables),
    "records of an older form": Scenario(make_old_records, open_records, read_tables),
    "rows of the records": Scenario(open_records, add_people, read_people),
    "gradebook that is new": Scenario(
        make_workspace_here, enter_assignment, read_cells, whole=False, files=False, sql=False
    ),
    "scores": Scenario(make_entered_workspace, write_scores, read_all_scores),
    "course": Scenario(make_course, grade_course, read_course, whole=False, files=False, sql=False),
    "folder that goes": Scenario(
        put_old_folder, take_folder_away, lambda to: files_of(to / "in" / "kept")
    ),
    "workspace": Scenario(lambda _folder: None, make_new_workspace, read_new_workspace),
    "cohort's folder": Scenario(make_workspace_here, open_cohort, read_cohort, whole=False),
    "cache that is full": Scenario(fill_cache, build, read_cache, sql=False),
    "release": Scenario(
        make_released_workspace, release, lambda to: files_of(to / "release" / "tiny"), sql=False
    ),
    "face": Scenario(make_built_workspace, build, read_built, sql=False),
    "backup": Scenario(make_filled_workspace, back_up, read_backup, files=False, sql=False),
    "backup put back": Scenario(
        make_kept_workspace, put_back, read_restored, files=False, sql=False
    ),
}


def in_own_scratch(folder: Path) -> None:
    """Let scratch folders of this process lie in the scenario's folder, where they are counted."""
    (folder / TEMPORARY).mkdir(exist_ok=True)
    tempfile.tempdir = str(folder / TEMPORARY)


def warm_up() -> None:
    """Let the processes find what a process works out once: it is not what is killed here."""
    environment_digest()
    _code_digest()
