"""Promises of logging in: only who knows the password; nobody learns which names there are."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from terakoya.accounts import (
    change_password,
    check_password,
    create_account,
    disable_account,
    enable_account,
    logging_in,
    password_hashes,
    reset_password,
)
from terakoya.errors import LoginRefusedError, UsageError
from terakoya.model import EventKind, Stamp
from terakoya.records import Database, database_url, list_events, open_database
from terakoya.records.account_records import find_account, read_password
from terakoya.records.login_tries import FREE_TRIES
from tests.unit.accounts.office import NOW, STAMP

GOOD = "correct horse battery staple"
WRONG = "a wrong password of somebody"


@pytest.fixture(autouse=True)
def _account(database: Database) -> None:
    create_account(database, "A103", STAMP, person_id="A103", password=GOOD)


def refuse(database: Database, name: str, password: str, seconds: float = 0) -> LoginRefusedError:
    """Return how somebody is refused."""
    with pytest.raises(LoginRefusedError) as caught:
        check_password(database, name, password, now=NOW + timedelta(seconds=seconds))
    return caught.value


@pytest.mark.parametrize("name", ["A103", "a103", "Ａ１０３", " ａ１０３ "])
def test_login_works_however_the_name_is_typed(database: Database, name: str) -> None:
    """Width and case say nothing; the login has the one name, and has to be changed at first."""
    login = check_password(database, name, GOOD, now=NOW)
    assert (login.account, login.must_change) == ("a103", True)
    with database.reading() as session:
        account = find_account(session, "a103")
    assert account is not None
    assert account.last_login_at == NOW


def test_full_width_password_is_the_same_one(database: Database) -> None:
    """A keyboard that was left in full width locks nobody out."""
    wide = GOOD.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert wide != GOOD
    assert check_password(database, "a103", wide, now=NOW).account == "a103"


def test_refusal_is_one_sentence_whatever_is_wrong(database: Database) -> None:
    """Unknown, wrong, without password, disabled, resting: nobody can tell which; logs can."""
    create_account(database, "no-password", STAMP)
    create_account(database, "gone", STAMP, password=GOOD)
    disable_account(database, "gone", STAMP)
    found = [
        refuse(database, "nobody", GOOD),
        refuse(database, "a103", WRONG),
        refuse(database, "no-password", ""),
        refuse(database, "gone", GOOD),
        refuse(database, "", ""),
        refuse(database, "a103", "x" * 100_000),
        refuse(database, "\ud800", "\ud800"),
        refuse(database, "a\0", "\0"),
    ]
    found += [refuse(database, "a103", WRONG) for _time in range(FREE_TRIES)]
    assert len({error.sentence for error in found}) == 1
    reasons = [error.reason for error in found]
    assert reasons[:4] == ["unknown", "wrong", "no-password", "disabled"]
    assert reasons[-1] == "rests"
    assert "gone" not in found[0].sentence


@pytest.mark.parametrize("name", ["a103", "nobody"])
def test_same_work_is_done_for_known_and_unknown_names(
    database: Database, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One hash is worked out with today's parameters, also while the name rests."""
    worked: list[bool] = []
    real = PasswordHasher.verify

    def verify(self: PasswordHasher, kept: str, password: bytes) -> bool:
        worked.append(not self.check_needs_rehash(kept))
        return real(self, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    for _time in range(FREE_TRIES + 2):
        refuse(database, name, WRONG)
    assert worked == [True] * (FREE_TRIES + 2)


@pytest.mark.parametrize("name", ["a103", "nobody"])
def test_name_rests_longer_and_longer(database: Database, name: str) -> None:
    """After five tries half a minute, then twice as long each time, an hour at most."""
    second, rests = 0.0, []
    for _time in range(FREE_TRIES - 1):
        assert refuse(database, name, WRONG, second).reason != "rests"
    for _time in range(10):
        assert refuse(database, name, WRONG, second).reason != "rests"
        begun = second
        while refuse(database, name, WRONG, second + 1).reason == "rests":
            second += 29
        rests.append(second - begun)
        second += 4000  # surely over
    assert rests == sorted(rests)
    assert rests[0] <= 30 < rests[1]
    assert 3000 < rests[-1] <= 3700


def test_right_password_does_not_help_while_the_name_rests(database: Database) -> None:
    """And does so afterwards, and all is forgotten then."""
    for _time in range(FREE_TRIES):
        refuse(database, "a103", WRONG)
    assert refuse(database, "a103", GOOD, 10).reason == "rests"
    check_password(database, "a103", GOOD, now=NOW + timedelta(seconds=31))
    for _time in range(FREE_TRIES - 1):
        assert refuse(database, "a103", WRONG, 32).reason == "wrong"
    assert check_password(database, "a103", GOOD, now=NOW + timedelta(seconds=33))


def test_tries_are_kept_by_the_database(database: Database, tmp_path: Path) -> None:
    """A restart forgets none of them; that the account rests is an event."""
    for _time in range(FREE_TRIES):
        refuse(database, "a103", WRONG)
    database.close()
    again = open_database(database_url(tmp_path))
    assert refuse(again, "a103", GOOD, 5).reason == "rests"
    with again.reading() as session:
        kinds = [event.kind for _stamp, event in list_events(session)]
    again.close()
    assert kinds.count(EventKind.ACCOUNT_RESTS) == 1


def test_many_tries_at_once_are_not_more_tries(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of forty guesses that come together, over two connections, five are looked at."""
    looked_at: list[str] = []
    lock = threading.Lock()
    real = logging_in.matches

    def counting(password: str, kept: str) -> bool:
        if kept:
            with lock:
                looked_at.append(password)
        return real(password, kept)

    monkeypatch.setattr(logging_in, "matches", counting)
    other = open_database(database_url(tmp_path))

    def guess(number: int) -> str:
        return refuse((database, other)[number % 2], "a103", f"guess number {number}").reason

    with ThreadPoolExecutor(8) as pool:
        reasons = list(pool.map(guess, range(40)))
    other.close()
    assert len(looked_at) == FREE_TRIES
    assert reasons.count("wrong") == FREE_TRIES
    assert reasons.count("rests") == 40 - FREE_TRIES


def test_tries_counted_afterwards_let_more_through(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: where a try is counted after it was looked at, all that come together pass."""
    everybody = threading.Barrier(FREE_TRIES * 2)
    real = logging_in.matches

    def together(password: str, kept: str) -> bool:
        everybody.wait()
        return real(password, kept)

    def count_nothing(database: Database, key: str, now: object) -> object:
        with database.reading() as session:
            return read_password(session, key), None

    monkeypatch.setattr(logging_in, "matches", together)
    monkeypatch.setattr(logging_in, "count_login", count_nothing)
    with ThreadPoolExecutor(FREE_TRIES * 2) as pool:
        reasons = list(
            pool.map(lambda _n: refuse(database, "a103", WRONG).reason, range(FREE_TRIES * 2))
        )
    assert reasons == ["wrong"] * (FREE_TRIES * 2)


def test_disabled_account_comes_back(database: Database) -> None:
    """With the same password, and without what was tried in vain meanwhile."""
    assert disable_account(database, "A103", STAMP)
    assert not disable_account(database, "A103", STAMP)
    for _time in range(FREE_TRIES):
        refuse(database, "a103", WRONG)
    assert enable_account(database, "a103", STAMP)
    assert check_password(database, "a103", GOOD, now=NOW).account == "a103"


def test_hash_with_older_parameters_is_made_anew(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the next login; the password stays."""
    stronger = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)
    monkeypatch.setattr(password_hashes, "_HASHER", stronger)
    before = kept(database)
    assert check_password(database, "a103", GOOD, now=NOW).must_change
    after = kept(database)
    assert before != after
    assert not stronger.check_needs_rehash(after)
    check_password(database, "a103", GOOD, now=NOW)
    assert kept(database) == after


def kept(database: Database) -> str:
    """Return what is kept of the password."""
    with database.reading() as session:
        found = read_password(session, "a103")
    assert found is not None
    return found.hash


def test_hashes_are_those_of_the_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id with 64 MiB and three passes (RFC 9106), and never twice the same."""
    monkeypatch.undo()
    first, second = (password_hashes.hash_password(GOOD) for _time in range(2))
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert first != second
    assert password_hashes.matches(GOOD, first)
    assert not password_hashes.matches(WRONG, first)
    assert not password_hashes.matches("", "")


def test_own_password_takes_the_place_of_the_first(database: Database) -> None:
    """Then nothing has to be changed; the first one is over."""
    new = "kumo no naka no densha 7"
    change_password(database, "Ａ103", GOOD, new, stamp=STAMP)
    login = check_password(database, "a103", new, now=NOW)
    assert not login.must_change
    assert refuse(database, "a103", GOOD).reason == "wrong"


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("k7-k7", "shorter than 12"),
        ("十文字のパスワード", "shorter than 12"),
        ("x" * 201, "longer than 200"),
        ("a103a103a103", "mostly your name"),
        ("A103@city.example.jp", "mostly your name"),
        ("passwordpassword", "guessed first"),
        ("123456789012", "guessed first"),
        ("qwertyuiop12", "guessed first"),
        ("aaaaaaaaaaaaaaaa", "guessed first"),
        (GOOD, "the old one"),
    ],
)
def test_bad_password_may_not_be_chosen(database: Database, password: str, why: str) -> None:
    """The sentence says why, never which; the old one stays."""
    with pytest.raises(UsageError, match=why) as caught:
        change_password(database, "a103", GOOD, password, stamp=STAMP)
    assert password not in caught.value.sentence
    assert check_password(database, "a103", GOOD, now=NOW).must_change


@pytest.mark.parametrize(
    "password",
    [
        "みどりのたぬきがはしる夜",
        "kumo no naka no densha",
        "only small letters here",
        "9174 0263 5518 77",
    ],
)
def test_long_password_of_any_characters_may_be_chosen(database: Database, password: str) -> None:
    """The control: there are no rules on kinds of characters."""
    change_password(database, "a103", GOOD, password, stamp=STAMP)
    assert check_password(database, "a103", password, now=NOW).account == "a103"


def test_password_is_not_changed_over_a_reset(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who manages accounts resets it in just that moment: theirs holds."""
    from terakoya.accounts import account_changes  # noqa: PLC0415 - its door to the policy

    def reset_meanwhile(password: str, names: object) -> None:
        stamp = Stamp(NOW + timedelta(seconds=1), "admin")
        reset_password(database, "a103", stamp, lambda: "a first password")

    monkeypatch.setattr(account_changes, "require_good_password", reset_meanwhile)
    with pytest.raises(UsageError, match="just been changed"):
        change_password(database, "a103", GOOD, "my own long password", stamp=STAMP)
    assert check_password(database, "a103", "a first password", now=NOW).must_change
