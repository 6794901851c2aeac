"""Whether a name and a password belong together.

Whatever is wrong is answered with one sentence, after the same work: who tries names finds out
nothing. The reason is for logs and for whoever manages accounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from terakoya.accounts.account_names import account_name
from terakoya.accounts.password_hashes import hash_password, is_outdated, matches
from terakoya.errors import LoginRefusedError
from terakoya.language import gettext as _
from terakoya.model import Event, EventKind, Stamp
from terakoya.records import Database, add_events
from terakoya.records.account_records import StoredPassword, note_login, read_password
from terakoya.records.login_tries import count_try, forget_tries, locked_until

__all__ = ["Login", "Refusal", "check_password", "count_login", "refuse_login"]


class Refusal(StrEnum):
    """Why nobody was let in; people are told only that."""

    RESTS = "rests"  # it was tried too often
    UNKNOWN = "unknown"
    WRONG = "wrong"
    NO_PASSWORD = "no-password"  # noqa: S105
    DISABLED = "disabled"


@dataclass(frozen=True)
class Login:
    """Somebody who has shown who they are.

    Attributes:
        account: the name as names are compared.
        must_change: whether they have to choose a password before anything else.
    """

    account: str
    must_change: bool


def check_password(database: Database, name: str, password: str, *, now: datetime) -> Login:
    """Return who logs in, and note it.

    Raises:
        LoginRefusedError: nobody is let in; its `reason` is a `Refusal`.
    """
    key = account_name(name)
    kept, refusal = count_login(database, key, now)
    # also where the answer is known already: who measures how long it takes learns nothing
    is_right = matches(password, kept.hash if kept is not None and refusal is None else "")
    refusal = refusal or _judge(kept, is_right=is_right)
    if refusal is not None or kept is None:
        raise refuse_login(refusal)
    _let_in(database, key, password, kept, now)
    return Login(key, kept.must_change)


def count_login(
    database: Database, key: str, now: datetime
) -> tuple[StoredPassword | None, Refusal | None]:
    """Count a try before anything is looked at, for every name alike.

    Returns: what is kept of the account's password, and why the try is not to be looked at.
    """
    with database.session() as session:
        kept = read_password(session, key)
        if not count_try(session, key, now):
            return kept, Refusal.RESTS
        if kept is not None and (until := locked_until(session, key, now)) is not None:
            data = {"account": key, "until": until.isoformat()}
            event = Event(EventKind.ACCOUNT_RESTS, learner_id=kept.person_id, data=data)
            add_events(session, Stamp(now, key), [event])
        return kept, None


def refuse_login(refusal: Refusal | None) -> LoginRefusedError:
    """Return what is said of every refusal."""
    return LoginRefusedError(
        _("The name and the password do not open an account, or it has to rest."),
        remedy=_("Check both. After several tries wait a while; then ask whoever runs the site."),
        reason=str(refusal),
    )


def _judge(kept: StoredPassword | None, *, is_right: bool) -> Refusal | None:
    if kept is None:
        return Refusal.UNKNOWN
    if not kept.hash:
        return Refusal.NO_PASSWORD
    if not is_right:
        return Refusal.WRONG
    return Refusal.DISABLED if kept.is_disabled else None


def _let_in(
    database: Database, key: str, password: str, kept: StoredPassword, now: datetime
) -> None:
    new_hash = hash_password(password) if is_outdated(kept.hash) else ""
    with database.session() as session:
        current = read_password(session, key)
        same = current is not None and current.hash == kept.hash  # nobody has changed it meanwhile
        forget_tries(session, key)
        note_login(session, key, now, new_hash if same else "")
