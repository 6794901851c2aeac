"""People on the command line: transfers, departments, what is kept, and taking it away."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from terakoya.cli.console import console
from terakoya.cli.main import app
from terakoya.errors import RosterError, TerakoyaError, UsageError
from terakoya.language import use_language
from terakoya.model import Cohort
from terakoya.records import add_cohort, database_url, enrol, find_learner, open_database
from terakoya.workspace import make_workspace
from tests.made import write_small_course

Run = Callable[..., Any]
ROSTER = """職員番号,氏名,所属コード,所属,職位,階層,メール
00101,髙橋 一郎,0110,総務課,主事,一般職員,a@city.example.jp
A102,山﨑 花子,0120,税務課,,一般職員,b@city.example.jp
"""
TREE = """所属コード,所属,上位コード
0100,総務部,
0110,総務課,0100
0120,税務課,0100
0200,企画部,
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two people and a tree of departments."""
    root = tmp_path_factory.mktemp("prepared") / "workspace"
    write_small_course(make_workspace(root))
    with use_language("en"), pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.delenv("TERAKOYA_DATABASE_URL", raising=False)
        Path("roster.csv").write_text(ROSTER, encoding="utf-8")
        Path("tree.csv").write_text(TREE, encoding="utf-8")
        command("cohort", "create", "spring", "--course", "small", "--title", "春")
        command("cohort", "enrol", "spring", "roster.csv")
        command("person", "departments", "tree.csv", "--on", "2026-04-01")
    return root


@pytest.fixture
def run(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a copy of that workspace."""
    monkeypatch.chdir(shutil.copytree(prepared, tmp_path / "workspace", symlinks=True))
    monkeypatch.delenv("TERAKOYA_DATABASE_URL", raising=False)
    monkeypatch.setattr(console, "_width", 200)
    return command


def command(*words: str) -> Any:
    """Run a command and return what it prints; JSON is read."""
    done = CliRunner().invoke(app, list(words))
    if isinstance(done.exception, TerakoyaError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return json.loads(done.output) if "--json" in words else done.output


def write_moves(*rows: str, heading: str = "職員番号,所属コード,所属,職位") -> str:
    """Write a table of transfers and return its name."""
    Path("moves.csv").write_text("\n".join((heading, *rows)) + "\n", encoding="utf-8")
    return "moves.csv"


def department_of(number: str, day: date) -> str:
    """Where a person works on a day, as the records have it."""
    database = open_database(database_url(Path("var")))
    with database.reading() as session:
        person = find_learner(session, number, day)
    database.close()
    assert person is not None
    return f"{person.department_code} {person.department} {person.position}".strip()


def test_transfer_is_seen_first_and_holds_from_its_day(run: Run) -> None:
    """The preview changes nothing; then yesterday is as it was, and the log tells."""
    moves = write_moves("A102,0200,企画部,係長", "00101,0110,,")
    seen = run("person", "transfer", moves, "--on", "2027-04-01", "--dry-run", "--json")
    assert ([one["id"] for one in seen["moves"]], seen["moved"]) == (["A102"], 0)
    assert department_of("A102", date(2027, 4, 1)) == "0120 税務課"
    said = run("person", "transfer", moves, "--on", "2027-04-01")
    assert "Moved: 1. As they were: 1." in said
    assert department_of("A102", date(2027, 3, 31)) == "0120 税務課"
    assert department_of("A102", date(2027, 4, 1)) == "0200 企画部 係長"
    assert department_of("00101", date(2027, 4, 1)) == "0110 総務課 主事"  # the position stays
    assert run("log", "--json")[-1]["what"] == "moved"
    again = run("person", "transfer", moves, "--on", "2027-04-01", "--json")
    assert (again["moves"], again["moved"]) == ([], 0)


def test_transfer_comes_from_a_workbook(run: Run) -> None:
    """With other words over its columns, and full-width numbers."""
    book = openpyxl.Workbook()
    for row in (("社員番号", "部署コード"), ("Ａ102", "0200")):
        book.active.append(row)
    book.save("moves.xlsx")
    assert run("person", "transfer", "moves.xlsx", "--on", "2027-04-01", "--json")["moved"] == 1
    assert department_of("A102", date(2027, 4, 1)) == "0200 企画部"


BAD_MOVES = {
    "no person “999”": ("999,0110,,",),
    "no department “9999”": ("A102,9999,,",),
    "no department “”": ("A102,,,",),
    "0110 is “総務課” on that day, not “税務課”": ("A102,0110,税務課,",),
    "“A102” is in line 2 already": ("A102,0110,,", "A102,0200,,"),
    "longer than 100": ("A102,0110,," + "長" * 101,),
}


@pytest.mark.parametrize("sentence", BAD_MOVES)
def test_bad_row_moves_nobody(run: Run, sentence: str) -> None:
    """Each is told with its place; the right one beside it is not moved either."""
    moves = write_moves("00101,0200,,", *BAD_MOVES[sentence][1:], *BAD_MOVES[sentence][:1])
    if "line 2" in sentence:
        moves = write_moves(*BAD_MOVES[sentence])
    with pytest.raises(RosterError) as refused:
        run("person", "transfer", moves, "--on", "2027-04-01")
    assert sentence in refused.value.sentence
    assert "moves.csv, line" in refused.value.sentence
    assert department_of("00101", date(2027, 4, 1)) == "0110 総務課 主事"


def test_table_without_its_columns_is_refused(run: Run) -> None:
    """And the day has to be one."""
    moves = write_moves("A102,x", heading="職員番号,備考")
    with pytest.raises(RosterError, match="Columns are missing: 所属コード"):
        run("person", "transfer", moves, "--on", "2027-04-01")
    with pytest.raises(UsageError, match="no date"):
        run("person", "transfer", moves, "--on", "April")


def test_departments_change_from_a_day_on(run: Run) -> None:
    """A new name is posted anew to who works there; managers follow the tree of the day."""
    Path("new.csv").write_text(
        "所属コード,所属,上位コード\n0110,総務企画課,0200\n", encoding="utf-8"
    )
    on = ("new.csv", "--on", "2027-04-01")
    seen = run("person", "departments", *on, "--dry-run", "--json")
    assert (len(seen["changes"]), seen["renamed_for"]) == (1, 0)
    assert run("person", "departments", *on, "--json")["renamed_for"] == 1
    assert department_of("00101", date(2027, 3, 31)) == "0110 総務課 主事"
    assert department_of("00101", date(2027, 4, 1)) == "0110 総務企画課 主事"
    before, after = (
        {one["code"]: one for one in run("person", "departments", "--on", day, "--json")}
        for day in ("2027-03-31", "2027-04-01")
    )
    assert (before["0110"]["parent"], after["0110"]["parent"]) == ("0100", "0200")
    assert run("person", "departments", *on, "--json")["changes"] == []


def test_complete_table_ends_the_others(run: Run) -> None:
    """Only where that is said; without it nothing ends."""
    Path("new.csv").write_text("所属コード,所属,上位コード\n0100,総務部,\n", encoding="utf-8")
    on = ("new.csv", "--on", "2027-04-01")
    assert run("person", "departments", *on, "--json")["changes"] == []
    run("person", "departments", *on, "--complete")
    left = run("person", "departments", "--on", "2027-04-01", "--json")
    assert [one["code"] for one in left] == ["0100"]
    assert len(run("person", "departments", "--on", "2027-03-31", "--json")) == 4


BAD_TREES = {
    "no department “9”": "0300,新しい課,9\n",
    "0100 would be above itself": "0100,総務部,0110\n",
    "“0300” is in line 2 already": "0300,a,\n0300,b,\n",
    "1 to 200 characters": "0300,,\n",
}


@pytest.mark.parametrize("sentence", BAD_TREES)
def test_bad_tree_changes_nothing(run: Run, sentence: str) -> None:
    """Also not the rows that are right."""
    rows = "所属コード,所属,上位コード\n" + BAD_TREES[sentence] + "0400,別の課,\n"
    Path("new.csv").write_text(rows, encoding="utf-8")
    before = run("person", "departments", "--json")
    with pytest.raises(RosterError) as refused:
        run("person", "departments", "new.csv")
    assert sentence in refused.value.sentence
    assert run("person", "departments", "--json") == before


def test_who_leaves_is_noted_or_nobody(run: Run) -> None:
    """One unknown number, and nobody is."""
    with pytest.raises(UsageError, match="no person 999"):
        run("person", "leave", "00101", "999", "--on", "2027-03-31")
    assert run("person", "leave", "00101", "--on", "2027-03-31", "--json")["left"] == ["00101"]
    assert run("person", "leave", "00101", "--on", "2027-03-31", "--json")["left"] == []
    (posting,) = run("person", "show", "00101", "--json")["postings"]
    assert posting["until"] == "2027-03-31"


def test_person_is_shown_exported_and_erased(run: Run) -> None:
    """Erasing tells first, and needs a yes."""
    shown = run("person", "show", "A102", "--json")
    assert (shown["account"], shown["cohorts"]) == ("a102", ["spring"])
    run("person", "export", "A102", "--to", "a.zip")
    with pytest.raises(UsageError, match=r"a\.zip: There is a file already"):
        run("person", "export", "A102", "--to", "a.zip")
    with pytest.raises(UsageError, match=r"Erase A102 山﨑 花子 for good\?.*--yes"):
        run("person", "erase", "A102")
    assert run("person", "show", "A102", "--json") | {"rows": 0} == shown | {"rows": 0}
    erased = run("person", "erase", "A102", "--yes", "--json")
    assert erased["going"]["accounts"] == 1
    with pytest.raises(UsageError, match="no person A102"):
        run("person", "show", "A102")
    assert run("person", "show", erased["pseudonym"], "--json")["name"] == ""


def test_people_expire_only_where_the_settings_say_so(run: Run) -> None:
    """Seen first; with a yes they are erased, and who is still in a cohort stays."""
    database = open_database(database_url(Path("var")))
    old = datetime(2015, 5, 1, tzinfo=UTC)
    with database.session() as session:
        person = find_learner(session, "A102")
        assert person is not None
        days = (date(2015, 4, 1), date(2016, 3, 31))
        add_cohort(session, Cohort("old", "small", "昔", *days), old)
        gone = type(person)("0009", "昔の人", "", "", "", person.tier, "")
        enrol(session, "old", [gone], old)
    database.close()
    with pytest.raises(UsageError, match="keep people for good"):
        run("person", "expire")
    Path("terakoya.toml").write_text("[retention]\npeople_years = 3\n", encoding="utf-8")
    seen = run("person", "expire", "--dry-run", "--json")
    assert seen["people"] == [{"id": "0009", "last_day": "2016-03-31"}]
    with pytest.raises(UsageError, match="People: 1"):
        run("person", "expire")
    assert run("person", "expire", "--yes", "--json")["erased"]
    assert run("person", "expire", "--dry-run", "--json")["people"] == []
    assert run("person", "show", "00101", "--json")["name"] == "髙橋 一郎"
