"""From a learner's kernel and terminal nothing of the office or of others can be reached."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.integration.spawning import reaching
from tests.integration.spawning.learner import Learner
from tests.integration.spawning.spawning_office import TOKEN, SpawningOffice

_PROGRAM = Path(reaching.__file__)


@pytest.fixture(scope="module")
def learner(office: SpawningOffice) -> Learner:
    """The learner whose programs try to reach others; the name has signs of its own."""
    learner = office.start("山田 A")
    learner.ask(
        "PUT",
        "api/contents/reaching.py",
        {"type": "file", "format": "text", "content": _PROGRAM.read_text(encoding="utf-8")},
    )
    return learner


@pytest.fixture(scope="module")
def places(office: SpawningOffice, learner: Learner) -> str:
    """Where the probes look, as JSON; another learner's server runs."""
    other = office.start("other")
    assert office.hub is not None
    return json.dumps(
        {
            "root": str(office.root),
            "key": other.folder.name,
            "port": office.port,
            "server": str(other.folder / "server.sock"),
            "relay": str(other.folder / "in" / "relay.sock"),
            "daemon": str(office.servers / "daemon.sock"),
            "hub": office.hub.pid,
            "other": other.pid,
            "libraries": sysconfig.get_path("purelib"),
        }
    )


@pytest.fixture(scope="module")
def outside(places: str) -> Mapping[str, bool]:
    """What the same program reaches without the sandbox, with the rights of the office."""
    done = subprocess.run(
        [sys.executable, str(_PROGRAM), places],
        env=os.environ | {"TERAKOYA_AI__KEY": "a key of the office's"},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def in_kernel(learner: Learner, places: str) -> Mapping[str, bool]:
    """What it reaches from a cell."""
    code = f"import sys, runpy; sys.argv = ['', {places!r}]\n"
    said = learner.run(code + "runpy.run_path('reaching.py', run_name='__main__'); None")
    return dict(json.loads(said))


@pytest.fixture(scope="module")
def in_terminal(learner: Learner, places: str) -> Mapping[str, bool]:
    """What it reaches from a terminal."""
    learner.run(f"open('places.json', 'w').write({places!r}); None")
    said = learner.type(
        f'{sys.executable} reaching.py "$(cat places.json)" > reached.json; cat reached.json'
    )
    assert "another_home" in said, said
    return dict(json.loads(learner.run("print(open('reached.json').read())")))


@pytest.mark.parametrize("probe", sorted(reaching.PROBES))
def test_probe_outside_the_sandbox(probe: str, outside: Mapping[str, bool]) -> None:
    """Control: without the sandbox, every place is reached."""
    assert outside[probe]


@pytest.mark.parametrize("probe", sorted(reaching.PROBES))
def test_probe_in_a_kernel(probe: str, in_kernel: Mapping[str, bool]) -> None:
    """From a cell, none of them is."""
    assert not in_kernel[probe]


@pytest.mark.parametrize("probe", sorted(reaching.PROBES))
def test_probe_in_a_terminal(probe: str, in_terminal: Mapping[str, bool]) -> None:
    """From a terminal, none of them is."""
    assert not in_terminal[probe]


def test_environment_of_a_kernel(learner: Learner) -> None:
    """A kernel has the learner's own token and addresses, and only the learner's own processes."""
    found: dict[str, Any] = json.loads(
        learner.run(
            "import json, os\n"
            "names = [n for n in os.listdir('/proc') if n.isdigit()]\n"
            "texts = [open(f'/proc/{n}/environ').read() for n in names]\n"
            "print(json.dumps({'environ': dict(os.environ), 'texts': texts}))"
        )
    )
    assert found["environ"]["JUPYTERHUB_USER"] == "山田 A"
    assert found["environ"]["TERAKOYA_PORTAL"].startswith("http://127.0.0.1:")
    assert not any("of the office's" in text for text in found["texts"])
    told = [line for text in found["texts"] for line in text.split("\0")]
    tokens = {line.partition("=")[2] for line in told if line.startswith("JUPYTERHUB_API_TOKEN=")}
    assert tokens <= {found["environ"]["JUPYTERHUB_API_TOKEN"]}  # a terminal has it, too


def test_relay_lets_nothing_else_through(office: SpawningOffice, learner: Learner) -> None:
    """Over the relay JupyterHub says whose token it is, and hands out no list of people."""
    said = learner.run(
        "import os, requests\n"
        "api, token = os.environ['JUPYTERHUB_API_URL'], os.environ['JUPYTERHUB_API_TOKEN']\n"
        "for path in ('/user', '/users', '/../services', '/user/%2e%2e/users', '/proxy'):\n"
        "    answer = requests.Request('GET', api + path,"
        " headers={'Authorization': f'token {token}'}).prepare()\n"
        "    answer.url = api + path\n"
        "    print(path, requests.Session().send(answer).status_code)"
    )
    assert said.splitlines() == [
        "/user 200",
        "/users 403",
        "/../services 403",
        "/user/%2e%2e/users 403",
        "/proxy 403",
    ]
    # control: the hub itself answers whoever reaches its port
    assert len(office.ask("GET", "/hub/api/users")) == 2


def test_own_token_opens_nothing_of_anybody_else(office: SpawningOffice, learner: Learner) -> None:
    """Whoever carries it past the relay, to JupyterHub itself, learns whose it is, and no more."""
    token = learner.run("import os\nprint(os.environ['JUPYTERHUB_API_TOKEN'])").strip()
    own, api = urllib.parse.quote("山田 A"), "/hub/api"
    status, told = ask_hub(office, token, "GET", f"{api}/user")
    assert (status, told["name"]) == (200, "山田 A")
    reaches = {scope.partition("!")[0] for scope in told["scopes"]}
    own_only = {"read:users:activity", "read:users:groups", "read:users:name"}
    assert reaches <= {"access:servers", "users:activity", *own_only}
    wheres = {scope.partition("!")[2] for scope in told["scopes"]}
    assert wheres <= {"user=山田 A", "server=山田 A/"}
    asked = [
        ("GET", "/users"),
        ("GET", "/users/other"),
        ("GET", f"/users/{own}/tokens"),
        ("POST", f"/users/{own}/tokens"),
        ("POST", "/users/other/tokens"),
        ("POST", "/users/other/activity"),
        ("POST", "/users/other/server"),
        ("DELETE", f"/users/{own}/server"),
        ("POST", "/users/somebody-new"),
        ("DELETE", "/users/other"),
        ("GET", "/groups"),
        ("GET", "/services"),
        ("GET", "/proxy"),
        ("POST", "/shutdown"),
    ]
    statuses = {ask_hub(office, token, method, api + path)[0] for method, path in asked}
    assert statuses <= {403, 404}
    # control: whoever administers JupyterHub is answered
    assert ask_hub(office, TOKEN, "GET", f"{api}/users")[0] == 200
    assert ask_hub(office, TOKEN, "GET", f"{api}/users/{own}/tokens")[0] == 200


def ask_hub(office: SpawningOffice, token: str, method: str, path: str) -> tuple[int, Any]:
    """Ask JupyterHub's own port with a token; return the status, and what it says."""
    headers = {"Authorization": f"token {token}", "content-type": "application/json"}
    request = urllib.request.Request(
        f"http://127.0.0.1:{office.port}{path}",
        method=method,
        headers=headers,
        data=None if method == "GET" else b"{}",
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.status, json.loads(answer.read() or "null")
    except urllib.error.HTTPError as error:
        return error.code, None
