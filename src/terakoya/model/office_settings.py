"""The settings of an office: who may log in, from where it is reached, and what a server may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

__all__ = ["LdapSettings", "LoginKind", "OfficeSettings", "OidcSettings", "PamSettings"]
__all__ += ["ServersKind"]

LoginKind = Literal["accounts", "ldap", "oidc", "pam"]
ServersKind = Literal["sandbox", "unprotected", "none"]
_SECRET = {"secret": True}


@dataclass(frozen=True)
class OfficeSettings:
    """How an office is served.

    Attributes:
        login: who checks passwords: our own accounts, a directory, a provider, or this machine.
        login_hours: after which somebody has to log in again.
        base_path: below which everything is.
        hosts: the names under which the office may be asked for, with commas; any where it is
            empty and the office listens beyond this machine.
        trusted_proxies: addresses or networks, with commas, that are believed how a visitor came.
        tls_before: whether such a proxy speaks TLS with visitors; cookies then go over TLS only.
        connections_each: how many connections one address may have at once; proxies that are
            trusted may have more.
        servers: whether people get a JupyterLab, and how it is kept from everything else.
        home_mb: what somebody's files may take, in MiB.
        memory_mb: what a JupyterLab may hold, kernels included, in MiB.
        idle_minutes: after which one that nobody uses is ended; 0 for never.
    """

    login: LoginKind = "accounts"
    login_hours: int = field(default=12, metadata={"ge": 1, "le": 336})
    base_path: str = "/"
    hosts: str = ""
    trusted_proxies: str = ""
    tls_before: bool = True
    connections_each: int = field(default=1000, metadata={"ge": 20, "le": 100_000})
    servers: ServersKind = "sandbox"
    home_mb: int = field(default=2048, metadata={"ge": 64, "le": 1_048_576})
    memory_mb: int = field(default=2048, metadata={"ge": 512, "le": 1_048_576})
    idle_minutes: int = field(default=60, metadata={"ge": 0, "le": 10_080})


@dataclass(frozen=True)
class LdapSettings:
    """A directory, such as Active Directory, that checks passwords.

    Attributes:
        server: its host; TLS is always used.
        port: 636 for TLS from the first byte, 389 for STARTTLS.
        ca_file: who may have signed the directory's certificate; this machine's own list if empty.
        bind_dn: templates of distinguished names, with ``{username}``, split by semicolons.
        search_base: below which accounts are looked up, where no template is enough.
        search_filter: the filter of that search, with ``{login_attr}`` and ``{login}``.
        search_user: as whom accounts are looked up.
        search_password: of that user.
        account_attribute: that holds the name of an account.
        allowed_groups: distinguished names, split by semicolons; all known accounts where empty.
    """

    server: str = ""
    port: int = field(default=636, metadata={"ge": 1, "le": 65_535})
    ca_file: str = ""
    bind_dn: str = ""
    search_base: str = ""
    search_filter: str = "({login_attr}={login})"
    search_user: str = ""
    search_password: str = field(default="", repr=False, metadata=_SECRET)
    account_attribute: str = "uid"
    allowed_groups: str = ""


@dataclass(frozen=True)
class OidcSettings:
    """A provider of OpenID Connect that people log in with.

    Attributes:
        name: on the button.
        client_id: that the provider has given.
        client_secret: of it.
        authorize_url: where people log in.
        token_url: where a code becomes a token.
        userinfo_url: where a token tells who somebody is.
        callback_url: the whole address of ``…/hub/oauth_callback`` of this office.
        account_claim: that holds the name of an account.
        scope: what is asked for, with blanks.
        logout_url: where somebody goes who logs out, so that the provider's own login ends, too.
    """

    name: str = "OpenID Connect"
    client_id: str = ""
    client_secret: str = field(default="", repr=False, metadata=_SECRET)
    authorize_url: str = ""
    token_url: str = ""
    userinfo_url: str = ""
    callback_url: str = ""
    account_claim: str = "preferred_username"
    scope: str = "openid profile"
    logout_url: str = ""


@dataclass(frozen=True)
class PamSettings:
    """This machine's own way to check passwords.

    Attributes:
        service: the file below ``/etc/pam.d`` that says how.
    """

    service: str = "login"
