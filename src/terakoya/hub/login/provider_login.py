"""Logging in with a provider of OpenID Connect."""

from __future__ import annotations

from oauthenticator.generic import GenericOAuthenticator
from oauthenticator.oauth2 import OAuthCallbackHandler
from tornado.httpclient import HTTPClientError
from tornado.web import HTTPError

from terakoya.errors import LoginRefusedError
from terakoya.hub.login.login_pages import OfficePage, say
from terakoya.hub.login.outside_pages import OutsidePages
from terakoya.hub.login.vouched_accounts import VouchedAccounts
from terakoya.language import gettext as _
from terakoya.language import use_language
from terakoya.logs import get_logger

__all__ = ["ProviderLogin"]

log = get_logger("hub")


class ProviderCallback(OfficePage, OAuthCallbackHandler):  # type: ignore[misc]
    """Where the provider sends somebody back to: in, or to a page that says why not."""

    async def get(self) -> None:
        """Log somebody in, or say why not; what the provider says is for the log only."""
        try:
            with use_language(self.office_language):
                self.check_arguments()
                user = await self.login_user()
        except LoginRefusedError as error:
            await self._refuse(say(error, self.office_language))
            return
        except (HTTPError, HTTPClientError, OSError, ValueError, KeyError) as error:
            log.warning("a login at the provider failed", kind=type(error).__name__)
            user = None
        if user is None:
            with use_language(self.office_language):
                what = _("Logging in with {service} did not work. Try again.")
                await self._refuse(what.format(service=self.authenticator.login_service))
            return
        self._jupyterhub_user = user
        self.redirect(self.get_next_url(user))

    async def _refuse(self, problem: str) -> None:
        kind = self.authenticator
        await self.show(
            "office_login.html",
            status=403,
            problem=problem,
            username="",
            outside=kind.login_url(self.hub.base_url),
            service=kind.login_service,
            can_change=False,
        )


class ProviderLogin(OutsidePages, VouchedAccounts, GenericOAuthenticator):  # type: ignore[misc]
    """JupyterHub's own, for people with an account here."""

    callback_handler = ProviderCallback
