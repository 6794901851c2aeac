"""Accounts: who may log in, with what, and as whom the site then knows them.

Names are imported when they are first used: whoever enrols a roster needs no Argon2.
"""

from typing import TYPE_CHECKING

from terakoya.reexport import import_when_used

if TYPE_CHECKING:
    from terakoya.accounts.account_changes import (
        change_password,
        create_account,
        disable_account,
        enable_account,
        require_account,
        reset_password,
    )
    from terakoya.accounts.account_names import account_name, require_account_name
    from terakoya.accounts.logging_in import Login, Refusal, check_password
    from terakoya.accounts.missing_accounts import MissingAccounts, make_missing_accounts
    from terakoya.accounts.password_policy import SHORTEST_PASSWORD, require_good_password
    from terakoya.accounts.person_grants import person_of
    from terakoya.accounts.role_changes import find_role, give_role, take_roles
    from terakoya.accounts.vouched_logins import count_vouched, note_vouched

__all__ = ["SHORTEST_PASSWORD", "Login", "MissingAccounts", "Refusal"]
__all__ += ["account_name", "change_password", "check_password", "count_vouched"]
__all__ += ["create_account", "note_vouched"]
__all__ += ["disable_account", "enable_account", "find_role", "give_role", "person_of"]
__all__ += ["make_missing_accounts", "require_account", "require_account_name"]
__all__ += ["require_good_password", "reset_password", "take_roles"]

__getattr__ = import_when_used(
    __name__,
    {
        "account_changes": "change_password create_account disable_account enable_account "
        "require_account reset_password",
        "account_names": "account_name require_account_name",
        "logging_in": "Login Refusal check_password",
        "missing_accounts": "MissingAccounts make_missing_accounts",
        "password_policy": "SHORTEST_PASSWORD require_good_password",
        "person_grants": "person_of",
        "role_changes": "find_role give_role take_roles",
        "vouched_logins": "count_vouched note_vouched",
    },
)
