"""A workspace in one file, and back: the same bytes, or a sentence and nothing."""

from __future__ import annotations

import inspect
import json
import os
import random
import sqlite3
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from terakoya_autograde.storage.run_lock import hold_alone

from terakoya.backup import (
    check_backup,
    find_lacking,
    making_backups,
    replace_by_backup,
    restore_backup,
)
from terakoya.backup.making_backups import make_backup
from terakoya.delivery import SubmissionStore
from terakoya.errors import BackupError, GradingError, UsageError
from terakoya.grading.standstill import is_wanted
from terakoya.model import Cohort, Learner, Tier
from terakoya.records import (
    Database,
    add_cohort,
    add_submission,
    database_url,
    enrol,
    latest_submissions,
    open_database,
)
from terakoya.workspace import Workspace, make_workspace
from tests.made import write_small_course

NOW = datetime(2026, 11, 28, 3, 30, tzinfo=UTC)
PERSON = Learner("00101", "髙橋 一郎", "0101", "総務課", "主任", Tier.GENERAL, "a@b.example")
Kept = dict[str, tuple[bytes, int]]


def fill(workspace: Workspace) -> Database:
    """Fill a workspace with a cohort, something handed in, a gradebook, and names of every kind."""
    opened = open_database(database_url(workspace.var))
    with opened.session() as session:
        add_cohort(session, Cohort("spring", "small", "春"), NOW)
        enrol(session, "spring", [PERSON], NOW)
    hand_in(workspace, opened, b"one")
    folder = workspace.cohort("spring")
    (folder / "source").mkdir(parents=True)
    (folder / "source" / "tiny").symlink_to("../../../../source/tiny")
    (folder / "feedback").mkdir()
    (folder / "feedback" / "結果 ①.html").write_text("よくできました", encoding="utf-8")
    (workspace.var / "exchange").mkdir(exist_ok=True)
    (workspace.var / "exchange" / "run me").write_bytes(b"\0" * 3_000_000)
    (workspace.var / "exchange" / "run me").chmod(0o755)
    with closing(sqlite3.connect(folder / "gradebook.db")) as gradebook, gradebook:
        gradebook.execute("create table score (points)")
        gradebook.execute("insert into score values (3)")
    return opened


@pytest.fixture
def database(workspace: Workspace) -> Iterator[Database]:
    """A workspace of this test's own, filled."""
    opened = fill(workspace)
    yield opened
    opened.close()


def hand_in(workspace: Workspace, database: Database, content: bytes) -> None:
    """Keep a file, then its record."""
    stored = SubmissionStore.of(workspace).put(content)
    with database.session() as session:
        add_submission(session, ("spring", "00101", "tiny"), {"tiny.ipynb": stored}, NOW, NOW)


def files_of(root: Path) -> Kept:
    """Return every file but the databases: path → content and permissions."""
    return {
        str(path.relative_to(root)): (path.read_bytes(), path.stat().st_mode & 0o777)
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink() and ".db" not in path.name
    }


def points(root: Path) -> list[Any]:
    """Return what the gradebook holds."""
    with closing(sqlite3.connect(root / "var/cohorts/spring/gradebook.db")) as gradebook:
        return gradebook.execute("select points from score").fetchall()


@pytest.fixture(scope="module")
def original(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Workspace, Database, Path]]:
    """One filled workspace for the module, with its backup; nobody changes it."""
    folder = tmp_path_factory.mktemp("original")
    workspace = make_workspace(folder / "workspace")
    write_small_course(workspace)
    opened = fill(workspace)
    make_backup(workspace, opened, folder / "kept.zip", NOW)
    yield workspace, opened, folder / "kept.zip"
    opened.close()


@pytest.fixture
def kept(original: tuple[Workspace, Database, Path], tmp_path: Path) -> Path:
    """A copy of that backup, to be changed."""
    copy = tmp_path / "kept.zip"
    copy.write_bytes(original[2].read_bytes())
    return copy


def test_workspace_comes_back_as_it_was(
    original: tuple[Workspace, Database, Path], tmp_path: Path
) -> None:
    """Files, permissions, records, scores; nobody else of the machine may look into the file."""
    workspace, database, kept = original
    found = restore_backup(kept, tmp_path / "again")
    assert found == check_backup(kept)
    assert found.counts == {"cohorts": 1, "learners": 1, "submissions": 1}
    assert kept.stat().st_mode & 0o777 == 0o600
    before = files_of(workspace.root)
    locks = ("var/cohorts/spring/.grading.lock", "var/.standstill.lock")
    for name in (".gitignore", "README.md", *locks):
        before.pop(name)  # nobody's work
    assert files_of(tmp_path / "again") == before
    assert points(tmp_path / "again") == [(3,)]
    again = open_database(database_url(tmp_path / "again" / "var"))
    with database.reading() as old, again.reading() as new:
        assert latest_submissions(new, "spring") == latest_submissions(old, "spring") != ()
    again.close()
    for private in ("cohorts", "submissions"):
        assert (tmp_path / "again" / "var" / private).stat().st_mode & 0o777 == 0o700


def test_what_is_made_again_or_passes_is_not_kept(
    workspace: Workspace, database: Database, tmp_path: Path
) -> None:
    """Apps, papers, caches, logs, locks, and files in the making are left; links are named."""
    for name in (
        "apps/x",
        "papers/y",
        "faces/z",
        "demo/w",
        "prepared/v",
        "log/u",
        "cohorts/spring/.grading.lock",
    ):
        (workspace.var / name).parent.mkdir(exist_ok=True)
        (workspace.var / name).touch()
    (workspace.var / "cohorts" / ".spring.abcdefgh.new").touch()
    (workspace.var / "elsewhere").symlink_to("/etc/hostname")
    os.mkfifo(workspace.var / "pipe")
    backup, left_out = make_backup(workspace, database, tmp_path / "kept.zip", NOW)
    assert left_out == ("var/elsewhere", "var/pipe")
    assert not [name for name in backup.files if "/spring/." in name or "abcdefgh" in name]
    assert {name.split("/")[1] for name in backup.files if name.startswith("var/")} == {
        "cohorts", "exchange", "submissions", "terakoya.db",
    }  # fmt: skip


def test_scores_that_are_only_in_the_journal_are_kept(
    workspace: Workspace, database: Database, tmp_path: Path
) -> None:
    """A gradebook that somebody has open is copied as it is; its file alone would be older."""
    file = workspace.cohort("spring") / "gradebook.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as open_one:
        open_one.execute("pragma journal_mode = wal")
        open_one.execute("insert into score values (5)")
        make_backup(workspace, database, tmp_path / "kept.zip", NOW)
        (tmp_path / "alone.db").write_bytes(file.read_bytes())
    restore_backup(tmp_path / "kept.zip", tmp_path / "again")
    assert points(tmp_path / "again") == [(3,), (5,)]
    with closing(sqlite3.connect(tmp_path / "alone.db")) as alone:  # control
        assert alone.execute("select points from score").fetchall() == [(3,)]


def test_each_record_has_its_file_whoever_hands_in_meanwhile(
    workspace: Workspace, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes in between the records and the files is in the next backup, whole."""
    list_contents = making_backups.list_contents

    def hand_in_first(*given: Any) -> object:
        hand_in(workspace, database, b"two")
        return list_contents(*given)

    monkeypatch.setattr(making_backups, "list_contents", hand_in_first)
    make_backup(workspace, database, tmp_path / "kept.zip", NOW)
    restore_backup(tmp_path / "kept.zip", tmp_path / "again")
    again = Workspace(tmp_path / "again")
    opened = open_database(database_url(again.var))
    with opened.reading() as session:
        (found,) = latest_submissions(session, "spring")
    opened.close()
    store = SubmissionStore.of(again)
    assert [store.read(sha256) for sha256 in found.files.values()] == [b"one"]


def test_nothing_is_kept_while_somebody_grades(
    workspace: Workspace, database: Database, tmp_path: Path
) -> None:
    """It says which cohort; there is no file, and afterwards it works."""
    with (
        hold_alone(workspace.cohort("spring") / ".grading.lock"),
        pytest.raises(GradingError, match="spring"),
    ):
        make_backup(workspace, database, tmp_path / "kept.zip", NOW)
    assert list(tmp_path.glob("*kept*")) == []
    make_backup(workspace, database, tmp_path / "kept.zip", NOW)


def test_backup_replaces_nothing(original: tuple[Workspace, Database, Path]) -> None:
    """Neither another backup nor what somebody has in the folder."""
    workspace, database, kept = original
    before = kept.read_bytes()
    with pytest.raises(BackupError, match="something of this name"):
        make_backup(workspace, database, kept, NOW)
    assert kept.read_bytes() == before
    tree = files_of(workspace.root)
    for there in (workspace.root, kept):
        with pytest.raises(BackupError, match="something of this name"):
            restore_backup(kept, there)
    assert files_of(workspace.root) == tree


def test_empty_folder_may_be_restored_into(kept: Path, tmp_path: Path) -> None:
    """An office makes the folder first, with its own permissions."""
    (tmp_path / "again").mkdir()
    restore_backup(kept, tmp_path / "again")
    assert points(tmp_path / "again") == [(3,)]


@contextmanager
def shallow(calls: int) -> Iterator[None]:
    """Let calls be nested only so deep in the block, so that folders need not be deeper."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + calls)
    try:
        yield
    finally:
        sys.setrecursionlimit(usual)


def test_what_people_do_in_their_homes_stops_no_backup(
    workspace: Workspace, database: Database, tmp_path: Path
) -> None:
    """Deep folders, shut ones, odd names and times: files are kept, and what cannot be is named."""
    home = workspace.var / "homes" / "sato"
    home.mkdir(parents=True)
    (home / "work.ipynb").write_text("of hours")
    (home / "work.ipynb").chmod(0o640)
    os.utime(home / "work.ipynb", (2**40, 2**40))
    (home / "a\\b.txt").write_text("x")
    (home / "link").symlink_to("/etc/hostname")
    os.mkfifo(home / "pipe")
    (home / "shut").write_text("x")
    (home / "shut").chmod(0)
    home.joinpath(*"d" * 250).mkdir(parents=True)
    with shallow(calls=200):
        _made, left_out = make_backup(workspace, database, tmp_path / "kept.zip", NOW)
    restore_backup(tmp_path / "kept.zip", tmp_path / "again")
    again = tmp_path / "again" / "var" / "homes" / "sato"
    assert (again / "work.ipynb").read_text() == "of hours"
    assert (again / "work.ipynb").stat().st_mode & 0o777 == 0o640
    assert {f"var/homes/sato/{name}" for name in ("a\\b.txt", "link", "pipe")} <= set(left_out)


def test_file_that_goes_meanwhile_stops_no_backup(
    workspace: Workspace, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody deletes a file while others are copied: everything else is kept."""
    list_contents = making_backups.list_contents

    def list_and_lose(*given: Any) -> Any:
        found = list_contents(*given)
        (workspace.var / "exchange" / "run me").unlink()
        return found

    monkeypatch.setattr(making_backups, "list_contents", list_and_lose)
    made, left_out = make_backup(workspace, database, tmp_path / "kept.zip", NOW)
    assert "var/exchange/run me" not in made.files
    assert left_out == ()
    restore_backup(tmp_path / "kept.zip", tmp_path / "again")


def test_running_office_and_other_backups_are_not_in_it(
    workspace: Workspace, database: Database, tmp_path: Path
) -> None:
    """Neither secrets and logins nor the files of earlier days, wherever those are kept."""
    for name in ("office/cookie.secret", "office/hub.sqlite", "kept/old.zip", "backups/old.zip"):
        (workspace.var / name).parent.mkdir(exist_ok=True)
        (workspace.var / name).write_text("x")
    made, _left_out = make_backup(workspace, database, workspace.var / "kept" / "new.zip", NOW)
    apart = ("var/office/", "var/kept/", "var/backups/")
    assert not [name for name in made.files if name.startswith(apart)]
    made, _left_out = make_backup(workspace, database, tmp_path / "other.zip", NOW)
    assert (
        "var/kept/old.zip" in made.files
    )  # the control: nothing says that it is a backup's folder


def test_file_that_the_records_name_and_nobody_has_is_named(
    workspace: Workspace, database: Database, tmp_path: Path
) -> None:
    """When it is made, and when it is put back; all else is kept."""
    (lost,) = (workspace.var / "submissions" / "objects").glob("*/*")
    lost.unlink()
    _made, left_out = make_backup(workspace, database, tmp_path / "kept.zip", NOW)
    assert left_out == (str(lost.relative_to(workspace.root)),)
    restore_backup(tmp_path / "kept.zip", tmp_path / "again")
    with closing(open_database(database_url(tmp_path / "again" / "var"))) as again:
        (found,) = find_lacking(tmp_path / "again", again)
    assert found.endswith(left_out[0])


def test_grader_that_stands_still_is_waited_for(
    workspace: Workspace, database: Database, tmp_path: Path
) -> None:
    """It hears that somebody wants it to, and lets go; the control is above, without patience."""
    held, asked = threading.Event(), threading.Event()

    def grade() -> None:
        with hold_alone(workspace.cohort("spring") / ".grading.lock"):
            held.set()
            while not is_wanted(workspace):
                pass
            asked.set()

    grading = threading.Thread(target=grade)
    grading.start()
    held.wait(60)
    make_backup(workspace, database, tmp_path / "kept.zip", NOW, patience=60)
    grading.join(60)
    assert asked.is_set()
    assert not is_wanted(workspace)


def test_backup_takes_the_place_of_a_workspace(kept: Path, tmp_path: Path) -> None:
    """What was there is kept beside it; while an office runs there, nothing is changed."""
    there, aside = tmp_path / "city", tmp_path / "before"
    (there / "var" / "office").mkdir(parents=True)
    (there / "notes.txt").write_text("of today")
    with (
        hold_alone(there / "var" / "office" / "lock"),
        pytest.raises(UsageError, match="is being served"),
    ):
        replace_by_backup(kept, there, aside)
    assert (there / "notes.txt").read_text() == "of today"
    replace_by_backup(kept, there, aside)
    assert points(there) == [(3,)]
    assert (aside / "notes.txt").read_text() == "of today"
    assert not [path for path in tmp_path.iterdir() if "restored" in path.name]


def test_damaged_backup_takes_no_place(kept: Path, tmp_path: Path) -> None:
    """What is there stays as it is."""
    kept.write_bytes(kept.read_bytes()[:-300])
    there = tmp_path / "city"
    there.mkdir()
    (there / "notes.txt").write_text("of today")
    with pytest.raises(BackupError):
        replace_by_backup(kept, there, tmp_path / "before")
    assert [path.name for path in there.iterdir()] == ["notes.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["city", "kept.zip"]


def _refused(file: Path, tmp_path: Path) -> bool:
    """Tell whether it is refused; then nothing is left of it."""
    try:
        restore_backup(file, tmp_path / "again")
    except BackupError:
        assert not [path for path in tmp_path.iterdir() if "again" in path.name]
        return True
    return False


def test_changed_byte_is_found_or_changes_nothing(kept: Path, tmp_path: Path) -> None:
    """At 60 places of the file: what comes back is what was kept, or nothing does."""
    whole, chance = kept.read_bytes(), random.Random(7)  # noqa: S311 - places to change
    restore_backup(kept, tmp_path / "first")
    right = files_of(tmp_path / "first")
    damaged, refused = tmp_path / "damaged.zip", 0
    for _ in range(60):
        place = chance.randrange(len(whole))
        changed = bytes([whole[place] ^ 0x55])
        damaged.write_bytes(whole[:place] + changed + whole[place + 1 :])
        if _refused(damaged, tmp_path):
            refused += 1
            continue
        assert {name: of[0] for name, of in files_of(tmp_path / "again").items()} == {
            name: of[0] for name, of in right.items()
        }
        (tmp_path / "again").rename(tmp_path / f"other-{place}-{refused}")
    assert refused > 30


@pytest.mark.parametrize("part", [0.0, 0.3, 0.9, 0.999])
def test_cut_off_backup_is_refused(kept: Path, tmp_path: Path, part: float) -> None:
    """A copy that broke off is no backup, and says so."""
    whole = kept.read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: int(len(whole) * part)])
    assert _refused(tmp_path / "cut.zip", tmp_path)


def _rewrite(kept: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]) -> Path:
    """Write another backup from one, with its table and its files changed."""
    with zipfile.ZipFile(kept) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    table = json.loads(files.pop("backup.json"))
    change(table, files)
    made = kept.with_name("rewritten.zip")
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr("backup.json", json.dumps(table))
    return made


def _move(to: str) -> Callable[[dict[str, Any], dict[str, bytes]], None]:
    def change(table: dict[str, Any], files: dict[str, bytes]) -> None:
        name = "nbgrader_config.py"
        table["files"][to], files[to] = table["files"].pop(name), files.pop(name)

    return change


OTHERS: dict[str, Callable[[dict[str, Any], dict[str, bytes]], Any]] = {
    "a path that leaves": _move("../out.py"),
    "a path that leaves later": _move("source/../../out.py"),
    "a path from the root": _move("/tmp/terakoya-out.py"),
    "a path written twice": _move("source//x.py"),
    "a path with a backslash": _move("source\\x.py"),
    "a file that the table lacks": lambda _table, files: files.update(more=b"1"),
    "a file that is gone": lambda _table, files: files.pop("nbgrader_config.py"),
    "other content": lambda _table, files: files.update({"nbgrader_config.py": b"x"}),
    "a newer form": lambda table, _files: table.update(form=2),
    "more of the table": lambda table, _files: table.update(extra=1),
    "no records": lambda table, files: (table["files"].pop("var/terakoya.db"), files.clear()),
    "other counts": lambda table, _files: table["counts"].update(learners=2),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_backup_that_is_none_of_ours_is_refused(kept: Path, tmp_path: Path, kind: str) -> None:
    """Nothing is written, inside or outside of the folder."""
    before = sorted(path.name for path in tmp_path.parent.iterdir())
    assert _refused(_rewrite(kept, OTHERS[kind]), tmp_path)
    assert sorted(path.name for path in tmp_path.parent.iterdir()) == before
    assert not Path("/tmp/terakoya-out.py").exists()


def test_rewritten_backup_control(kept: Path, tmp_path: Path) -> None:
    """Control: written anew without a change, it is accepted."""
    assert not _refused(_rewrite(kept, lambda _table, _files: None), tmp_path)
