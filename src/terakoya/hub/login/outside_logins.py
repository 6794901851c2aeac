"""Which of JupyterHub's authenticators checks passwords, as the settings say."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

from terakoya.errors import ManifestError
from terakoya.hub.office_run import Office
from terakoya.language import gettext as _
from terakoya.model.settings import LdapSettings, OidcSettings, Settings

__all__ = ["settle_login"]

_HERE = "terakoya.hub.login"
KEPT_SECONDS = 30
ANY_NAME = r"[^\W_][\w.@-]*\Z"
"""As accounts are named here. The authenticator's own form takes no number and no 山田."""


def settle_login(c: Any, office: Office, settings: Settings) -> None:
    """Write JupyterHub's settings of logging in.

    Raises:
        ManifestError: a setting that the chosen way needs is not there; every one is listed.
    """
    c.KnownAccounts.workspace = office.run.root
    _LOGINS[settings.office.login](c, settings)
    c.Authenticator.any_allow_config = True  # `KnownAccounts` says who may come in
    c.Authenticator.admin_users = set()  # nobody looks into others' servers
    c.Authenticator.manage_groups = False  # roles are the records' own: no group of outside counts
    c.Authenticator.auth_refresh_age = KEPT_SECONDS  # so soon a login of a closed account ends


def _settle_accounts(c: Any, settings: Settings) -> None:
    del settings
    c.JupyterHub.authenticator_class = f"{_HERE}.office_login.AccountsLogin"


def _settle_ldap(c: Any, settings: Settings) -> None:
    ldap = settings.ldap
    _require(("ldap.server", ldap.server))
    if not ldap.bind_dn and not ldap.search_base:
        raise ManifestError([_tell("ldap.bind_dn"), _tell("ldap.search_base")])
    c.JupyterHub.authenticator_class = f"{_HERE}.directory_login.DirectoryLogin"
    if ldap.ca_file and not Path(ldap.ca_file).is_file():
        what = _("terakoya.toml, ldap.ca_file: There is no file {path}.")
        raise ManifestError([what.format(path=ldap.ca_file)])
    _settle_directory(c.DirectoryLogin, ldap)


def _settle_directory(chosen: Any, ldap: LdapSettings) -> None:
    chosen.server_address = ldap.server
    chosen.server_port = ldap.port
    chosen.tls_strategy = "on_connect" if ldap.port == 636 else "before_bind"
    # ldap3 looks at no certificate unless it is told to: passwords would go to whoever answers
    chosen.tls_kwargs = {"validate": ssl.CERT_REQUIRED, "ca_certs_file": ldap.ca_file or None}
    chosen.valid_username_regex = ANY_NAME
    chosen.bind_dn_template = _parts(ldap.bind_dn)
    chosen.allowed_groups = _parts(ldap.allowed_groups)
    chosen.user_attribute = ldap.account_attribute
    if ldap.search_base:
        chosen.lookup_dn = True
        chosen.user_search_base = ldap.search_base
        chosen.lookup_dn_search_filter = ldap.search_filter
        chosen.lookup_dn_search_user = ldap.search_user or None
        chosen.lookup_dn_search_password = ldap.search_password or None
        chosen.lookup_dn_user_dn_attribute = ldap.account_attribute


def _settle_oidc(c: Any, settings: Settings) -> None:
    oidc = settings.oidc
    needed = ("client_id", "client_secret", "authorize_url", "token_url", "userinfo_url")
    _require(*((f"oidc.{name}", getattr(oidc, name)) for name in (*needed, "callback_url")))
    c.JupyterHub.authenticator_class = f"{_HERE}.provider_login.ProviderLogin"
    _settle_provider(c.ProviderLogin, oidc)


def _settle_provider(chosen: Any, oidc: OidcSettings) -> None:
    chosen.login_service = oidc.name
    chosen.client_id = oidc.client_id
    chosen.client_secret = oidc.client_secret
    chosen.authorize_url = oidc.authorize_url
    chosen.token_url = oidc.token_url
    chosen.userdata_url = oidc.userinfo_url
    chosen.oauth_callback_url = oidc.callback_url
    chosen.username_claim = oidc.account_claim
    chosen.scope = oidc.scope.split()
    chosen.logout_redirect_url = oidc.logout_url


def _settle_pam(c: Any, settings: Settings) -> None:
    c.MachineLogin.service = settings.pam.service
    c.JupyterHub.authenticator_class = f"{_HERE}.machine_login.MachineLogin"


_LOGINS: dict[str, Callable[[Any, Settings], None]] = {
    "accounts": _settle_accounts,
    "ldap": _settle_ldap,
    "oidc": _settle_oidc,
    "pam": _settle_pam,
}


def _require(*given: tuple[str, str]) -> None:
    if missing := [_tell(key) for key, value in given if not value]:
        raise ManifestError(missing)


def _tell(key: str) -> str:
    return _("terakoya.toml, {key}: This way of logging in needs it.").format(key=key)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]
