"""Promises of the ways to log in: JupyterHub's own authenticators, set up from our settings."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pamela
import pytest
from tornado.web import HTTPError
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from terakoya.accounts import create_account, disable_account, give_role
from terakoya.errors import LoginRefusedError, ManifestError
from terakoya.hub.login.outside_logins import settle_login
from terakoya.hub.office_folder import open_office
from terakoya.hub.office_run import Office, OfficeRun
from terakoya.model import Stamp
from terakoya.model.account_roles import RoleGrant
from terakoya.model.settings import LdapSettings, OfficeSettings, OidcSettings, Settings
from terakoya.records import Database, database_url, open_database

# ldap3 2.9.1 reads names that pyasn1 has renamed
pytestmark = pytest.mark.filterwarnings("ignore:(tagMap|typeMap) is deprecated:DeprecationWarning")

OIDC = OidcSettings(
    client_id="terakoya",
    client_secret="s",
    authorize_url="https://id.example/a",
    token_url="https://id.example/t",
    userinfo_url="https://id.example/u",
    callback_url="https://office.example/hub/oauth_callback",
)
LDAP = LdapSettings(server="ldap.example", bind_dn="uid={username},ou=a;cn={username},ou=b")
ALL = Settings(ldap=LDAP, oidc=OIDC)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace."""
    return tmp_path_factory.mktemp("w")


@pytest.fixture(scope="module")
def records(root: Path) -> Iterator[Database]:
    """Its records, with an account that is in use and one that is not."""
    (root / "var").mkdir()
    database = open_database(database_url(root / "var"))
    stamp = Stamp(datetime.now(UTC), "test")
    for name in ("sato", "tanaka"):
        create_account(database, name, stamp)
    disable_account(database, "tanaka", stamp)
    yield database
    database.close()


def make(root: Path, login: str, settings: Settings = ALL) -> Any:
    """Return the authenticator that JupyterHub would make."""
    office = Office(OfficeRun(str(root)), open_office(root / "var"))
    chosen = replace(settings, office=OfficeSettings(login=login))  # type: ignore[arg-type]
    made = Config()
    settle_login(made, office, chosen)
    kind = import_item(made.JupyterHub.authenticator_class)
    return kind(config=made)


def lets_in(login: Any, name: str) -> bool:
    """Tell whether somebody whose password is right comes in; others are told why not, or not."""
    try:
        return bool(asyncio.run(login.check_allowed(name, {"name": name})))
    except LoginRefusedError as error:
        assert "no account for you here" in str(error)
        return False


@pytest.mark.parametrize("login", ["accounts", "ldap", "oidc", "pam"])
def test_whoever_checks_the_password_an_account_is_needed(
    root: Path, records: Database, login: str
) -> None:
    """One that is in use, however the name is written; nobody is an admin of JupyterHub."""
    del records
    found = make(root, login)
    names = ["sato", "tanaka", "nobody", ""]
    allowed = [lets_in(found, name) for name in names]
    found.records.close()
    assert allowed == [True, False, False, False]
    assert found.normalize_username("ＳＡＴＯ") == "sato"
    assert found.admin_users == set()


@pytest.mark.parametrize("login", ["ldap", "oidc", "pam"])
def test_pages_are_ours_and_what_only_the_other_has_stays(root: Path, login: str) -> None:
    """Logging in and out look the same everywhere; a provider's way back is its own."""
    addresses = [route[0] for route in make(root, login).get_handlers(None)]
    assert addresses[:2] == ["/login", "/logout"]
    assert len(addresses) == len(set(addresses))
    assert ("/oauth_callback" in addresses) is (login == "oidc")


def test_directory_is_asked_over_tls_with_our_templates(root: Path) -> None:
    """As the settings say."""
    found = make(root, "ldap")
    assert found.server_address == "ldap.example"
    assert found.tls_strategy.name == "on_connect"
    assert found.bind_dn_template == ["uid={username},ou=a", "cn={username},ou=b"]
    starts = make(root, "ldap", replace(ALL, ldap=replace(LDAP, port=389)))
    assert starts.tls_strategy.name == "before_bind"


def test_machines_own_passwords_open_an_account(
    root: Path, records: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the machine says holds, and only for accounts of ours."""
    del records

    def check(name: str, password: str, **_more: object) -> None:
        if password != "right":
            raise pamela.PAMError("wrong")

    monkeypatch.setattr(pamela, "authenticate", check)
    monkeypatch.setattr(pamela, "check_account", lambda *_given, **_more: None)
    found = make(root, "pam")

    async def ask(name: str, password: str) -> object:
        given = {"username": name, "password": password}
        return await found.get_authenticated_user(None, given)

    entered = asyncio.run(ask("Sato", "right"))
    assert isinstance(entered, dict)
    assert entered["name"] == "sato"
    assert asyncio.run(ask("sato", "wrong")) is None
    with pytest.raises(LoginRefusedError, match="no account for you here"):
        asyncio.run(ask("root", "right"))
    found.records.close()


@pytest.mark.parametrize(
    ("login", "missing"),
    [
        ("ldap", ["ldap.server"]),
        ("oidc", ["oidc.client_id", "oidc.client_secret", "oidc.token_url", "oidc.callback_url"]),
    ],
)
def test_setting_that_is_missing_is_named(root: Path, login: str, missing: list[str]) -> None:
    """All of them at once, before anything is served."""
    with pytest.raises(ManifestError) as caught:
        make(root, login, Settings())
    assert [key for key in missing if key not in str(caught.value)] == []


def test_jupyterlab_starts_only_for_who_may_have_one(root: Path, records: Database) -> None:
    """A login alone starts nothing; with a role that may, the same account has one."""
    login = make(root, "accounts")
    sato = SimpleNamespace(name="sato")
    with pytest.raises(HTTPError, match="403"):
        asyncio.run(login.pre_spawn_start(sato, None))
    give_role(records, RoleGrant("sato", "author", ""), Stamp(datetime.now(UTC), "test"))
    asyncio.run(login.pre_spawn_start(sato, None))


@pytest.mark.parametrize("login", ["accounts", "ldap", "oidc", "pam"])
def test_login_ends_where_the_account_goes_out_of_use(
    root: Path, records: Database, login: str
) -> None:
    """JupyterHub asks again after half a minute, and whoever is out of use logs in anew, or not."""
    del records
    found = make(root, login)
    assert found.auth_refresh_age == 30
    assert found.manage_groups is False
    kept = [
        asyncio.run(found.refresh_user(SimpleNamespace(name=name), None))
        for name in ("sato", "tanaka", "nobody")
    ]
    found.records.close()
    assert kept == [True, False, False]


def test_machine_is_asked_for_the_name_as_it_is_written_here(
    root: Path, records: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is called SATO on a machine that knows both is not sato: nobody asks for SATO."""
    del records
    asked = []

    def check(name: str, *_given: object, **_more: object) -> None:
        asked.append(name)
        if name != "SATO":
            raise pamela.PAMError("wrong")

    monkeypatch.setattr(pamela, "authenticate", check)
    monkeypatch.setattr(pamela, "check_account", lambda *_given, **_more: None)
    found = make(root, "pam")
    given = {"username": "SATO", "password": "of SATO"}
    assert asyncio.run(found.get_authenticated_user(None, given)) is None
    found.records.close()
    assert asked == ["sato"]


def test_directory_that_does_not_answer_makes_nobody_else_wait(
    root: Path, records: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """JupyterHub goes on answering meanwhile; who waits is told, and has not tried in vain."""
    del records
    monkeypatch.setattr("terakoya.hub.login.directory_login._ANSWERING", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        found = make(root, "ldap", replace(ALL, ldap=replace(LDAP, server="127.0.0.1", port=port)))
        others: list[str] = []

        async def ask() -> None:
            asking = asyncio.create_task(
                found.get_authenticated_user(None, {"username": "sato", "password": "x"})
            )
            while not asking.done():
                await asyncio.sleep(0.01)
                others.append("was answered")
            with pytest.raises(LoginRefusedError, match="does not answer"):
                await asking

        asyncio.run(ask())
    found.records.close()
    assert len(others) > 1


def test_certificate_file_that_is_not_there_is_named(root: Path) -> None:
    """Before anything is served."""
    with pytest.raises(ManifestError, match=r"ldap\.ca_file"):
        make(root, "ldap", replace(ALL, ldap=replace(LDAP, ca_file="/nowhere.pem")))
