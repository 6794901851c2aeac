"""nbgrader's exchange: every attempt of every learner, and no way out of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from classroom import Classroom, notebook_bytes

from terakoya.delivery import CollectLimits
from terakoya.delivery.sources.exchange import exchange_root
from terakoya.errors import UsageError, WorkspaceError
from terakoya.records import latest_submissions, list_submissions


def _submit(room: Classroom, name: str, answer: str = "1") -> Path:
    folder = room.workspace.var / "exchange" / "spring" / "inbound" / name
    folder.mkdir(parents=True)
    (folder / "one.ipynb").write_bytes(notebook_bytes("a-1", "a-2", answer=answer))
    (folder / "timestamp.txt").write_text(name.split("+")[2])
    return folder


def test_exchange_attempts(classroom: Classroom) -> None:
    """Every attempt is kept; the newest by nbgrader's timestamp is the latest."""
    _submit(classroom, "00101+alpha+2027-04-02 09:00:00.000001 UTC+Ab-_", answer="2")
    _submit(classroom, "00101+alpha+2027-04-01 09:00:00.000000 UTC", answer="1")
    _submit(classroom, "00102+alpha+2027-04-01 18:00:00.5 JST+xyz")
    report = classroom.collect(None)
    assert (len(report.accepted), report.refused) == (3, ())
    assert classroom.collect(None).accepted == ()
    with classroom.database.session() as session:
        assert len(list_submissions(session, "spring")) == 3
        first, second = latest_submissions(session, "spring")
    assert b"answer = 2" in classroom.store.read(first.files["one.ipynb"])
    assert second.submitted_at == datetime(2027, 4, 1, 9, 0, 0, 500_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("00999+alpha+2027-04-01 09:00:00.0 UTC", "“00999” is not enrolled"),
        ("00101+alpha", "no attempt"),
        ("a+b+c+d+e", "no attempt"),
    ],
)
def test_exchange_refused(classroom: Classroom, name: str, reason: str) -> None:
    """A strange attempt is refused; the one beside it goes through."""
    _submit(classroom, "00102+alpha+2027-04-01 09:00:00.0 UTC")
    folder = classroom.workspace.var / "exchange" / "spring" / "inbound" / name
    folder.mkdir()
    (folder / "one.ipynb").write_bytes(notebook_bytes("a-1"))
    report = classroom.collect(None)
    assert len(report.accepted) == 1
    assert [reason in entry.reason for entry in report.refused] == [True]


def test_exchange_link_as_an_attempt(classroom: Classroom, tmp_path: Path) -> None:
    """A learner's link in the place of an attempt is not followed."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "one.ipynb").write_bytes(notebook_bytes("a-1", "a-2"))
    inbound = _submit(classroom, "00102+alpha+2027-04-01 09:00:00.0 UTC").parent
    (inbound / "00101+alpha+2027-04-01 09:00:00.0 UTC").symlink_to(tmp_path / "secret")
    report = classroom.collect(None)
    assert [taken.learner_id for taken in report.accepted] == ["00102"]
    assert len(report.refused) == 1


def test_exchange_overfull_attempt(classroom: Classroom) -> None:
    """One learner's flood of files costs nobody else anything."""
    flood = _submit(classroom, "00101+alpha+2027-04-01 09:00:00.0 UTC")
    for number in range(5):
        (flood / f"{number}.ipynb").write_text("x")
    _submit(classroom, "00102+alpha+2027-04-01 09:00:00.0 UTC")
    report = classroom.collect(None, limits=CollectLimits(inner_files=3))
    assert [taken.learner_id for taken in report.accepted] == ["00102"]
    assert "more than 3 files" in report.refused[0].reason


def test_exchange_one_assignment(classroom: Classroom) -> None:
    """Attempts at other assignments are passed over without a word."""
    _submit(classroom, "00101+alpha+2027-04-01 09:00:00.0 UTC")
    with pytest.raises(UsageError, match="Nothing has been handed in"):
        classroom.collect(None, assignment_id="beta")


def test_exchange_none(classroom: Classroom) -> None:
    """Where there is no exchange, the message says where it was looked for."""
    with pytest.raises(UsageError, match=r"c\.Exchange\.root"):
        classroom.collect(None)


def test_exchange_root(classroom: Classroom) -> None:
    """nbgrader's own setting is used, relative to the workspace; var/exchange without one."""
    workspace = classroom.workspace
    assert exchange_root(workspace) == workspace.var / "exchange"
    (workspace.root / "nbgrader_config.py").write_text(
        "c = get_config()\nc.Exchange.root = 'shared'\n"
    )
    assert exchange_root(workspace) == workspace.root / "shared"


def test_exchange_root_broken_configuration(classroom: Classroom) -> None:
    """A configuration that does not run is named, with the reason."""
    (classroom.workspace.root / "nbgrader_config.py").write_text("import no_such_module\n")
    with pytest.raises(WorkspaceError, match=r"nbgrader_config\.py.*no_such_module"):
        exchange_root(classroom.workspace)
