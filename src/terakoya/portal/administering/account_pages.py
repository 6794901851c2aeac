"""Accounts and their roles: the list, one account, and what is changed of it.

What can be undone is done at once: roles are given again, accounts opened again. A new first
password cannot be taken back, so it asks first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from terakoya.accounts import (
    create_account,
    disable_account,
    enable_account,
    give_role,
    reset_password,
    take_roles,
)
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Stamp
from terakoya.model.account_roles import RoleGrant
from terakoya.model.permissions import ANYTHING, GIVEN_ROLES, Action, Scope
from terakoya.model.posting import Period
from terakoya.portal.administering.account_rows import AccountRow, name_role, read_account_rows
from terakoya.portal.administering.backup_rows import is_overdue, read_backup_rows
from terakoya.portal.links import go_to
from terakoya.portal.listing import Column, give_csv, make_listing, moment_order, read_wish
from terakoya.portal.page_context import NO_FORM, PageContext, Sent
from terakoya.portal.page_rendering import render_page
from terakoya.records import list_cohorts
from terakoya.records.department_records import departments_on
from terakoya.records.posting_records import today_of

__all__ = ["account_router"]


def account_router(context: PageContext) -> APIRouter:
    """Return the routes of accounts and roles."""
    pages = _Pages(context)
    router = APIRouter()
    reading = ["GET", "HEAD"]
    for path, method, does in (
        ("/accounts", reading, pages.show_all),
        ("/accounts", ["POST"], pages.make),
        ("/accounts.csv", reading, pages.give),
        ("/accounts/{name}", reading, pages.show),
        ("/accounts/{name}", ["POST"], pages.change),
    ):
        router.add_api_route(path, does, response_model=None, methods=method)
    return router


@dataclass(frozen=True)
class _Pages:
    context: PageContext

    def show_all(self, request: Request) -> Response:
        """Show every account, and the form for a new one."""
        self._require(request)
        return self._all(request)

    def give(self, request: Request) -> Response:
        """Give the rows of the page as CSV."""
        self._require(request)
        return give_csv("accounts.csv", _columns(), self._rows(), read_wish(request))

    def show(self, request: Request, name: str) -> Response:
        """Show one account with its roles."""
        self._require(request)
        return self._one(request, name)

    async def make(self, request: Request) -> Response:
        """Make an account with a first password, which is shown once."""
        form = await self._take(request)
        return await run_in_threadpool(self._make, request, form)

    async def change(self, request: Request, name: str) -> Response:
        """Give or take a role, disable, open again, or draw a new first password."""
        form = await self._take(request)
        return await run_in_threadpool(self._change, request, name, form)

    def _make(self, request: Request, form: Sent) -> Response:
        database, stamp = self.context.office.database, self.context.stamp(request)
        try:
            account = create_account(
                database, form.one("name"), stamp, person_id=form.one("person")
            )
            password = reset_password(database, account.name, stamp)
        except UsageError as error:
            known = form.one("person") and form.one("person") in error.what
            field = "person" if known else "name"
            return self._all(request, problem=error.sentence, form=form, field=field)
        return self._one(request, account.name, password=password)

    def _change(self, request: Request, name: str, form: Sent) -> Response:
        wish = form.one("do")
        if wish == "password":
            return self._draw_password(request, name, confirmed=bool(form.one("confirmed")))
        do = _CHANGES.get(wish)
        if do is None:
            raise HTTPException(400)
        try:
            if wish in ("disable", "take") and self.context.person(request).account == name:
                raise UsageError(
                    _("You cannot take your own rights away."),
                    remedy=_("Ask another administrator."),
                )
            do(self.context, name, form, self.context.stamp(request))
        except (UsageError, ValueError) as error:
            said = error.sentence if isinstance(error, UsageError) else _("This is no day.")
            is_day = not isinstance(error, UsageError)
            field = "" if wish != "give" else "first" if is_day else _place_field(form)
            return self._one(request, name, problem=said, form=form, field=field)
        return go_to(request, f"/accounts/{quote(name)}?done={wish}")

    def _draw_password(self, request: Request, name: str, *, confirmed: bool) -> Response:
        if not confirmed:
            return self._one(request, name, asks=True)
        try:
            password = reset_password(
                self.context.office.database, name, self.context.stamp(request)
            )
        except UsageError:
            raise HTTPException(404) from None
        return self._one(request, name, password=password)

    def _all(
        self, request: Request, problem: str = "", form: Sent = NO_FORM, field: str = ""
    ) -> Response:
        listing = make_listing(
            "accounts", _("Accounts"), _columns(), self._rows(), read_wish(request), "/accounts.csv"
        )
        status = 422 if problem else 200
        return render_page(
            request,
            "accounts.html",
            status,
            listing=listing,
            problem=problem,
            form=form,
            field=field,
            backup_overdue=self._is_backup_overdue(),
        )

    def _is_backup_overdue(self) -> bool:
        office = self.context.office
        if office.backups is None:
            return False
        with office.database.reading() as session:
            rows = read_backup_rows(session, office.backups)
        return is_overdue(rows, office.backups, office.clock())

    def _one(self, request: Request, name: str, problem: str = "", **shown: object) -> Response:
        rows = self._rows(name)
        if not rows:
            raise HTTPException(404)
        with self.context.office.database.reading() as session:
            cohorts = [one for one in list_cohorts(session) if one.archived_at is None]
            departments = departments_on(session, today_of(session)).values()
        values = {"password": "", "asks": False, "form": NO_FORM, "field": ""} | shown
        return render_page(
            request,
            "account.html",
            422 if problem else 200,
            row=rows[0],
            roles=[
                (role.value, name_role(RoleGrant("", role.value)), scope.value)
                for role, scope in GIVEN_ROLES.items()
            ],
            role_words=name_role,
            cohorts=cohorts,
            departments=departments,
            done=request.query_params.get("done", ""),
            problem=problem,
            **values,
        )

    def _rows(self, only: str | None = None) -> list[AccountRow]:
        with self.context.office.database.reading() as session:
            return read_account_rows(session, today_of(session), only)

    def _require(self, request: Request) -> None:
        self.context.require(request, Action.MANAGE_ACCOUNTS, ANYTHING)

    async def _take(self, request: Request) -> Sent:
        return await self.context.take_form(request, Action.MANAGE_ACCOUNTS, ANYTHING)


def _place_field(form: Sent) -> str:
    """Return the field of a role's place, as far as the role has one."""
    scopes = {role.value: scope for role, scope in GIVEN_ROLES.items()}
    fields = {Scope.COHORT: "cohort", Scope.DEPARTMENT: "department"}
    return fields.get(scopes.get(form.one("role"), Scope.EVERYTHING), "role")


def _give(context: PageContext, name: str, form: Sent, stamp: Stamp) -> None:
    role = form.one("role")
    scope = next((scope for one, scope in GIVEN_ROLES.items() if one.value == role), None)
    place = {Scope.COHORT: form.one("cohort"), Scope.DEPARTMENT: form.one("department")}.get(
        scope or Scope.EVERYTHING, ""
    )
    period = Period(_day(form.one("first")), _day(form.one("last")))
    give_role(context.office.database, RoleGrant(name, role, place, period), stamp)


def _take_role(context: PageContext, name: str, form: Sent, stamp: Stamp) -> None:
    take_roles(context.office.database, name, form.one("role"), stamp, form.one("place"))


def _disable(context: PageContext, name: str, _form: Sent, stamp: Stamp) -> None:
    disable_account(context.office.database, name, stamp)


def _enable(context: PageContext, name: str, _form: Sent, stamp: Stamp) -> None:
    enable_account(context.office.database, name, stamp)


_CHANGES: dict[str, Callable[[PageContext, str, Sent, Stamp], None]] = {
    "give": _give,
    "take": _take_role,
    "disable": _disable,
    "enable": _enable,
}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _columns() -> list[Column[AccountRow]]:
    return [
        Column[AccountRow](
            "name",
            _("Account"),
            lambda row: row.account.name,
            lambda row: f"/accounts/{quote(row.account.name)}",
        ),
        Column[AccountRow]("person", _("Staff number"), lambda row: row.account.person_id),
        Column[AccountRow]("who", _("Name"), lambda row: row.person),
        Column[AccountRow]("department", _("Department"), lambda row: row.department),
        Column[AccountRow]("roles", _("Roles"), lambda row: row.role_words),
        Column[AccountRow]("status", _("Status"), lambda row: row.status),
        Column[AccountRow](
            "login",
            _("Last login"),
            lambda row: row.last_login,
            order=lambda row: moment_order(row.account.last_login_at),
            is_text=True,
        ),
    ]
