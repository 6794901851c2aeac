"""Accounts and roles on the command line, and first passwords on paper."""

from __future__ import annotations

import io
import json
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from argon2 import PasswordHasher
from typer.testing import CliRunner

from terakoya.accounts import check_password, password_hashes
from terakoya.cli.console import console
from terakoya.cli.main import app
from terakoya.errors import LoginRefusedError, TerakoyaError, UsageError
from terakoya.faces.paper.login_slips import LoginSlip, make_login_slips
from terakoya.language import use_language
from terakoya.records import Database, database_url, open_database
from terakoya.workspace import make_workspace
from tests.made import write_small_course

Run = Callable[..., Any]
ROSTER = """職員番号,氏名,所属コード,所属,職位,階層,メール
00101,髙橋 一郎,0110,総務課,主事,一般職員,a@city.example.jp
A102,山﨑 花子,0120,税務課,,一般職員,b@city.example.jp
"""
PASSWORD = re.compile(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}")


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a password costs is no part of this."""
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(password_hashes, "_HASHER", cheap)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace where two people are in `spring`."""
    root = tmp_path_factory.mktemp("prepared") / "workspace"
    write_small_course(make_workspace(root))
    with use_language("en"), pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.delenv("TERAKOYA_DATABASE_URL", raising=False)
        Path("roster.csv").write_text(ROSTER, encoding="utf-8")
        command("cohort", "create", "spring", "--course", "small", "--title", "春")
        command("cohort", "enrol", "spring", "roster.csv")
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


@contextmanager
def records() -> Iterator[Database]:
    """The records of the workspace."""
    database = open_database(database_url(Path("var")))
    yield database
    database.close()


def log_in(name: str, password: str) -> str:
    """Log in now; return how, or why not."""
    with records() as database:
        try:
            login = check_password(database, name, password, now=datetime.now(UTC))
        except LoginRefusedError as error:
            return error.reason
    return "first" if login.must_change else "in"


def test_roster_makes_accounts_once(run: Run) -> None:
    """Nobody's is made twice or touched; a roster with one more makes that one."""
    first = run("account", "list", "--json")
    assert [(one["account"], one["person"]) for one in first] == [
        ("00101", "00101"),
        ("a102", "A102"),
    ]
    assert not any(one["has_password"] for one in first)
    run("account", "reset", "a102")
    new = ROSTER + "00103,田中 誠,0110,総務課,,一般職員,c@city.example.jp\n"
    Path("roster.csv").write_text(new, encoding="utf-8")
    assert run("cohort", "enrol", "spring", "roster.csv", "--json")["accounts"] == 1
    told = {one["account"]: one["has_password"] for one in run("account", "list", "--json")}
    assert told == {"00101": False, "a102": True, "00103": False}


def test_roster_that_is_only_looked_at_makes_none(run: Run) -> None:
    """Also where it names somebody new."""
    new = ROSTER + "00103,田中 誠,0110,総務課,,一般職員,c@city.example.jp\n"
    Path("roster.csv").write_text(new, encoding="utf-8")
    assert run("cohort", "enrol", "spring", "roster.csv", "--check", "--json")["accounts"] == 0
    assert len(run("account", "list", "--json")) == 2


def test_account_of_older_people_are_made_for_a_cohort(run: Run) -> None:
    """Workspaces from before accounts have people without one."""
    with records() as database, database.session() as session:
        session.connection().exec_driver_sql("DELETE FROM accounts")
    assert run("account", "create", "--cohort", "spring", "--json") == {
        "made": ["00101", "A102"],
        "taken": [],
    }
    assert "Nobody of the cohort" in run("account", "create", "--cohort", "spring")


def test_account_that_is_made_logs_in_once_shown(run: Run) -> None:
    """The password is printed once; a new one ends it, and asks before."""
    said = run("account", "create", "Ｂoss")
    (first,) = PASSWORD.findall(said)
    assert log_in("boss", first) == "first"
    with pytest.raises(UsageError, match=r"Draw a new one.*--yes"):
        run("account", "reset", "boss")
    assert log_in("boss", first) == "first"
    second = run("account", "reset", "BOSS", "--yes", "--json")["first_password"]
    assert (log_in("boss", first), log_in("boss", second)) == ("wrong", "first")


def test_account_without_password_opens_with_none(run: Run) -> None:
    """Somebody else vouches for it."""
    assert run("account", "create", "ldap", "--no-password", "--json")["first_password"] is None
    assert log_in("ldap", "") == "no-password"


def test_account_is_disabled_and_enabled(run: Run) -> None:
    """Twice is harmless, and said."""
    password = run("account", "create", "boss", "--json")["first_password"]
    assert "terakoya account enable boss" in run("account", "disable", "boss")
    assert "disabled already" in run("account", "disable", "BOSS")
    assert log_in("boss", password) == "disabled"
    assert run("account", "list", "--json")[-1]["disabled"]
    assert run("account", "enable", "boss", "--json")["changed"]
    assert log_in("boss", password) == "first"


def test_list_of_accounts_is_searched_and_says_the_state(run: Run) -> None:
    """By words of the account, the person and the department."""
    run("role", "give", "a102", "instructor", "--cohort", "spring")
    for _time in range(5):
        log_in("00101", "wrong")
    said = run("account", "list")
    assert "rests until" in said
    assert "instructor spring" in said
    assert [one["account"] for one in run("account", "list", "税務", "--json")] == ["a102"]
    assert "No account with “zzz”" in run("account", "list", "zzz")


def test_slips_are_written_once(run: Run) -> None:
    """For their reader only; the passwords work and are nowhere else."""
    run("account", "slips", "--to", "slips.pdf", "--address", "https://terakoya.example/")
    assert stat.S_IMODE(Path("slips.pdf").stat().st_mode) == 0o600
    with pytest.raises(UsageError, match=r"slips\.pdf: There is a file already"):
        run("account", "slips", "--to", "slips.pdf", "--yes")
    kept = Path("var/terakoya.db").read_bytes() + Path("var/terakoya.db-wal").read_bytes()
    assert b"$argon2id$" in kept
    assert PASSWORD.findall(kept.decode("latin-1")) == []


def test_new_slips_end_the_old_ones_of_who_never_came(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has logged in keeps the password; who has not needs the new slip."""
    drawn = keep_drawn(monkeypatch)
    run("account", "slips", "--to", "1.pdf")
    first = dict(drawn)
    assert log_in("00101", first["00101"]) == "first"
    with pytest.raises(UsageError, match=r"Slips were printed on .* Print new ones"):
        run("account", "slips", "--to", "2.pdf")
    assert not Path("2.pdf").exists()
    told = run("account", "slips", "--to", "2.pdf", "--yes", "--json")
    assert told["accounts"] == ["a102"]
    assert log_in("00101", first["00101"]) == "first"
    assert log_in("a102", first["a102"]) == "wrong"
    assert log_in("a102", drawn["a102"]) == "first"
    assert "everybody" in run("account", "slips", "--to", "3.pdf")
    assert not Path("3.pdf").exists()


def keep_drawn(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return the passwords by account as they are set on slips."""
    from terakoya.faces.paper import login_slips  # noqa: PLC0415 - what is watched

    drawn: dict[str, str] = {}
    real = login_slips.make_login_slips

    def watched(slips: list[LoginSlip], *rest: Any) -> bytes:
        drawn.update({slip.account: slip.password for slip in slips})
        return real(slips, *rest)

    monkeypatch.setattr(login_slips, "make_login_slips", watched)
    return drawn


def test_login_while_slips_are_made_keeps_its_password(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slip of who has just come in is void, and that is said."""
    drawn = keep_drawn(monkeypatch)
    run("account", "slips", "--to", "1.pdf")
    old = drawn["a102"]
    from terakoya.faces.paper import login_slips  # noqa: PLC0415 - what is watched

    watched = login_slips.make_login_slips

    def meanwhile(*given: Any) -> bytes:
        assert log_in("a102", old) == "first"
        return watched(*given)

    monkeypatch.setattr(login_slips, "make_login_slips", meanwhile)
    told = run("account", "slips", "--to", "2.pdf", "--yes", "--json")
    assert (told["accounts"], told["void"]) == (["00101"], ["a102"])
    assert log_in("a102", old) == "first"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_sheet_is_a4_and_tagged(language: Any) -> None:
    """Eight slips a page, PDF/UA, in one's language, whatever a name holds."""
    names = ["髙﨑 ①子", "𠮷野 家 한글 😀", "長い名前の" * 9, '"#panic("x")" \\ $x$ *_`', ""]
    slips = [LoginSlip(name, name, f"a{n}", "k4mr-xt7c") for n, name in enumerate(names * 2)]
    with use_language(language):
        made = make_login_slips(slips, "", datetime(2027, 4, 1, tzinfo=UTC).date())

    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert len(pdf.pages) == 2
        assert [round(float(x)) for x in pdf.pages[0].MediaBox] == [0, 0, 595, 842]
        assert str(pdf.Root.Lang) == language
        assert bool(pdf.Root.MarkInfo.Marked)
        assert b"pdfuaid:part" in bytes(pdf.Root.Metadata.read_bytes())


def test_role_is_given_listed_and_taken(run: Run) -> None:
    """With its place and days; what was taken is listed on demand."""
    days = ("--from", "2027-04-01", "--until", "2028-03-31")
    give = ("role", "give", "Ａ102", "manager", "--department", "0120")
    assert run(*give, *days, "--json")["given"]
    assert "already" in run(*give, *days)
    (told,) = run("role", "list", "--role", "manager", "--json")
    assert (told["account"], told["place"], told["until"]) == ("a102", "0120", "2028-03-31")
    assert "no longer manager 0120" in run("role", "take", "a102", "manager")
    assert run("role", "list", "--account", "a102", "--json") == []
    assert run("role", "list", "--all", "--json")[0]["taken_at"]


REFUSED = {
    "cannot name an account": ("account", "create", "a/b"),
    "no person 999": ("account", "create", "boss", "--person", "999"),
    "00101 already": ("account", "create", "００１０１"),
    "one of both": ("account", "create"),
    "no cohort": ("account", "slips", "--to", "x.pdf", "--cohort", "winter"),
    "no account nobody": ("account", "disable", "nobody"),
    "no role that can be given": ("role", "give", "00101", "learner"),
    "no department": ("role", "give", "00101", "manager", "--department", "9"),
    "not of both": ("role", "give", "00101", "hr", "--cohort", "spring", "--department", "0110"),
    "does not have the role": ("role", "take", "00101", "hr"),
    "is no date": ("role", "give", "00101", "hr", "--from", "soon"),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_makes_no_sense_changes_nothing(run: Run, sentence: str) -> None:
    """One sentence, exit code 2, nothing written or noted."""
    before = look(run)
    with pytest.raises(UsageError, match=sentence) as refused:
        run(*REFUSED[sentence])
    assert "\n" not in refused.value.sentence
    assert look(run) == before


def look(run: Run) -> list[Any]:
    """Return what is noted, who has an account, and which files there are."""
    return [run("log", "--json"), run("account", "list", "--json"), sorted(Path().iterdir())]
