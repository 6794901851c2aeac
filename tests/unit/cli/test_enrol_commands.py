"""Applications, lists of staff, additional postings and reminders on the command line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from terakoya.errors import RosterError, UsageError
from terakoya.records import database_url, list_notices, open_database
from terakoya.records.additional_postings import departments_of_person
from tests.unit.cli.test_person_commands import Run, prepared, run, write_moves

__all__ = ["prepared", "run"]

STAFF = """職員番号,氏名,所属コード,所属,職位,階層,メール
00201,佐藤 次郎,0110,総務課,課長,一般職員,c@city.example.jp
00202,鈴木 三郎,0120,税務課,主事,一般職員,d@city.example.jp
"""
KINDS = "職員番号,所属コード,異動区分"


def departments(number: str, day: date) -> frozenset[str]:
    """Where somebody works on a day."""
    database = open_database(database_url(Path("var")))
    with database.reading() as session:
        found = departments_of_person(session, number, day)
    database.close()
    return found


def add_staff(run: Run) -> None:
    """Make two more people known."""
    Path("staff.csv").write_text(STAFF, encoding="cp932")
    run("person", "add", "staff.csv")


def test_list_of_staff_makes_people_known_and_enrols_nobody(run: Run) -> None:
    """Looked at first; then with accounts; the same again is harmless."""
    Path("staff.csv").write_text(STAFF, encoding="cp932")
    looked = run("person", "add", "staff.csv", "--check", "--json")
    assert (looked["people"], looked["checked_only"]) == (2, True)
    assert "佐藤" not in run("cohort", "show", "spring")
    made = run("person", "add", "staff.csv", "--json")
    assert (made["new"], made["changed"], made["accounts"]) == (2, 0, 2)
    assert run("person", "show", "00201", "--json")["cohorts"] == []
    again = run("person", "add", "staff.csv", "--json")
    assert (again["new"], again["changed"], again["accounts"]) == (0, 0, 0)


def test_application_goes_its_way_in_a_terminal(run: Run) -> None:
    """Open, apply, agree, wait, cancel: each says how far it is."""
    add_staff(run)
    run("enrol", "open", "spring", "--seats", "3", "--until", "2099-12-31")
    made = run("enrol", "apply", "spring", "00201", "00202", "--json")
    assert [one["state"] for one in made] == ["applied", "applied"]
    numbers = [str(one["number"]) for one in made]
    assert "00201, now: takes part" in run("enrol", "agree", numbers[0])
    assert "now: on the waiting list" in run("enrol", "agree", numbers[1])
    shown = run("enrol", "list", "spring", "--json")
    assert {one["person"]: one["place"] for one in shown} == {"00201": None, "00202": 1}
    run("enrol", "cancel", numbers[0])
    (waiting,) = (
        one for one in run("enrol", "list", "spring", "--json") if one["person"] == "00202"
    )
    assert waiting["state"] == "enrolled"
    with pytest.raises(UsageError, match="takes part in this cohort already"):
        run("enrol", "apply", "spring", "00101")
    assert run("enrol", "list", "--json")[0]["taken"] == 3


def test_transfers_say_which_posting_they_are_about(run: Run) -> None:
    """Main, additional, and the end of one, in one table; the day before nothing is another."""
    moves = write_moves("00101,0200,", "A102,0200,兼務", heading=KINDS)
    told = run("person", "transfer", moves, "--on", "2027-04-01", "--json")
    assert [one["kind"] for one in told["moves"]] == ["main", "additional"]
    assert departments("00101", date(2027, 3, 31)) == {"0110"}
    assert departments("00101", date(2027, 4, 1)) == {"0200"}
    assert departments("A102", date(2027, 4, 1)) == {"0120", "0200"}
    shown = run("person", "show", "A102", "--json")["postings"]
    assert [one["additional"] for one in shown] == [False, True]
    moves = write_moves("A102,0200,兼務解除", heading=KINDS)
    run("person", "transfer", moves, "--on", "2027-10-01")
    assert departments("A102", date(2027, 10, 1)) == {"0120"}
    assert departments("A102", date(2027, 9, 30)) == {"0120", "0200"}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (("A102,0200,出向",), "is no kind of transfer"),
        (("A102,0120,兼務",), "main department on that day"),
        (("A102,0200,", "A102,0200,兼務"), "main department on that day"),
        (("A102,0200,兼務", "A102,0200,兼務解除"), "in line 2 already"),
    ],
)
def test_transfers_that_make_no_sense_move_nobody(
    run: Run, rows: tuple[str, ...], words: str
) -> None:
    """Each bad row is named, and nobody is moved."""
    moves = write_moves(*rows, heading=KINDS)
    with pytest.raises(RosterError, match=words):
        run("person", "transfer", moves, "--on", "2027-04-01")
    assert departments("A102", date(2027, 4, 1)) == {"0120"}


def test_reminding_is_told_before_it_is_done_and_done_once(run: Run) -> None:
    """A dry run makes nothing; a timer that runs twice tells nobody twice; the paper is a PDF."""
    run("cohort", "due", "spring", "tiny", "2020-05-14")
    dry = run("remind", "--dry-run", "--json")
    assert (len(dry["planned"]), dry["made"]) == (2, 0)
    assert run("remind", "spring", "--kind", "overdue", "--json")["made"] == 2
    assert run("remind", "--to", "paper.pdf", "--json")["made"] == 0
    assert Path("paper.pdf").read_bytes().startswith(b"%PDF")
    database = open_database(database_url(Path("var")))
    with database.reading() as session:
        assert {one.kind.value for one in list_notices(session)} == {"overdue"}
    database.close()
    with pytest.raises(UsageError, match="nothing that people are reminded of"):
        run("remind", "--kind", "birthdays")
    with pytest.raises(UsageError, match="No mail server is set"):
        run("remind", "--send")


def test_password_of_the_mail_server_is_not_shown(run: Run) -> None:
    """Neither in the table of settings nor as JSON, wherever it comes from."""
    Path("terakoya.toml").write_text(
        '[mail]\nhost = "mail.test"\npassword = "himitsu-9"\n', "utf-8"
    )
    assert "himitsu-9" not in run("settings")
    shown = run("settings", "--json")
    assert "himitsu-9" not in json.dumps(shown)
    assert "mail.test" in json.dumps(shown)
