"""The administrator's page of backups: made by a process beside the site, told by the records."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from terakoya.backup import check_backup
from terakoya.hub.office_backups import OfficeBackups
from terakoya.model import EventKind
from terakoya.model.permissions import Role
from terakoya.model.settings import BackupSettings
from terakoya.portal.administering.backup_seam import BackupWork
from terakoya.records import list_events
from terakoya.workspace import Workspace
from tests.made_office import MadeOffice, Visit, copy_office, person

ADMIN = person(Role.ADMIN, Role.STAFF, account="admin")


@pytest.fixture(scope="module")
def backed_up(made: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeOffice]:
    """An office whose clock is today's, as the process that makes backups has the real one."""
    copy = copy_office(made, tmp_path_factory.mktemp("backups") / "workspace")
    copy.now = datetime.now(UTC)
    yield copy
    copy.close()


def end_of(backups: OfficeBackups) -> None:
    """Wait until a backup has ended; the limit only ends a test that has failed."""
    until = time.monotonic() + 120
    while backups.work() is not None:
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.fixture(scope="module")
def backups(backed_up: MadeOffice) -> OfficeBackups:
    """Real ones, of which the administrator has begun the first on the page."""
    found = OfficeBackups(backed_up.workspace, BackupSettings())
    assert backed_up.visit(ADMIN, backups=found).send("/backups").status_code == 303
    end_of(found)
    return found


@pytest.fixture(scope="module")
def visit(backed_up: MadeOffice, backups: OfficeBackups) -> Visit:
    """An administrator in front of the site."""
    return backed_up.visit(ADMIN, backups=backups)


def test_page_reminds_where_there_is_no_backup(office: MadeOffice) -> None:
    """On the page where an administrator begins, too."""
    none = OfficeBackups(office.workspace, BackupSettings())
    visit = office.visit(ADMIN, backups=none)
    assert "There is no backup yet." in visit.get("/backups").text
    assert "There is no backup of the last days." in visit.get("/accounts").text


def test_backup_is_made_told_and_given(
    visit: Visit, backed_up: MadeOffice, backups: OfficeBackups
) -> None:
    """It is whole, and who made it and who took it is in the log."""
    (file,) = backups.folder.glob("*.zip")
    assert file.stat().st_mode & 0o777 == 0o600
    page = visit.get("/backups").text
    assert "Checked" in page
    assert str(file) in page
    assert "There is no backup" not in page
    assert "There is no backup" not in visit.get("/accounts").text
    given = visit.get(f"/backups/{file.name}")
    assert given.headers["content-disposition"] == f'attachment; filename="{file.name}"'
    taken = file.with_name("taken")
    taken.write_bytes(given.content)
    assert check_backup(taken).counts["learners"] == 7
    taken.unlink()
    kinds = {EventKind.BACKUP_MADE, EventKind.BACKUP_TAKEN}
    with backed_up.database.reading() as session:
        found = [(event.kind, stamp.by) for stamp, event in list_events(session, kinds=kinds)]
    assert found == [(EventKind.BACKUP_MADE, "admin"), (EventKind.BACKUP_TAKEN, "admin")]
    assert "Backup downloaded" in visit.get("/audit").text


def test_page_reminds_when_the_last_one_is_old(
    backed_up: MadeOffice, backups: OfficeBackups
) -> None:
    """After the days of the settings; never where they say so."""
    later = backed_up.now + timedelta(days=8)
    late = backed_up.visit(ADMIN, backups=backups, clock=lambda: later)
    assert "more than 7 days old" in late.get("/backups").text
    never = OfficeBackups(backed_up.workspace, BackupSettings(remind_days=0))
    quiet = backed_up.visit(ADMIN, backups=never, clock=lambda: later)
    assert "days old" not in quiet.get("/backups").text


def test_backup_that_fails_is_said(office: MadeOffice, tmp_path: Path) -> None:
    """With its reason, and there is no half of a file."""
    (tmp_path / "no-folder").write_text("a file lies here")
    failing = OfficeBackups(office.workspace, BackupSettings(folder=str(tmp_path / "no-folder")))
    visit = office.visit(ADMIN, backups=failing)
    visit.send("/backups")
    end_of(failing)
    page = visit.get("/backups").text
    assert "The last backup failed" in page
    assert str(tmp_path / "no-folder") in page
    assert sorted(path.name for path in tmp_path.iterdir()) == ["no-folder", "workspace"]


class AtWork:
    """A backup that is in the making."""

    folder, remind_days = Path("/kept"), 7

    def work(self) -> BackupWork:
        """Return how far it is."""
        return BackupWork(42, 100)

    def start(self, by: str) -> None:
        """Begin no second one."""
        raise AssertionError(by)

    def find(self, name: str) -> None:
        """Have none."""


def test_page_shows_how_far_it_is(office: MadeOffice) -> None:
    """And asks again by itself; what failed before is not said meanwhile."""
    page = office.visit(ADMIN, backups=AtWork()).get("/backups").text
    assert "42 % done" in page
    assert 'hx-trigger="every 2s"' in page
    assert "failed" not in page


@pytest.mark.parametrize(
    "name", ["..%2Fterakoya.db", "%2Fetc%2Fhostname", "terakoya.db", "nothing.zip"]
)
def test_nothing_but_backups_is_given(visit: Visit, name: str) -> None:
    """No other file of the office can be named."""
    assert visit.get(f"/backups/{name}").status_code == 404
