"""Logins whose password somebody else has checked: counted, and noted, as our own are."""

from __future__ import annotations

from datetime import datetime

from terakoya.accounts.account_names import account_name
from terakoya.accounts.logging_in import Refusal, count_login, refuse_login
from terakoya.records import Database
from terakoya.records.account_records import note_login, read_password
from terakoya.records.login_tries import forget_tries

__all__ = ["count_vouched", "note_vouched"]


def count_vouched(database: Database, name: str, *, now: datetime) -> None:
    """Count a try before anybody is asked whether the password is right.

    Raises:
        LoginRefusedError: the name rests; nobody is to be asked.
    """
    _kept, refusal = count_login(database, account_name(name), now)
    if refusal is Refusal.RESTS:
        raise refuse_login(refusal)


def note_vouched(database: Database, name: str, *, now: datetime) -> None:
    """Note that somebody has logged in: their tries are forgotten, and this was their last login.

    Nothing is noted of whoever has no account here.
    """
    key = account_name(name)
    with database.session() as session:
        if read_password(session, key) is not None:
            forget_tries(session, key)
            note_login(session, key, now)
