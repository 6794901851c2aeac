"""Making accounts and changing them; each change is an event of the same transaction."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from terakoya.accounts.account_names import account_name, require_account_name
from terakoya.accounts.first_passwords import draw_first_password
from terakoya.accounts.logging_in import check_password
from terakoya.accounts.password_hashes import hash_password
from terakoya.accounts.password_policy import require_good_password
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Event, EventKind, Stamp
from terakoya.model.account_roles import Account
from terakoya.records import Database, add_events, find_learner
from terakoya.records.account_records import (
    account_of_person,
    add_account,
    find_account,
    set_disabled,
    set_password,
)
from terakoya.records.login_tries import forget_tries

__all__ = ["change_password", "create_account", "disable_account", "enable_account"]
__all__ += ["keep_chosen_password", "require_account", "reset_password"]


def create_account(
    database: Database, name: str, stamp: Stamp, *, person_id: str = "", password: str | None = None
) -> Account:
    """Make an account.

    Args:
        person_id: the staff number of whose it is; empty for somebody from outside.
        password: the first one, to be changed at the first login; an empty one for an account that
            somebody else vouches for (LDAP, say). None draws none: `reset_password` will.

    Raises:
        UsageError: the name cannot be one or is taken, or there is no such person, or they have
            an account.
    """
    key = require_account_name(name)
    kept = hash_password(password) if password else ""
    with database.session() as session:
        _require_free(session, key, person_id)
        add_account(session, key, person_id, stamp.at)
        if kept:
            set_password(session, key, kept, must_change=True, at=stamp.at)
        event = Event(EventKind.ACCOUNT_MADE, learner_id=person_id, data={"account": key})
        add_events(session, stamp, [event])
        return require_account(session, key)


def _require_free(session: Session, key: str, person_id: str) -> None:
    if find_account(session, key) is not None:
        raise UsageError(
            _("There is an account {name} already.").format(name=key),
            remedy=_("Upper and lower case, full and half width are the same name."),
        )
    if not person_id:
        return
    if find_learner(session, person_id) is None:
        raise UsageError(
            _("There is no person {id}.").format(id=person_id),
            remedy=_("Enrol them with a roster, or leave the person out."),
        )
    if (other := account_of_person(session, person_id)) is not None:
        raise UsageError(
            _("{id} has the account {name} already.").format(id=person_id, name=other.name),
            remedy=_("One person has one account."),
        )


def reset_password(
    database: Database, name: str, stamp: Stamp, draw: Callable[[], str] = draw_first_password
) -> str:
    """Give an account a new first password, and return it: it is kept nowhere.

    Raises:
        UsageError: there is no such account.
    """
    password = draw()
    kept = hash_password(password)
    with database.session() as session:
        account = require_account(session, name)
        set_password(session, account.name, kept, must_change=True, at=stamp.at)
        forget_tries(session, account.name)
        add_events(session, stamp, [_tell(EventKind.PASSWORD_RESET, account)])
    return password


def change_password(database: Database, name: str, old: str, new: str, *, stamp: Stamp) -> None:
    """Take a password that somebody chose for themselves.

    Raises:
        LoginRefusedError: the old one is wrong, as in `check_password`.
        UsageError: the new one may not be chosen, or is the old one.
    """
    with database.reading() as session:
        before = find_account(session, account_name(name))
        person = find_learner(session, before.person_id) if before else None
    check_password(database, name, old, now=stamp.at)
    if before is None:
        return  # no account is ever taken away, so there is nobody who could be let in
    if new == old:
        raise UsageError(_("The new password is the old one."), remedy=_("Choose another one."))
    known = [before.name, *([person.name, person.email, person.id] if person else [])]
    require_good_password(new, known)
    keep_chosen_password(database, before, new, stamp)


def keep_chosen_password(database: Database, before: Account, new: str, stamp: Stamp) -> None:
    """Keep a password that may be chosen, unless another one came since `before` was read.

    Raises:
        UsageError: whoever manages accounts has just reset it; theirs holds.
    """
    kept = hash_password(new)
    with database.session() as session:
        account = require_account(session, before.name)
        if account.password_changed_at != before.password_changed_at:
            raise UsageError(
                _("The password has just been changed by somebody else."),
                remedy=_("Log in with that one, or ask whoever runs the site."),
            )
        set_password(session, account.name, kept, must_change=False, at=stamp.at)
        add_events(session, stamp, [_tell(EventKind.PASSWORD_CHANGED, account)])


def disable_account(database: Database, name: str, stamp: Stamp) -> bool:
    """Let nobody log in with an account any more; False where it is so already.

    Raises:
        UsageError: there is no such account.
    """
    return _switch(database, name, stamp, disabled=True)


def enable_account(database: Database, name: str, stamp: Stamp) -> bool:
    """Undo `disable_account`, and forget what was tried in vain."""
    return _switch(database, name, stamp, disabled=False)


def _switch(database: Database, name: str, stamp: Stamp, *, disabled: bool) -> bool:
    with database.session() as session:
        account = require_account(session, name)
        if not disabled:
            forget_tries(session, account.name)
        if (account.disabled_at is not None) is disabled:
            return False
        set_disabled(session, account.name, stamp.at if disabled else None)
        kind = EventKind.ACCOUNT_DISABLED if disabled else EventKind.ACCOUNT_ENABLED
        add_events(session, stamp, [_tell(kind, account)])
    return True


def _tell(kind: EventKind, account: Account) -> Event:
    return Event(kind, learner_id=account.person_id, data={"account": account.name})


def require_account(session: Session, name: str) -> Account:
    """Return the account of a name, however it is written.

    Raises:
        UsageError: there is none.
    """
    account = find_account(session, account_name(name))
    if account is None:
        raise UsageError(
            _("There is no account {name}.").format(name=account_name(name)),
            remedy=_("See all of them with: terakoya account list"),
        )
    return account
