"""Passwords that somebody else checks: a real directory, a real provider, a real PAM.

Each is asked through the real front and the real JupyterHub, set up as the documentation says: the
configuration is read from its page; only addresses of this machine take the place of the city's.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path

import httpx
import pytest
from tornado.web import create_signed_value, decode_signed_value
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from terakoya.accounts import create_account, disable_account, person_of
from terakoya.errors import LoginRefusedError
from terakoya.hub.login.outside_logins import settle_login
from terakoya.hub.office_folder import open_office
from terakoya.hub.office_run import Office, OfficeRun
from terakoya.model import Stamp
from terakoya.model.permissions import Role, grants_of
from terakoya.model.settings import LdapSettings, OfficeSettings, Settings
from terakoya.records import Database, database_url, open_database
from terakoya.records.account_records import find_account
from terakoya.records.login_tries import FREE_TRIES
from terakoya.workspace import make_workspace
from tests.made_directory import PASSWORD, Directory, make_certificate, run_directory
from tests.made_provider import run_provider
from tests.office_browser import Visitor
from tests.running_hub import run_hub
from tests.unit.docs.pages import fences, read_page, section

# ldap3 2.9.1 reads names that pyasn1 has renamed, and uses ssl's older look at a host's name
pytestmark = pytest.mark.filterwarnings(
    r"ignore:(tagMap|typeMap|ssl\.match_hostname\(\)) is deprecated:DeprecationWarning"
)
PEOPLE = ("sato", "mori", "kato", "stranger", "outsider", "山田", "000123")
"""Whom the others know; here stranger has no account, and kato's is out of use. In the directory's
group are all but the outsider."""
HEADINGS = {"ldap": "A directory", "oidc": "A provider of OpenID Connect"}
HEADINGS |= {"pam": "This machine's accounts"}


def configuration(kind: str) -> str:
    """Return the configuration that the documentation has for a way of logging in."""
    page = read_page("docs/how-to/run-an-office.md")
    (found,) = fences(section(page, HEADINGS[kind]), "toml")
    return found


@dataclass
class Counterpart:
    """Who checks passwords here, on this machine.

    Attributes:
        here: what stands in the documentation -> what is so here.
        asked: how often it was asked about somebody.
        left: how often somebody was led to its own way out.
    """

    here: dict[str, str]
    asked: Callable[[str], int]
    left: Callable[[], int] = lambda: 0
    directory: Directory | None = None


@contextmanager
def a_directory(folder: Path, _address: str) -> Iterator[Counterpart]:
    """OpenLDAP, over TLS that begins after the first bytes, as its port is no 636."""
    group = [name for name in PEOPLE if name != "outsider"]
    with run_directory(folder, dict.fromkeys(PEOPLE, PASSWORD), group) as found:
        here = {"ldap.city.example": "localhost", "636": str(found.port)}
        here |= {"/etc/ssl/certs/city-ca.pem": str(found.certificate)}
        yield Counterpart(here, found.binds, directory=found)


@contextmanager
def a_provider(_folder: Path, address: str) -> Iterator[Counterpart]:
    """oauthlib's server of OpenID Connect; it knows Sato by a name in capitals."""
    people = dict.fromkeys(PEOPLE, PASSWORD) | {"ＳＡＴＯ": PASSWORD}
    with run_provider(people) as (provider, base):
        provider.callback = f"{address}/hub/oauth_callback"
        here = {"https://id.city.example": base, "https://training.city.example": address}
        yield Counterpart(here, lambda _name: 0, lambda: provider.logged_out)


@contextmanager
def a_machine(folder: Path, _address: str) -> Iterator[Counterpart]:
    """PAM with a service of its own, whose program compares passwords and notes who asks."""
    if os.getuid() != 0:
        pytest.skip("needs root: a service of PAM is a file in /etc/pam.d")
    known, noted, program = folder / "known", folder / "noted", folder / "check"
    known.write_text("".join(f"{name}:{PASSWORD}\n" for name in PEOPLE), "utf-8")
    noted.touch()
    program.write_text(
        f'#!/bin/sh\necho "$PAM_USER" >>{noted}\n'
        f"printf '%s:%s\\n' \"$PAM_USER\" \"$(tr -d '\\0')\" | grep -qxF -f - {known}\n",
        "utf-8",
    )
    program.chmod(0o755)
    service = Path(f"/etc/pam.d/terakoya-test-{os.getpid()}")
    service.write_text(
        f"auth required pam_exec.so quiet expose_authtok {program}\n"
        "account required pam_permit.so\n"
    )
    try:
        yield Counterpart(
            {'"login"\n': f'"{service.name}"\n'},
            lambda name: noted.read_text("utf-8").split("\n").count(name),
        )
    finally:
        service.unlink()


COUNTERPARTS = {"ldap": a_directory, "oidc": a_provider, "pam": a_machine}


@dataclass
class Door:
    """An office whose passwords somebody else checks."""

    kind: str
    root: Path
    address: str
    database: Database
    counterpart: Counterpart

    def enter(self, name: str, password: str = PASSWORD) -> httpx.Response:
        """Try to come in, in a new browser; return the last answer, which leads on or refuses."""
        with Visitor(self.address) as visitor:
            return self.enter_with(visitor, name, password)

    def enter_with(self, visitor: Visitor, name: str, password: str = PASSWORD) -> httpx.Response:
        """Likewise in this browser; where the answer leads is not followed: there is no site."""
        page, browser = visitor.open("hub/login"), visitor.client
        browser.follow_redirects = False
        if self.kind == "oidc":
            return self._over_there(browser, page, name, password)
        (token,) = re.findall(r'name="_xsrf" value="([^"]+)"', page.text)
        given = {"_xsrf": token, "username": name, "password": password}
        return browser.post(f"{self.address}hub/login", data=given)

    def _over_there(
        self, browser: httpx.Client, page: httpx.Response, name: str, password: str
    ) -> httpx.Response:
        (there,) = re.findall(r'class="button" href="([^"]+)"', page.text)
        authorize = browser.get(page.url.join(there)).headers["location"]
        asked = browser.get(authorize)
        if not asked.is_redirect:
            asked = browser.post(authorize, data={"name": name, "password": password})
        return browser.get(asked.headers["location"]) if asked.is_redirect else asked


def is_in(answer: httpx.Response) -> bool:
    """Tell whether an answer lets somebody in."""
    cookies = answer.headers.get_list("set-cookie")
    return answer.status_code == 302 and any(one.startswith(_COOKIE) for one in cookies)


_COOKIE = "jupyterhub-hub-login="


@pytest.fixture(scope="module", params=["ldap", "oidc", "pam"])
def door(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Door]:
    """An office with each of them; who has an account here has no password here."""
    kind: str = request.param
    folder = tmp_path_factory.mktemp(kind)
    workspace = make_workspace(folder / "city")
    text = configuration(kind)
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        counterpart = stack.enter_context(COUNTERPARTS[kind](folder, address))
        for there, here in counterpart.here.items():
            assert there in text
            text = text.replace(there, here)
        text = text.replace("[office]\n", '[office]\nservers = "none"\n')
        (workspace.root / "terakoya.toml").write_text(text, "utf-8")
        database = open_database(database_url(workspace.var))
        stack.callback(database.close)
        stamp = Stamp(datetime.now(UTC), "test")
        for name in PEOPLE:
            if name != "stranger":
                create_account(database, name, stamp, password="")
        disable_account(database, "kato", stamp)
        running = stack.enter_context(run_hub(workspace.root, listener))
        yield Door(kind, workspace.root, running, database, counterpart)


@pytest.mark.parametrize("name", ["ＳＡＴＯ", "山田", "000123"])
def test_person_comes_in_however_the_name_is_written(door: Door, name: str) -> None:
    """With the account's own name, which is noted; and with no role but what the records say."""
    began = datetime.now(UTC)
    answer = door.enter(name)
    assert is_in(answer), answer.text
    own = {"ＳＡＴＯ": "sato"}.get(name, name)
    with door.database.reading() as session:
        account = find_account(session, own)
    assert account is not None
    assert account.last_login_at is not None
    assert account.last_login_at >= began.replace(microsecond=0)
    assert person_of(door.database, own).grants == grants_of(Role.STAFF)


def test_login_lasts_as_the_settings_say(door: Door) -> None:
    """After `office.login_hours`, which are 12, what the browser has kept is worth nothing."""
    answer = door.enter("000123")
    (sent,) = (one for one in answer.headers.get_list("set-cookie") if one.startswith(_COOKIE))
    ((name, kept),) = SimpleCookie(sent).items()
    secret = bytes.fromhex(open_office(door.root / "var").secret("cookie"))
    whose = decode_signed_value(secret, name, kept.value)
    assert whose is not None
    for hours, expected in ((11, 200), (13, 302)):
        then = datetime.now(UTC) - timedelta(hours=hours)
        cookie = create_signed_value(secret, name, whose, clock=then.timestamp).decode()
        page = httpx.get(f"{door.address}hub/home", headers={"cookie": f"{name}={cookie}"})
        assert page.status_code == expected


def test_groups_of_outside_give_nobody_a_role(door: Door) -> None:
    """Everybody is in the directory's group of admins, and has the provider's claim of it."""
    with Visitor(door.address) as visitor:
        assert is_in(door.enter_with(visitor, "山田"))
        assert visitor.open("hub/admin").status_code != 200
        assert visitor.open("hub/home").status_code == 200  # the control


@pytest.mark.parametrize("name", ["stranger", "kato"])
def test_who_has_no_account_in_use_is_told_so(door: Door, name: str) -> None:
    """On a page of ours, in one sentence, with no cookie of a login."""
    answer = door.enter(name)
    assert answer.status_code == 403
    assert not is_in(answer)
    assert "no account for you here that is in use" in answer.text
    assert "Traceback" not in answer.text


def test_wrong_password_lets_nobody_in(door: Door) -> None:
    """With a page that says so; what a stranger types is as wrong."""
    for name in ("000123", "nobody"):
        answer = door.enter(name, "wrong")
        assert answer.status_code == 403
        assert not is_in(answer)


def test_name_rests_after_several_tries(door: Door) -> None:
    """The right password does not help then, and whoever checks it is not even asked."""
    if door.kind == "oidc":
        assert not is_in(door.enter("mori", "wrong"))  # the provider's own business
        assert is_in(door.enter("mori"))
        return
    for _try in range(FREE_TRIES):
        assert not is_in(door.enter("mori", "wrong"))
    asked = door.counterpart.asked("mori")
    assert asked >= FREE_TRIES  # the control
    answer = door.enter("ＭＯＲＩ")
    assert answer.status_code == 403
    assert "has to rest" in answer.text
    assert door.counterpart.asked("mori") == asked
    assert is_in(door.enter("000123"))  # nobody else rests


def test_logging_out_ends_it(door: Door) -> None:
    """Here; and where the settings name the provider's way out, over there, too."""
    with Visitor(door.address) as visitor:
        assert is_in(door.enter_with(visitor, "000123"))
        assert visitor.open("hub/home").status_code == 200
        out = visitor.open("hub/logout")
        assert visitor.open("hub/home").headers["location"].startswith("/hub/login")
        if door.kind == "oidc":
            assert visitor.client.get(out.headers["location"]).text == "Logged out of the city."
            assert door.counterpart.left() == 1


@pytest.mark.parametrize("door", ["oidc"], indirect=True)
def test_what_an_address_says_of_a_provider_is_not_shown(door: Door) -> None:
    """Anybody can write such an address; it would read as if we had said it."""
    with Visitor(door.address) as visitor:
        said = "error=access_denied&error_description=Call+0120-000-000"
        answer = visitor.open(f"hub/oauth_callback?{said}")
    assert answer.status_code == 403
    shown = re.sub(r"<[^>]*>", "", answer.text)
    assert "0120" not in shown
    assert "did not work" in shown


@pytest.mark.parametrize("door", ["oidc"], indirect=True)
def test_code_of_another_login_lets_nobody_in(door: Door) -> None:
    """A code that was given out for one browser is worth nothing in another."""
    with Visitor(door.address) as visitor, Visitor(door.address) as other:
        page, visitor.client.follow_redirects = visitor.open("hub/login"), False
        (there,) = re.findall(r'class="button" href="([^"]+)"', page.text)
        authorize = visitor.client.get(page.url.join(there)).headers["location"]
        given = {"name": "000123", "password": PASSWORD}
        back = visitor.client.post(authorize, data=given).headers["location"]
        assert other.client.get(back).status_code == 403
        assert is_in(visitor.client.get(back))  # the control: it was a good one


@pytest.mark.parametrize("door", ["ldap"], indirect=True)
def test_only_who_is_in_a_named_group_comes_in(door: Door) -> None:
    """The outsider has an account here and the right password; the group decides."""
    answer = door.enter("outsider")
    assert answer.status_code == 403
    assert "none of the groups" in answer.text


@pytest.mark.parametrize("door", ["ldap"], indirect=True)
def test_directory_that_nobody_vouches_for_gets_no_password(door: Door, tmp_path: Path) -> None:
    """Another certificate than the one that is expected: the login is refused with a sentence."""
    for trusted, expected in ((make_certificate(tmp_path, "localhost"), None), (None, "sato")):
        before = door.counterpart.asked("sato")
        assert ask_directory(door, trusted) == expected
        assert door.counterpart.asked("sato") - before == (expected is not None)


@pytest.mark.parametrize("door", ["ldap"], indirect=True)
def test_names_are_looked_up_where_they_are_no_part_of_the_directorys(door: Door) -> None:
    """With `search_base` in the place of `bind_dn`."""
    assert ask_directory(door, None, bind_dn="", search_base="dc=city,dc=example") == "sato"


def ask_directory(door: Door, trusted: Path | None, **changed: str) -> str | None:
    """Log sato in past JupyterHub; return the name, or None where nobody could be asked."""
    directory = door.counterpart.directory
    assert directory is not None
    ldap = LdapSettings(
        server="localhost",
        port=directory.port,
        ca_file=str(trusted or directory.certificate),
        bind_dn="uid={username},ou=staff,dc=city,dc=example",
    )
    office = Office(OfficeRun(str(door.root)), open_office(door.root / "var"))
    made = Config()
    settings = Settings(ldap=replace(ldap, **changed), office=OfficeSettings(login="ldap"))
    settle_login(made, office, settings)
    login = import_item(made.JupyterHub.authenticator_class)(config=made)
    try:
        given = {"username": "sato", "password": PASSWORD}
        found = asyncio.run(login.get_authenticated_user(None, given))
    except LoginRefusedError as error:
        assert "does not answer" in str(error)
        return None
    finally:
        login.records.close()
    return found and str(found["name"])
