"""Promises of handing a person all that is kept of them."""

from __future__ import annotations

import json
import stat
import zipfile
from datetime import date
from pathlib import Path

import pytest

from terakoya.errors import UsageError
from terakoya.language import use_language
from terakoya.model import EventKind
from terakoya.privacy import export_person, find_expired
from terakoya.privacy.exporting import read_person
from terakoya.records import list_events
from terakoya.records.person_rows import tables_about
from tests.unit.privacy.office_with_work import OTHER, PERSON, STAMP, Office


def export(office: Office, to: Path) -> dict[str, bytes]:
    """Return the files of an export."""
    export_person(office.workspace, office.database, PERSON.id, to, STAMP)
    with zipfile.ZipFile(to) as made:
        return {name: made.read(name) for name in made.namelist()}


def test_export_holds_everything(office: Office, tmp_path: Path) -> None:
    """Rows of each table, what was handed in, points, comments, feedback and the home."""
    files = export(office, tmp_path / "q.zip")
    rows = json.loads(files["records.json"])
    empty = {"ai_asks", "current_gradings", "receipts", "fetches", "left_out_files"}
    empty |= {"feedback_given"}
    assert {table.name for table, _columns in tables_about()} - empty <= rows.keys()
    assert rows["people"][0]["name"] == PERSON.name
    (own,) = (name for name in files if name.endswith("/tiny.ipynb"))
    assert own.startswith("submissions/spring/tiny/20270301T000000-")
    assert b"only mine" in files[own]
    book = json.loads(files["gradebooks.json"])["spring"]
    assert book["grades"][0]["auto_score"] == 2
    assert "よくできました" in book["comments"][0]["manual_comment"]
    assert "cohorts/spring/feedback/tiny/feedback.html" in files
    assert files["home/notes.txt"].decode() == PERSON.name


def test_export_holds_nothing_of_others_and_no_secrets(office: Office, tmp_path: Path) -> None:
    """Neither another person, nor what proves who somebody is."""
    text = b"\n".join(export(office, tmp_path / "q.zip").values()).decode("utf-8", "replace")
    for other in (OTHER.id, OTHER.name, OTHER.email, "$argon2", "a" * 64):
        assert other not in text


def test_export_is_for_its_reader_and_noted(office: Office, tmp_path: Path) -> None:
    """Mode 0600, explained in one's language, written over nothing, and an event."""
    with use_language("ja"):
        files = export(office, tmp_path / "q.zip")
    assert stat.S_IMODE((tmp_path / "q.zip").stat().st_mode) == 0o600
    assert "提出" in files["README.txt"].decode()
    with pytest.raises(FileExistsError):
        export(office, tmp_path / "q.zip")
    with office.database.reading() as session:
        kinds = [event.kind for _stamp, event in list_events(session)]
    assert kinds.count(EventKind.PERSON_EXPORTED) == 1
    with pytest.raises(UsageError, match="no person 999"):
        read_person(office.database, "999")


def test_people_expire_after_their_last_day(office: Office) -> None:
    """Years after the last thing that happened; no years keep everybody."""
    last = date(2027, 3, 1)
    for day, found in ((date(2030, 3, 1), []), (date(2030, 3, 2), [OTHER.id, PERSON.id])):
        expired = find_expired(office.database, day, 3)
        assert [one.person.id for one in expired] == found
        assert all(one.last_day == last for one in expired)
    assert find_expired(office.database, date(2100, 1, 1), 0) == ()
