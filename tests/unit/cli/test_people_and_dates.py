"""`terakoya cohort withdraw`, `change`, `archive`, `due`, `log`: undone, noted, harmless twice."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from terakoya.cli.console import console
from terakoya.cli.main import app
from terakoya.dates import use_date_form
from terakoya.errors import TerakoyaError, UsageError
from terakoya.language import use_language
from terakoya.model import CHANGES as OF_COHORTS
from terakoya.model import Event, EventKind, Stamp, tell_change
from terakoya.records import add_events, database_url, open_database
from terakoya.workspace import make_workspace
from tests.made import write_small_course

HEAD = "職員番号,氏名,所属コード,所属,職位,階層,メール\n"
PEOPLE = {
    "00101": "00101,髙橋　一郎,0101,総務課,主事,一般職員,a@city.example.jp\n",
    "00102": "00102,佐藤 花子,0101,総務課,主事,一般職員,b@city.example.jp\n",
    "00103": "00103,鈴木 次郎,0102,税務課,主事,一般職員,c@city.example.jp\n",
}
NOW = datetime(2027, 5, 6, 7, 8, tzinfo=UTC)
Run = Callable[..., Any]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace where three people are in `spring`."""
    root = tmp_path_factory.mktemp("prepared") / "workspace"
    write_small_course(make_workspace(root))
    with use_language("en"), pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.delenv("TERAKOYA_DATABASE_URL", raising=False)
        command("create", "spring", "--course", "small", "--title", "春", "--start", "2027-04-01")
        write_list(*PEOPLE)
        command("enrol", "spring", "list.csv")
    return root


@pytest.fixture
def run(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `terakoya cohort …` in a copy of that workspace."""
    monkeypatch.chdir(shutil.copytree(prepared, tmp_path / "workspace", symlinks=True))
    monkeypatch.delenv("TERAKOYA_DATABASE_URL", raising=False)
    monkeypatch.setattr(console, "_width", 200)
    return command


def command(*words: str) -> Any:
    """Run a command and return what it prints; JSON is read."""
    done = CliRunner().invoke(app, ["cohort", *words])
    if isinstance(done.exception, TerakoyaError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return json.loads(done.output) if "--json" in words else done.output


def write_list(*numbers: str, **changes: str) -> None:
    """Write a roster of these people; `changes` replaces texts in it."""
    text = HEAD + "".join(PEOPLE[number] for number in numbers)
    for old, new in changes.items():
        text = text.replace(old, new)
    Path("list.csv").write_text(text, encoding="utf-8")


def look(run: Run) -> Any:
    """All that the commands show of the cohort, but for its log."""
    return [run(*words, "--json") for words in (("show", "spring"), ("due", "spring"), ("list",))]


CHANGES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "withdraw": (
        ("withdraw", "spring", "00102", "00103"),
        ("reinstate", "spring", "00103", "00102"),
    ),
    "title": (("change", "spring", "--title", "春 改"), ("change", "spring", "--title", "春")),
    "days": (
        ("change", "spring", "--start", "2027-04-08", "--end", "2027-07-30"),
        ("change", "spring", "--start", "2027-04-01", "--end", "none"),
    ),
    "archive": (("archive", "spring"), ("unarchive", "spring")),
    "due": (("due", "spring", "tiny", "2027-05-14"), ("due", "spring", "tiny", "--remove")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_change_is_undone_and_noted_and_harmless_twice(run: Run, change: str) -> None:
    """Doing it again changes nothing and notes nothing; undoing it leaves all as it was."""
    do, undo = CHANGES[change]
    before, noted = look(run), len(run("log", "spring", "--json"))
    run(*do)
    changed, log = look(run), run("log", "spring", "--json")
    assert changed != before
    assert len(log) > noted
    assert all(entry["by"] and entry["at"] for entry in log)
    run(*do)
    assert (look(run), run("log", "spring", "--json")) == (changed, log)
    run(*undo)
    assert look(run) == before
    undone = run("log", "spring", "--json")
    assert undone[: len(log)] == log
    assert len(undone) - len(log) == len(log) - noted
    for one, back in zip(log[noted:], undone[len(log) :], strict=True):
        told = [entry for entry in undone[len(log) :] if entry["learner"] == one["learner"]]
        assert (one["before"], one["after"]) == (told[0]["after"], told[0]["before"]), back


def test_extension_is_for_one_person_and_is_undone(run: Run) -> None:
    """Set for all, then longer for two people; taken away again, they have what all have."""
    run("due", "spring", "tiny", "2027-05-14")
    before = look(run)
    longer = ("due", "spring", "tiny", "2027-05-20T17:00", "--for", "00101", "--for", "00103")
    told = run(*longer, "--json")
    assert [entry["learner"] for entry in told["changed"]] == ["00101", "00103"]
    assert run(*longer, "--json")["changed"] == []
    shown = run("due", "spring", "--json")
    assert shown["due"] == [{"assignment": "tiny", "due_at": "2027-05-14T23:59+09:00"}]
    assert {entry["due_at"] for entry in shown["extensions"]} == {"2027-05-20T17:00+09:00"}
    assert "00101 髙橋　一郎" in run("due", "spring", "tiny")
    run("due", "spring", "tiny", "--remove", "--for", "00101", "--for", "00103")
    assert look(run) == before
    assert [entry["what"] for entry in run("log", "spring", "--json")][-5:] == [
        "due",
        *["extension"] * 4,
    ]


def test_due_date_is_kept_where_nbgrader_cannot_be_told(run: Run) -> None:
    """A gradebook that is in the way is said, and told by the same command when it is not."""
    gradebook = Path("var/cohorts/spring/gradebook.db")
    gradebook.parent.mkdir(parents=True)
    gradebook.write_bytes(b"no database at all, but as long as one would begin" * 50)
    said = run("due", "spring", "tiny", "2027-05-14")
    assert "tiny: due 2027-05-14 23:59" in said
    assert "nbgrader's own could not be changed" in " ".join(said.split())
    assert run("due", "spring", "--json")["due"][0]["due_at"] == "2027-05-14T23:59+09:00"
    gradebook.unlink()
    assert "unchanged" in run("due", "spring", "tiny", "2027-05-14")


def test_withdrawn_people_are_kept_and_not_counted(run: Run) -> None:
    """The list counts two, the cohort shows three and says who withdrew."""
    said = run("withdraw", "spring", "00103")
    assert "terakoya cohort reinstate spring 00103" in said
    assert run("list", "--json")[0]["learners"] == 2
    people = run("show", "spring", "--json")["learners"]
    assert [(one["id"], one["withdrawn"]) for one in people] == [
        ("00101", False),
        ("00102", False),
        ("00103", True),
    ]
    shown = run("show", "spring")
    assert "鈴木 次郎 (withdrawn)" in shown
    assert "Learners: 2. Withdrawn: 1." in shown


def test_enrolment_says_who_is_not_on_the_list_and_withdraws_nobody(run: Run) -> None:
    """Also while only looking; the command that a person may want is there to be copied."""
    write_list("00101", "00103")
    for words in (("--check",), ()):
        said = run("enrol", "spring", "list.csv", *words)
        assert "not on this list: 1 (00102 佐藤 花子)" in said
        assert "terakoya cohort withdraw spring 00102" in said
    told = run("enrol", "spring", "list.csv", "--json")
    assert (told["not_listed"], told["listed_but_withdrawn"]) == (["00102"], [])
    assert run("list", "--json")[0]["learners"] == 3


def test_enrolment_of_somebody_withdrawn_brings_nobody_back(run: Run) -> None:
    """A list that still names them is told of, with the command; who withdrew is not missed."""
    run("withdraw", "spring", "00102", "00103")
    write_list("00101", "00102")
    said = run("enrol", "spring", "list.csv")
    assert "withdrawn: 1 (00102 佐藤 花子)" in said
    assert "terakoya cohort reinstate spring 00102" in said
    assert "not on this list" not in said
    assert run("list", "--json")[0]["learners"] == 1


def test_enrolment_names_no_hundred_people(run: Run) -> None:
    """With a whole other class not on the list, no command would withdraw all of it."""
    rows = [PEOPLE["00101"].replace("00101", f"1{n:04}").replace("a@", f"{n}@") for n in range(30)]
    Path("list.csv").write_text(HEAD + "".join(rows), encoding="utf-8")
    run("enrol", "spring", "list.csv")
    write_list("00101")
    said = run("enrol", "spring", "list.csv")
    assert "not on this list: 32 (" in said
    assert "terakoya cohort withdraw spring LEARNER…" in said
    assert len(run("enrol", "spring", "list.csv", "--json")["not_listed"]) == 32


def test_what_a_roster_changes_is_noted(run: Run) -> None:
    """Who is new, and what of whom is another one now, before and after."""
    write_list("00101", "00102", 税務課="納税課", 総務課="人事課")
    run("enrol", "spring", "list.csv")
    noted = run("log", "spring", "--json")
    assert [entry["what"] for entry in noted] == ["created", *["enrolled"] * 3, *["updated"] * 2]
    assert noted[-1]["learner"] == "00102"
    assert noted[-1]["before"] == {"department": "総務課"}
    assert noted[-1]["after"] == {"department": "人事課"}
    run("change", "spring", "--end", "2027-07-30")
    Path("terakoya.toml").write_text('dates = "era"\n', encoding="utf-8")
    with use_date_form("plain"), use_language("ja"):  # the command chooses another one
        said = run("log", "spring")
    assert "所属: 総務課 → 人事課" in said
    assert "最終日: – → 令和9年7月30日" in said


def test_archived_cohort_is_out_of_the_list_unless_asked_for(run: Run) -> None:
    """Its own commands go on working, and the list says that there is one."""
    run("archive", "spring")
    assert run("list", "--json") == []
    assert "Archived cohorts: 1." in run("list")
    (shown,) = run("list", "--all", "--json")
    assert shown["archived"] is True
    assert "spring (archived)" in run("list", "--all")
    assert len(run("show", "spring", "--json")["learners"]) == 3


REFUSED: dict[str, tuple[str, ...]] = {
    "There is no cohort spri": ("withdraw", "spri", "00101"),
    "Did you mean 00102?": ("withdraw", "spring", "102"),
    "Did you mean 00103?": ("reinstate", "spring", "鈴木次郎"),
    "99999 is not enrolled in spring": ("withdraw", "spring", "00101", "99999"),
    "Nothing was named that shall change": ("change", "spring"),
    "“2027-13-01” is no date": ("change", "spring", "--end", "2027-13-01"),
    "would end (2027-03-01) before it starts": ("change", "spring", "--end", "2027-03-01"),
    "title of a cohort is one line": ("change", "spring", "--title", " "),
    "“soon” is no due date": ("due", "spring", "tiny", "soon"),
    "has no assignment tin. Did you mean tiny?": ("due", "spring", "tin", "2027-05-14"),
    "tiny has no due date in spring": ("due", "spring", "tiny", "2027-05-14", "--for", "00101"),
    "either given or taken away": ("due", "spring", "tiny", "2027-05-14", "--remove"),
    "not said until when": ("due", "spring", "tiny", "--for", "00101"),
    "not said of which assignment": ("due", "spring", "--remove"),
}


def test_what_makes_no_sense_changes_nothing(run: Run) -> None:
    """One sentence, exit code 2, nothing written or noted: not for the right ones either."""
    before = (look(run), run("log", "spring", "--json"))
    for sentence, words in REFUSED.items():
        with pytest.raises(UsageError) as refused:
            run(*words)
        assert sentence in refused.value.sentence
        assert "\n" not in refused.value.sentence
    assert (look(run), run("log", "spring", "--json")) == before


def test_extension_that_is_none_is_refused(run: Run) -> None:
    """Not later than what all have: nobody's time is cut by an option that says longer."""
    run("due", "spring", "tiny", "2027-05-14")
    for day in ("2027-05-14", "2027-05-13T12:00"):
        with pytest.raises(UsageError, match="later than the due date of all, 2027-05-14 23:59"):
            run("due", "spring", "tiny", day, "--for", "00101")


def test_log_of_the_workspace_tells_what_happened(run: Run) -> None:
    """Every kind has its words in both languages, and --last counts from the newest."""
    database = open_database(database_url(Path("var")))
    account = {"account": "jimu"}
    role = account | {"role": "manager", "place": "0100", "until": "2028-03-31"}
    samples = {
        EventKind.ACCOUNT_MADE: account,
        EventKind.ACCOUNT_DISABLED: account,
        EventKind.ACCOUNT_ENABLED: account,
        EventKind.ACCOUNT_RESTS: account | {"until": NOW.isoformat()},
        EventKind.PASSWORD_RESET: account,
        EventKind.PASSWORD_CHANGED: account,
        EventKind.MOVED: {"on": "2027-04-01"} | tell_change({}, {"position": "係長"}),
        EventKind.LEFT: {"on": "2027-03-31"},
        EventKind.DEPARTMENT_CHANGED: {"on": "2027-04-01", "department": "0100"},
        EventKind.PERSON_EXPORTED: {},
        EventKind.PERSON_ERASED: {"rows": {"events": 3}},
        EventKind.ROLE_GIVEN: role,
        EventKind.ROLE_TAKEN: role,
        EventKind.HANDED_IN: {"submitted_at": NOW.isoformat(), "late": True, "files": 1},
        EventKind.RUN_STARTED: {"run": 1, "force": True},
        EventKind.RUN_ENDED: {"run": 1, "ending": "broken-off", "planned": 7, "done": 3},
        EventKind.OFFERED: {},
        EventKind.NOT_OFFERED: {},
        EventKind.FETCHED: {},
        EventKind.GRADED: {"submission": 1, "run": 1, "status": "ok"},
        EventKind.FEEDBACK: {},
        EventKind.LOOKED: {"page": "feedback"},
        EventKind.MESSAGE: {"name": "13:00"},
        EventKind.MESSAGE_TAKEN_BACK: {"name": "13:00"},
        EventKind.NAME_TOLD: {"name": "Hanako"},
        EventKind.NAME_FORGOTTEN: {"name": "Hanako"},
    }
    samples |= {
        EventKind.BACKUP_MADE: {"file": "one.terakoya"},
        EventKind.REGRADED: {"run": 1, "why": "the test was wrong"},
        EventKind.MARKED: {"item": "q1", "before": {}, "after": {"points": "2"}},
        EventKind.COMPARED: {},
        EventKind.BACKUP_FAILED: {},
        EventKind.BACKUP_TAKEN: {"file": "one.terakoya"},
    }
    counts = {"new": 2, "changed": 1, "withdrawn": 3, "reinstated": 0}
    samples |= {
        EventKind.OPENED: {"after": {"seats": "20", "end": "2027-05-20"}},
        EventKind.APPLIED: {"application": 1, "way": "proxy"},
        EventKind.NOMINATED: {"application": 1, "way": "nomination"},
        EventKind.AGREED: {"application": 1},
        EventKind.REFUSED: {"application": 1},
        EventKind.CANCELLED: {"application": 1, "state": "waiting"},
        EventKind.ROSTER_CHANGED: counts,
        EventKind.ROSTER_UNDONE: {"of": NOW.isoformat()},
        EventKind.ADDITIONAL_POSTING: {"on": "2027-04-01", "after": {"department": "税務課"}},
        EventKind.PERSON_KNOWN: {"after": {"name": "Hanako"}},
        EventKind.REMINDED: {"kind": "overdue"},
        EventKind.NOTICE: {"kind": "seat", "state": "sending"},
        EventKind.NOTICES_CHOSEN: {"left_out": ["refresh"]},
    }
    with database.session() as session:
        events = [Event(kind, "spring", "00101", "", data) for kind, data in samples.items()]
        add_events(session, Stamp(NOW, "jimu"), events)
    database.close()
    said = printed("log", "spring")
    assert "3 of 7, broken off" in said
    assert "everything again" in said
    assert "a page of feedback" in said
    assert "(late)" in said
    assert "jimu manager 0100 2028-03-31" in said
    assert "Seats: – → 20" in said
    assert "by somebody else" in said
    assert "New: 2. Changed: 1. Withdrawn: 3." in said
    assert "takes part: on its way, or not known" in said
    with use_language("ja"):
        assert "7件中3件、途中で止まりました" in printed("log")
    newest = json.loads(printed("log", "--last", "2", "--json"))
    assert [entry["what"] for entry in newest] == ["notice", "notices-chosen"]
    assert {*EventKind} - OF_COHORTS == samples.keys()
    assert "jimu" not in run("log", "spring")  # of changes only


def printed(*words: str) -> str:
    """Run a command of the first level; return what it prints."""
    done = CliRunner().invoke(app, [*words], env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    return done.output
