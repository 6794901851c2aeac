"""The pages of logging in and of changing a password, in the site's own style.

Forms carry JupyterHub's own ``_xsrf``; nothing is inline, nothing comes from elsewhere.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from jupyterhub.handlers.login import LoginHandler, LogoutHandler

from terakoya.errors import LoginRefusedError, TerakoyaError, UsageError
from terakoya.hub.pages.office_page import OfficePage
from terakoya.language import gettext as _
from terakoya.language import use_language

__all__ = ["OfficePage", "login_routes", "say"]


def login_routes() -> list[Any]:
    """Return the pages that stand in the place of JupyterHub's own, and ours beside them."""
    return [
        (r"/login", OfficeLoginHandler),
        (r"/logout", OfficeLogoutHandler),
        (r"/change-password", ChangePasswordHandler),
    ]


class OfficeLoginHandler(OfficePage, LoginHandler):  # type: ignore[misc]
    """The form for name and password; with an outside provider, the way there."""

    async def _render(self, login_error: str | None = None, username: str | None = None) -> None:
        kind = self.authenticator
        outside = "" if _asks_for_passwords(kind) else kind.login_url(self.hub.base_url)
        query = f"?{urlencode({'next': self.next_page()})}" if self.next_page() else ""
        await self.show(
            "office_login.html",
            status=403 if login_error else 200,
            problem=login_error or "",
            username=username or "",
            outside=outside and outside + query,
            service=kind.login_service,
            can_change=hasattr(kind, "check"),
        )

    async def get(self) -> None:
        """Show the form; whoever is in already goes on."""
        if self.current_user:
            self.set_login_cookie(self.current_user)
            self.redirect(self.get_next_url(self.current_user), permanent=False)
            return
        self._fresh_token()
        await self._render(username=self.get_argument("username", default=""))

    async def post(self) -> None:
        """Log somebody in, or say why not."""
        from terakoya.hub.login.office_login import MustChangeError  # noqa: PLC0415 - a circle

        name = self.get_argument("username", "", strip=True)
        data = {"username": name, "password": self.get_argument("password", "", strip=False)}
        try:
            with use_language(self.office_language):
                user = await self.login_user(data)
        except LoginRefusedError as error:
            await self._render(say(error, self.office_language), name[:100])
            return
        except MustChangeError:
            query = {"username": name, "first": "1"} | self._going_on()
            self.redirect(f"{self.hub.base_url}change-password?{urlencode(query)}", status=303)
            return
        if user is None:
            with use_language(self.office_language):
                await self._render(_("The name or the password is not right."), name[:100])
            return
        self._jupyterhub_user = user
        self.redirect(self.get_next_url(user))

    def _going_on(self) -> dict[str, str]:
        return {"next": self.next_page()} if self.next_page() else {}

    def _fresh_token(self) -> None:
        from jupyterhub._xsrf_utils import _set_xsrf_cookie  # noqa: PLC0415 - as JupyterHub does

        if self.request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
            token = self.xsrf_token
            place = self.hub.base_url
            _set_xsrf_cookie(self, self._xsrf_token_id, cookie_path=place, xsrf_token=token)


class OfficeLogoutHandler(OfficePage, LogoutHandler):  # type: ignore[misc]
    """Ends the login of JupyterHub and that of the site; its tokens are worth nothing then."""

    async def handle_logout(self) -> None:
        """Take the site's cookie away, too."""
        place = f"{self.base_url}services/portal/"
        self.clear_cookie("terakoya-portal", path=place)

    async def render_logout_page(self) -> None:
        """Go on to where the provider's own login ends, too, if the settings name such a page."""
        if there := getattr(self.authenticator, "logout_redirect_url", ""):
            self.redirect(there)
            return
        await super().render_logout_page()


class ChangePasswordHandler(OfficePage, LoginHandler):  # type: ignore[misc]
    """Changes a password: the first one, which opens nothing else, or any later one."""

    async def get(self) -> None:
        """Show the form."""
        if not hasattr(self.authenticator, "check"):
            self.redirect(self.settings["login_url"])
            return
        OfficeLoginHandler._fresh_token(self)
        await self._form("", self.get_argument("username", default=""))

    async def post(self) -> None:
        """Change it, and log in with the new one."""
        name = self.get_argument("username", "", strip=True)
        given = [self.get_argument(key, "", strip=False) for key in ("password", "new", "again")]
        try:
            with use_language(self.office_language):
                account = await self._change(name, *given)
        except TerakoyaError as error:
            await self._form(say(error, self.office_language), name[:100], 403)
            return
        user = await self.auth_to_user({"name": account})
        self.set_login_cookie(user)
        self._jupyterhub_user = user
        self.redirect(self.get_next_url(user))

    async def _change(self, name: str, password: str, new: str, again: str) -> str:
        if new != again:
            raise UsageError(_("The two new passwords are not the same."))
        account: str = await self.authenticator.change(name, password, new)
        return account

    async def _form(self, problem: str, username: str, status: int = 200) -> None:
        is_first = self.get_argument("first", "") == "1"
        values = {"problem": problem, "username": username, "is_first": is_first}
        await self.show("office_change_password.html", status, **values)


def _asks_for_passwords(authenticator: Any) -> bool:
    """Tell whether a form for name and password is what this way of logging in needs."""
    return not authenticator.auto_login and not authenticator.login_service


def say(error: TerakoyaError, language: Any) -> str:
    """Return what went wrong, in a language."""
    with use_language(language):
        return str(error)
