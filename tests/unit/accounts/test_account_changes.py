"""Promises of making accounts: one person, one account, one spelling."""

from __future__ import annotations

from typing import Any

import pytest

from terakoya.accounts import account_name, create_account, require_account_name, reset_password
from terakoya.accounts.first_passwords import draw_first_password
from terakoya.errors import UsageError
from terakoya.records import Database
from terakoya.records.account_records import list_accounts
from tests.unit.accounts.office import STAMP


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("A103", "a103"),
        ("Ａ１０３", "a103"),
        ("000123", "000123"),
        ("山田", "山田"),
        ("ﾔﾏﾀﾞ", "ヤマダ"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
        ("ﬁre", "fire"),
    ],
)
def test_name_is_compared_without_width_and_case(typed: str, name: str) -> None:
    """And comparing it once more changes nothing."""
    assert account_name(typed) == name
    assert account_name(name) == name


BAD_NAMES = ["", " ", ".", "..", "-a", "_a", "@a", "a b", "a/b", "a\\b", "a:b", "a*", "a\0", "a\nb"]


@pytest.mark.parametrize("name", [*BAD_NAMES, "\ud800", "a\u202eb", "é" * 49, "𠮷" * 49])
def test_name_that_is_no_folder_is_refused(name: str) -> None:
    """Names are folders and parts of addresses."""
    with pytest.raises(UsageError, match="cannot name an account"):
        require_account_name(name)


@pytest.mark.parametrize("name", ["a", "000123", "山田", "a.b_c-d@city.example.jp", "0" * 48])
def test_usual_name_is_taken(name: str) -> None:
    """The control."""
    assert require_account_name(name) == name


@pytest.mark.parametrize("again", ["a103", "A103", "Ａ103"])
def test_second_account_of_a_name_is_refused(database: Database, again: str) -> None:
    """Also where only the case is another one."""
    create_account(database, "a103", STAMP)
    with pytest.raises(UsageError, match="a103 already"):
        create_account(database, again, STAMP)


def test_person_has_one_account(database: Database) -> None:
    """And it is of somebody whom the records know."""
    create_account(database, "tanaka", STAMP, person_id="A103")
    with pytest.raises(UsageError, match="has the account tanaka already"):
        create_account(database, "other", STAMP, person_id="A103")
    with pytest.raises(UsageError, match="no person 999"):
        create_account(database, "other", STAMP, person_id="999")
    with database.reading() as session:
        (account,) = list_accounts(session)
    assert (account.name, account.person_id, account.has_password) == ("tanaka", "A103", False)


def test_password_of_no_account_is_not_reset(database: Database) -> None:
    """The sentence names the account."""
    with pytest.raises(UsageError, match="no account nobody"):
        reset_password(database, "nobody", STAMP)


def test_first_passwords_are_read_without_mistakes() -> None:
    """No characters that look alike, no words, no two the same."""
    drawn = [draw_first_password() for _time in range(500)]
    assert len(set(drawn)) == 500
    letters = set("".join(drawn)) - {"-"}
    for alike in ("0o", "1li", "2z", "5s", "6b8", "9gq", "uv", "mn", "aeiou"):
        assert len(letters & set(alike)) <= 1, alike
    assert {len(one) for one in drawn} == {19}


def test_first_password_would_be_a_good_one() -> None:
    """Nobody is given what they may not choose."""
    from terakoya.accounts import require_good_password  # noqa: PLC0415 - beside its use

    for _time in range(10):
        require_good_password(draw_first_password(), ["00101"])


def test_first_password_comes_from_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not from a generator whose next value can be worked out."""
    import secrets  # noqa: PLC0415 - what is replaced

    asked: list[Any] = []
    monkeypatch.setattr(secrets, "choice", lambda values: asked.append(values) or values[0])
    draw_first_password()
    assert len(asked) == 16
