"""The apps through the portal, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from terakoya.faces import AppServer, AppSettings, build_app, start_app_server
from terakoya.portal import AppsOnly, AssignmentLink, OpenAccess, create_portal
from terakoya.portal.background import portal_in_background
from terakoya.portal.serving import upstream_of
from terakoya.workspace import Workspace

from ..conftest import StrictPage
from .made import LABS, MADE, ONE_VISIT, write_made_apps

PATIENCE = 90_000  # milliseconds: other tests may be running


@pytest.fixture(scope="package")
def apps(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Iterator[AppServer]:
    """The server of the apps."""
    folder = tmp_path_factory.mktemp("apps")
    for lab in (*LABS, *ONE_VISIT):
        build_app(Workspace(repository), lab, folder)
    write_made_apps(folder)
    with start_app_server(folder, AppSettings(start_seconds=180)) as server:
        yield server


@pytest.fixture(scope="package")
def site(apps: AppServer) -> Iterator[str]:
    """The portal before it."""
    source = AppsOnly(tuple(AssignmentLink(name, name) for name in (*LABS, *ONE_VISIT, *MADE)))
    portal = create_portal(source, OpenAccess(), apps=upstream_of(apps))
    with portal_in_background(portal) as address:
        yield address


def visit(strict: StrictPage, site: str, name: str, label: str, query: str = "") -> None:
    """Open an app and wait until it can be used."""
    strict.page.goto(f"{site}apps/{name}/{query}")
    strict.page.get_by_label(label, exact=True).wait_for(timeout=PATIENCE)


@pytest.fixture(params=list(LABS))
def lab(request: pytest.FixtureRequest, strict: StrictPage, site: str) -> StrictPage:
    """A lab's app, ready to use."""
    visit(strict, site, request.param, LABS[request.param])
    return strict


@pytest.fixture
def typed(strict: StrictPage, site: str) -> StrictPage:
    """The app of typed parameters."""
    visit(strict, site, "typed", "語")
    return strict
