"""Promises of the front's routes."""

from __future__ import annotations

from pathlib import Path

import pytest

from terakoya.hub.front.route_table import Route, RouteTable, TargetError

HUB = {"target": "http+unix://%2Frun%2Fhub.sock", "hub": True}


def table(file: Path | None = None) -> RouteTable:
    """Return routes of an office with one person's server."""
    routes = RouteTable(file, {"/services/portal/": Route(socket="/run/portal.sock")})
    routes.add("/", HUB)
    routes.add("/user/山田", {"target": "http://127.0.0.1:7000", "user": "山田"})
    return routes


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/", "/run/hub.sock"),
        ("/hub/login?next=/user/x", "/run/hub.sock"),
        ("/services/portal/cohorts/a", "/run/portal.sock"),
        ("/services/portals", "/run/hub.sock"),
        ("/user/%E5%B1%B1%E7%94%B0/lab", "http://127.0.0.1:7000"),
        ("/user/%E5%B1%B1%E7%94%B0%2Flab", "/run/hub.sock"),
        ("//user//%E5%B1%B1%E7%94%B0", "http://127.0.0.1:7000"),
        ("/" + "a/" * 500, "/run/hub.sock"),
    ],
)
def test_address_belongs_to_the_longest_beginning(path: str, where: str) -> None:
    """Whole segments at a time; letters may be written as they stand or quoted."""
    found = table().find(path)
    assert found is not None
    assert (found.socket or found.origin) == where


def test_routes_are_known_again_after_a_restart(tmp_path: Path) -> None:
    """Without waiting for JupyterHub; what is fixed is not told to it."""
    table(tmp_path / "routes.json")
    again = RouteTable(tmp_path / "routes.json")
    assert set(again.tell()) == {"/", "/user/山田"}
    again.remove("/user/山田")
    assert set(RouteTable(tmp_path / "routes.json").tell()) == {"/"}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"/": {"target": "ftp://x"}}', '{"/": 3}'])
def test_damaged_file_of_routes_is_as_none(tmp_path: Path, text: str) -> None:
    """JupyterHub tells all of them within seconds."""
    (tmp_path / "routes.json").write_text(text, encoding="utf-8")
    assert RouteTable(tmp_path / "routes.json").tell() == {}


def test_socket_of_a_server_is_read_as_jupyterhub_writes_it() -> None:
    """JupyterHub adds a port to such an address; a colon of the path itself is quoted."""
    routes = RouteTable()
    routes.add("/user/a", {"target": "http+unix://%2Fa%3Ab%2FC.sock:80"})
    found = routes.find("/user/a/")
    assert found is not None
    assert found.socket == "/a:b/C.sock"


@pytest.mark.parametrize(
    "target", [None, 3, "", "http://", "http://host", "https://host:1", "http://[", "http+unix://"]
)
def test_target_that_is_no_address_is_refused(target: object) -> None:
    """And the routes stay as they were."""
    routes = table()
    with pytest.raises(TargetError):
        routes.add("/user/b", {"target": target})
    assert set(routes.tell()) == {"/", "/user/山田"}
