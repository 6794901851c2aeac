"""A pytest plugin: nbgrader's tests of its exchange get a portal, and no shared folder."""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbgrader.tests
import pytest
from nbgrader.utils import get_username

from terakoya.delivery import create_cohort, enrol_roster
from terakoya.exchange import PortalClient, write_server_configuration
from terakoya.model import Cohort, Learner, Tier
from terakoya.model.permissions import Person, Role, grants_of
from terakoya.portal import create_portal
from terakoya.portal.background import portal_in_background
from terakoya.portal.exchange_api import ExchangeService
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.records import open_database
from terakoya.workspace import Workspace
from tests.exchange_room import TokenAccess

COURSES = ("abc101", "abc102", "xyz200")
ASSIGNMENTS = ("ps1", "ps2")
TOKEN = "everybody"
_FILES = Path(nbgrader.tests.__file__).parent / "apps" / "files"
_LEARNERS = ("foo", "foo+bar", "bar", "baz")


@dataclass
class _Portal:
    """The portal of one test, and the folder in which the test looks."""

    folder: Path
    stack: ExitStack = field(default_factory=ExitStack)

    def start(self) -> None:
        """Make a workspace with nbgrader's courses, and serve it."""
        root = Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-")))
        workspace = _write_workspace(root / "workspace")
        database = open_database(f"sqlite:///{workspace.var / 'terakoya.db'}")
        self.stack.callback(database.close)
        now = datetime.now(UTC)
        own = get_username()
        learners = [_learner(name) for name in dict.fromkeys((own, *_LEARNERS))]
        grants: set[Any] = set()
        for course in COURSES:
            cohort = Cohort(course, course, course)
            create_cohort(database, workspace, cohort, now)
            enrol_roster(database, cohort, learners, now)
            grants |= grants_of(Role.LEARNER, course) | grants_of(Role.INSTRUCTOR, course)
        people = TokenAccess({TOKEN: Person(own, frozenset(grants), own)})
        site = WorkspaceSite(workspace, database)
        portal = create_portal(site, people, exchange=ExchangeService(workspace, database))
        address = self.stack.enter_context(portal_in_background(portal)).rstrip("/")
        write_server_configuration(root / "jupyter")
        os.environ["TERAKOYA_PORTAL"], os.environ["JUPYTERHUB_API_TOKEN"] = address, TOKEN
        os.environ["JUPYTER_CONFIG_PATH"] = str(root / "jupyter")
        self.client = PortalClient(address, TOKEN)

    def lay_out(self) -> None:
        """Write what the portal holds into the folder, as nbgrader's exchange has it."""
        for course in COURSES:
            for part in ("outbound", "inbound"):
                shutil.rmtree(self.folder / course / part, ignore_errors=True)
            for each in self.client.get("cohorts", course, "assignments").json():
                place = ("cohorts", course, "assignments", each["assignment"])
                self._unpack(place, self.folder / course / "outbound" / each["assignment"])
            for each in self.client.get("cohorts", course, "hand-ins").json():
                at = datetime.fromisoformat(each["received_at"]).astimezone(UTC)
                timestamp = at.strftime("%Y-%m-%d %H:%M:%S.%f %Z")
                name = f"{each['learner']}+{each['assignment']}+{timestamp}+{each['number']}"
                place = ("cohorts", course, "learners", each["learner"], "hand-ins")
                folder = self.folder / course / "inbound" / name
                self._unpack((*place, str(each["submission"])), folder)
                (folder / "timestamp.txt").write_text(timestamp)

    def _unpack(self, place: tuple[str, ...], folder: Path) -> None:
        content = self.client.get(*place, "files").content
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(folder)


_running: list[_Portal] = []


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any, request: Any) -> Iterator[None]:
    """Serve a portal for each exchange."""
    made = yield
    if fixturedef.argname == "exchange":
        portal = _Portal(Path(made))
        portal.start()
        _running.append(portal)

        def stop() -> None:
            _running.remove(portal)
            portal.stack.close()

        request.addfinalizer(stop)
    return made


def pytest_configure() -> None:
    """Lay out what the portal holds after each command."""
    really = nbgrader.tests.run_nbgrader

    def run(*given: Any, **named: Any) -> Any:
        try:
            return really(*given, **named)
        finally:
            for portal in _running:
                portal.lay_out()

    nbgrader.tests.run_nbgrader = run


def _learner(name: str) -> Learner:
    return Learner(name, name, "01", "課", "", Tier.GENERAL, f"{len(name)}@example.jp")


def _write_workspace(root: Path) -> Workspace:
    """Write courses whose assignments hold nbgrader's own notebooks; nothing is released."""
    root.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    text = '[title]\nja = "題"\nen = "T"\n'
    for name in ASSIGNMENTS:
        folder = root / "source" / name
        folder.mkdir(parents=True)
        lines = [f'id = "{name}"', 'notebooks = ["p1"]', "minutes = 10", 'skills = ["data"]']
        lines += [text, '[summary]\nja = "要"\nen = "S"\n']
        (folder / "assignment.toml").write_text("\n".join(lines), encoding="utf-8")
        shutil.copy(_FILES / "test.ipynb", folder / "p1.ipynb")
    for name in COURSES:
        folder = root / "courses" / name
        folder.mkdir(parents=True)
        lines = [f'id = "{name}"', 'tier = "general"', 'skills = ["data"]', 'phase = "practise"']
        lines += ["minutes = 20", f"assignments = {json.dumps(ASSIGNMENTS)}", text]
        (folder / "course.toml").write_text("\n".join(lines), encoding="utf-8")
    return Workspace(root)
