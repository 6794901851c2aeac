"""Logging in with a provider of OpenID Connect."""

from __future__ import annotations

from oauthenticator.generic import GenericOAuthenticator

from terakoya.hub.login.known_accounts import KnownAccounts
from terakoya.hub.login.outside_pages import OutsidePages

__all__ = ["ProviderLogin"]


class ProviderLogin(OutsidePages, KnownAccounts, GenericOAuthenticator):  # type: ignore[misc]
    """JupyterHub's own, for people with an account here."""
