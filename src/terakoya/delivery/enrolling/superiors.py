"""Who a person's superior is: the manager of the own department, else of the next one above."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from terakoya.model.account_roles import Account
from terakoya.model.permissions import Role
from terakoya.records.account_records import list_accounts, list_roles
from terakoya.records.department_records import departments_on
from terakoya.records.posting_records import department_on

__all__ = ["Superiors"]


class Superiors:
    """The managers of a day, by department; made once, asked for many people."""

    def __init__(self, session: Session, day: date) -> None:
        self._session, self._day = session, day
        self._tree = departments_on(session, day)
        in_use = {one.name: one for one in list_accounts(session) if one.disabled_at is None}
        self._managers: dict[str, list[Account]] = {}
        for grant in list_roles(session):
            is_manager = grant.role == Role.MANAGER.value and grant.holds_on(day)
            if is_manager and grant.account in in_use:
                self._managers.setdefault(grant.place, []).append(in_use[grant.account])

    def of(self, person_id: str) -> tuple[Account, ...]:
        """Return the accounts of a person's superiors: nobody is their own; empty for none."""
        return self.above(person_id, department_on(self._session, person_id, self._day) or "")

    def above(self, person_id: str, code: str) -> tuple[Account, ...]:
        """Return the same of somebody whose main department is known."""
        seen: set[str] = set()
        while code and code not in seen:
            seen.add(code)
            found = {
                one.name: one
                for one in self._managers.get(code, ())
                if one.person_id != person_id or not one.person_id
            }
            if found:
                return tuple(found.values())
            code = self._tree[code].parent_code if code in self._tree else ""
        return ()
