"""An office with its real front, JupyterHub, site and grader: from the first login to its end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil
import pytest
from terakoya_autograde.sandbox import sandbox_available

from terakoya.accounts import create_account, disable_account, enable_account, give_role
from terakoya.hub.left_processes import WORD, watch_command
from terakoya.hub.office_folder import open_office
from terakoya.hub.spawning.server_folder import daemon_socket, list_servers, servers_folder
from terakoya.hub.spawning.server_record import read_record
from terakoya.model import Stamp
from terakoya.model.account_roles import RoleGrant
from terakoya.records import Database, database_url, open_database
from terakoya.workspace import make_workspace
from tests.office_browser import Visitor
from tests.running_site import RunningSite, run_site

FIRST, CHOSEN = "kcdf-mprt-wxy3-47hj", "harbour Lantern 88 quiet"
BASE = "/training/"


@dataclass
class Office:
    """A running office, and its records; `start` starts it again."""

    site: RunningSite
    root: Path
    database: Database
    start: Callable[[int], RunningSite]

    @property
    def address(self) -> str:
        """Of the office, with its path."""
        return self.site.address

    def part(self, name: str) -> psutil.Process:
        """Return the process of a part."""
        found = self.parts(name)
        return found[0] if found else pytest.fail(f"no process of {name}")

    def parts(self, name: str) -> list[psutil.Process]:
        """Return the processes of a part, the one that works first; another one may wait."""
        words = ["-m", "terakoya.hub.part", name]
        if name == "servers":
            words = ["-m", "terakoya.hub.spawning.daemon"]
        found = []
        for process in psutil.Process(self.site.process.pid).children():
            with suppress(psutil.Error):
                if process.cmdline()[1 : 1 + len(words)] == words:
                    found.append(process)
        working = listener_of(open_office(self.root / "var").socket(name))
        return sorted(found, key=lambda process: process.pid != working)

    def servers(self) -> dict[str, int]:
        """Return people's own servers that run: folder and process."""
        folders = list_servers(servers_folder(self.root / "var" / "office"))
        records = {folder.path.name: read_record(folder.path) for folder in folders}
        return {name: one.pid for name, one in records.items() if one and one.is_there}


def listener_of(path: Path) -> int:
    """Return the process that listens at a unix socket; 0 for none."""
    with socket.socket(socket.AF_UNIX) as end, suppress(OSError):
        end.connect(str(path))
        told = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        return int.from_bytes(told[:4], sys.byteorder)
    return 0


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office without assignments, below a path, with an admin and somebody without a role."""
    folder = tmp_path_factory.mktemp("office")
    workspace = make_workspace(folder / "city")
    kind = "sandbox" if sandbox_available() else "none"
    settings = workspace.root / "terakoya.toml"
    settings.write_text(f'dates = "era"\n[office]\nservers = "{kind}"\n', encoding="utf-8")
    database = open_database(database_url(workspace.var))
    stamp = Stamp(datetime.now(UTC), "test")
    for name in ("Sato", "tanaka", "mori"):
        create_account(database, name, stamp, password=FIRST)
    for role in ("admin", "author"):
        give_role(database, RoleGrant("sato", role), stamp)
    with ExitStack() as opened:

        def start(port: int) -> RunningSite:
            arguments = ["serve", f"--port={port}", f"--base-path={BASE}"]
            return opened.enter_context(run_site(arguments, workspace.root, folder))

        yield Office(start(0), workspace.root, database, start)
    database.close()


@pytest.fixture(scope="module")
def visit(office: Office) -> Iterator[Callable[[], Visitor]]:
    """Open a browser in front of the office; all are closed at the end."""
    with ExitStack() as opened:
        yield lambda: opened.enter_context(Visitor(office.address))


@pytest.fixture(scope="module")
def sato(visit: Callable[[], Visitor]) -> Visitor:
    """Somebody who has logged in for the first time, and has chosen a password."""
    visitor = visit()
    page = visitor.log_in("ｓａｔｏ", FIRST)
    assert page.url.path == f"{BASE}hub/change-password"
    visitor.choose_password(page, "sato", FIRST, CHOSEN)
    return visitor


def test_first_page_leads_to_the_login(visit: Callable[[], Visitor]) -> None:
    """Whoever is not known gets the form, in the site's style, and nothing else."""
    page = visit().open("")
    assert page.url.path == f"{BASE}hub/login"
    assert f'href="{BASE}services/portal/static/portal.css"' in page.text
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


def test_wrong_password_is_refused_in_one_sentence(visit: Callable[[], Visitor]) -> None:
    """The same for a name that nobody has."""
    told = {
        visit().log_in(name, "wrong").text.count("do not open an account")
        for name in ("sato", "nobody")
    }
    assert told == {1}


def test_first_password_opens_nothing_but_its_change(visit: Callable[[], Visitor]) -> None:
    """No cookie of a login comes with it; the site leads back to the form."""
    visitor = visit()
    assert visitor.log_in("tanaka", FIRST).url.path == f"{BASE}hub/change-password"
    assert "jupyterhub-hub-login" not in visitor.client.cookies
    assert visitor.open("services/portal/").url.path == f"{BASE}hub/login"


def test_site_knows_who_logged_in(sato: Visitor) -> None:
    """One login is enough, however the name is written; its cookies are for the server only."""
    page = sato.open("services/portal/")
    assert page.status_code == 200
    assert '<span class="unseen">Logged in as </span>sato' in page.text
    cookie = next(one for one in sato.client.cookies.jar if one.name == "terakoya-portal")
    assert cookie.path == f"{BASE}services/portal/"
    assert cookie.has_nonstandard_attr("HttpOnly")


def test_page_of_another_role_is_refused(visit: Callable[[], Visitor]) -> None:
    """An account without a role logs in, and may not see what an admin sees."""
    visitor = visit()
    page = visitor.log_in("mori", FIRST)
    visitor.choose_password(page, "mori", FIRST, CHOSEN)
    assert visitor.open("services/portal/metrics").status_code == 403


def test_admin_may_see_it(sato: Visitor) -> None:
    """The control."""
    assert sato.open("services/portal/metrics").status_code == 200


def test_dates_are_in_the_form_that_the_workspace_chose(sato: Visitor) -> None:
    """Every part reads the setting, as every command does."""
    try:
        assert "令和" in sato.open("services/portal/accounts?lang=ja").text
    finally:
        sato.open("services/portal/accounts?lang=en")


def test_language_that_was_chosen_last_holds_in_the_whole_office(
    visit: Callable[[], Visitor],
) -> None:
    """On the login's page, then on the site: one choice, not one for each part."""
    visitor = visit()
    visitor.open("hub/login?lang=ja")
    visitor.log_in("sato", CHOSEN)
    assert '<html lang="ja">' in visitor.open("services/portal/").text
    visitor.open("services/portal/?lang=en")
    assert '<html lang="en">' in visitor.open("services/portal/").text
    assert '<html lang="en">' in visitor.open("hub/home").text


@pytest.mark.parametrize(
    ("path", "status"),
    [("home", 200), ("token", 404), ("accept-share", 404), ("nothing", 404), ("error/503", 200)],
)
def test_page_of_jupyterhub_is_in_our_style_and_the_readers_language(
    sato: Visitor, path: str, status: int
) -> None:
    """Nothing of JupyterHub's own look is left, on a page that is there and on one that is not."""
    for language in ("ja", "en"):
        page = sato.open(f"hub/{path}?lang={language}")
        assert page.status_code == status
        assert f'<html lang="{language}">' in page.text
        assert f'href="{BASE}services/portal/static/portal.css"' in page.text
        assert f'href="{BASE}services/portal/"' in page.text
        assert "bootstrap" not in page.text
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


def test_jupyterhubs_page_for_administrators_leads_to_the_sites_accounts(sato: Visitor) -> None:
    """It is where an administrator of the office finds them."""
    page = sato.open("hub/admin")
    assert page.url.path == f"{BASE}services/portal/accounts"


def test_account_that_is_out_of_use_is_nobody_at_the_next_click(
    office: Office, sato: Visitor
) -> None:
    """Whatever cookies the browser has; and it is somebody again as soon as it is in use."""
    stamp = Stamp(datetime.now(UTC), "test")
    disable_account(office.database, "sato", stamp)
    try:
        assert "Logged in as" not in sato.open("services/portal/").text
    finally:
        enable_account(office.database, "sato", stamp)
    assert "Logged in as" in sato.open("services/portal/").text


def test_script_without_a_login_gets_401(office: Office) -> None:
    """What opens no page is not led anywhere."""
    answer = httpx.get(f"{office.address}services/portal/", headers={"accept": "*/*"})
    assert answer.status_code == 401


@pytest.mark.skipif(not sandbox_available(), reason="no sandbox on this machine")
def test_own_jupyterlab_opens_with_the_same_login(sato: Visitor) -> None:
    """In the sandbox, through the front, without another password."""
    page = _open_lab(sato)
    assert page.status_code == 200
    assert "<title>JupyterLab</title>" in page.text


def _open_lab(visitor: Visitor) -> httpx.Response:
    page = visitor.open("hub/spawn")
    until = time.monotonic() + 90
    while page.url.path != f"{BASE}user/sato/lab" and time.monotonic() < until:
        page = visitor.open("user/sato/lab")
    return page


@pytest.mark.parametrize("name", ["front", "portal", "hub"])
def test_killed_part_comes_back(office: Office, sato: Visitor, name: str) -> None:
    """The login goes on, and the page comes: in seconds, but a busy machine may take longer.

    People's own servers hear nothing of it: nobody loses an open notebook.
    """
    if sandbox_available():
        _open_lab(sato)
    servers = office.servers()
    office.part(name).kill()
    until, page = time.monotonic() + 90, None
    while page is None and time.monotonic() < until:
        page = _try_to_open(sato)
    assert page is not None
    assert "Logged in as" in page.text
    assert office.servers() == servers
    assert bool(servers) == sandbox_available()


def _wait(condition: Callable[[], object]) -> None:
    until = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_process_that_waits_takes_over_from_a_killed_one(office: Office) -> None:
    """It was there before, with its libraries loaded: a busy machine need not load them then."""
    _wait(lambda: len(office.parts("portal")) == 2)
    working, waiting = office.parts("portal")
    working.kill()
    _wait(lambda: listener_of(open_office(office.root / "var").socket("portal")) == waiting.pid)


@pytest.mark.skipif(not sandbox_available(), reason="no sandbox on this machine")
def test_killed_daemon_of_servers_comes_back(office: Office, sato: Visitor) -> None:
    """People's servers go on, and reach the site again without waiting for anybody's look."""
    servers = office.servers()
    (daemon,) = office.parts("servers")
    daemon.kill()
    place = daemon_socket(servers_folder(office.root / "var" / "office"))
    _wait(lambda: listener_of(place) not in (0, daemon.pid))
    assert office.servers() == servers
    assert sato.open("user/sato/lab").status_code == 200


@pytest.mark.skipif(not sandbox_available(), reason="no sandbox on this machine")
def test_killed_warm_parent_of_servers_comes_back_by_itself(office: Office) -> None:
    """The next who opens JupyterLab need not wait until libraries are loaded."""
    (daemon,) = office.parts("servers")

    def parents() -> set[int]:
        found = set()
        for process in daemon.children():
            with suppress(psutil.Error):  # it has just ended
                found |= {process.pid} if "server_parent" in " ".join(process.cmdline()) else set()
        return found

    _wait(parents)
    (killed,) = parents()
    os.kill(killed, signal.SIGKILL)
    _wait(lambda: parents() - {killed})
    assert office.parts("servers") == [daemon]


def _try_to_open(visitor: Visitor) -> httpx.Response | None:
    try:
        page = visitor.open("services/portal/")
    except httpx.TransportError:
        return None
    return page if page.status_code == 200 else None


def test_health_names_every_part(office: Office) -> None:
    """And how often each was started again."""
    until = time.monotonic() + 20
    while not (told := httpx.get(f"{office.address}healthz").json())["ok"]:
        assert time.monotonic() < until, told
    assert {"front", "hub", "portal", "grader"} <= set(told["parts"])
    assert told["parts"]["front"]["restarts"] >= 1
    assert {part["trouble"] for part in told["parts"].values()} == {""}


def test_second_office_of_a_workspace_is_refused(office: Office) -> None:
    """In one sentence, and the first goes on."""
    command = [*office.site.process.args[:1], "serve", "--port=0"]  # type: ignore[index]
    environment = os.environ | {"TERAKOYA_LANG": "en"}
    found = subprocess.run(
        command, cwd=office.root, env=environment, capture_output=True, text=True, check=False
    )
    assert found.returncode != 0
    assert "This workspace is served already." in found.stderr


def test_secrets_are_for_the_office_only(office: Office) -> None:
    """Nobody else on the machine can look into its folder."""
    folder = office.root / "var" / "office"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.glob("*.secret")} == {0o600}
    assert json.loads((folder / "run.json").read_text())["base_path"] == BASE


def test_logging_out_ends_both_logins(office: Office, sato: Visitor) -> None:
    """The site and JupyterHub ask again."""
    token = next(one.value for one in sato.client.cookies.jar if one.name == "terakoya-portal")
    sato.open("services/portal/logout")
    assert sato.open("services/portal/").url.path == f"{BASE}hub/login"
    kept = {"cookie": f"terakoya-portal={token}", "accept": "*/*"}
    assert httpx.get(f"{office.address}services/portal/", headers=kept).status_code == 401


def test_killed_office_starts_again_at_once(office: Office) -> None:
    """At the same port, though nobody was told to end; nothing of the killed one is left."""
    word, port = _word_of(office), httpx.URL(office.address).port
    assert port is not None
    supervisor = psutil.Process(office.site.process.pid)
    watchers = [one for one in supervisor.children() if one.cmdline()[1:3] == ["-S", "-E"]]
    assert watchers
    left = subprocess.Popen(["sleep", "600"], env={WORD: word, "PATH": os.environ["PATH"]})
    for process in (*watchers, supervisor):  # who would end what is left, is gone as well
        process.kill()
    office.site.process.wait()
    assert left.poll() is None  # the control
    office.site = office.start(port)
    assert left.wait(30) == -signal.SIGTERM
    assert _carrying(word) == []
    _wait(lambda: httpx.get(f"{office.address}healthz").json()["ok"])


def test_ctrl_c_ends_everything(office: Office) -> None:
    """The last one here: no process of it is left, people's servers among them."""
    word = _word_of(office)
    code, left = office.site.interrupt()
    assert (code, left, _carrying(word)) == (0, [], [])


def _word_of(office: Office) -> str:
    return office.part("front").environ()["TERAKOYA_PART_OF"]


def _carrying(word: str) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("TERAKOYA_PART_OF") == word:
                found.append(process)
        except psutil.Error:
            continue
    return found


def test_killed_office_leaves_nothing(tmp_path: Path) -> None:
    """What still carries its word is ended by the process that waits for its end."""
    word = f"test-{os.getpid()}-{time.monotonic_ns()}"
    sleeper = subprocess.Popen(["sleep", "600"], env={WORD: word, "PATH": os.environ["PATH"]})
    with subprocess.Popen(watch_command(word), stdin=subprocess.PIPE, cwd=tmp_path) as watcher:
        assert sleeper.poll() is None  # the control: while the office is there, it runs
        assert watcher.stdin is not None
        watcher.stdin.close()
        assert sleeper.wait(30) == -signal.SIGTERM
