"""Warm kits with several users: none is ended in anybody's hands, and none is left over."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import psutil
import pytest
from terakoya_autograde import WorkerError

from terakoya.model import Assignment
from terakoya.portal.refreshers import kits as kits_module
from terakoya.portal.refreshers.kits import Kits
from terakoya.workspace import Workspace
from tests.made_refresher import write_waits

pytestmark = pytest.mark.usefixtures("started_parents")


@pytest.fixture
def assignment(workspace: Workspace) -> Assignment:
    """An assignment with one refresher."""
    write_waits(workspace)
    return workspace.read_assignment("waits")


@pytest.fixture
def kits(workspace: Workspace, assignment: Assignment) -> Iterator[Kits]:
    """The kits of a site; afterwards no process of theirs is left."""
    del assignment
    before = processes()
    made = Kits(workspace, sandbox=True)
    yield made
    made.close()
    _gone, left = psutil.wait_procs(processes() - before, timeout=20)
    assert not left


def processes() -> set[psutil.Process]:
    """What this process has started, and what that has."""
    return set(psutil.Process().children(recursive=True))


def change(workspace: Workspace) -> None:
    """Save a file of the assignment again, as an author does while the site runs."""
    program = workspace.source("waits") / "make_data.py"
    program.write_text(program.read_text() + "\n# once more\n")


def test_kit_in_use_goes_on_while_its_files_change(
    workspace: Workspace, kits: Kits, assignment: Assignment
) -> None:
    """Who began with it works with it to the end; those who come meanwhile get new ones."""
    with kits.use(assignment) as first:
        for _time in range(3):
            change(workspace)
            with kits.use(assignment) as later:
                assert later is not first
        assert first.make_variant("longest", 7).answer is not None


def test_kit_that_was_replaced_ends_with_its_last_user(
    workspace: Workspace, kits: Kits, assignment: Assignment
) -> None:
    """Not with the first one of them, and not only when the site stops."""
    before = processes()
    with ExitStack() as both:
        first = both.enter_context(kits.use(assignment))
        mine = processes() - before
        both.enter_context(kits.use(assignment))
        change(workspace)
        with kits.use(assignment) as later:
            assert later is not first
        assert any(process.is_running() for process in mine)
    _gone, left = psutil.wait_procs(mine, timeout=20)
    assert not left
    with kits.use(assignment) as again:
        assert again is later


def test_kits_beyond_those_that_are_kept_end(
    workspace: Workspace,
    kits: Kits,
    assignment: Assignment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The one that was used least recently gives way, but not out of anybody's hands."""
    monkeypatch.setattr(kits_module, "_MOST", 1)
    others = [make_other(workspace, name) for name in ("other", "third")]
    before = processes()
    with kits.use(assignment) as first:
        mine = processes() - before
        for other in others:
            with kits.use(other):
                pass
        assert first.make_variant("longest", None).answer == 104.0
    _gone, left = psutil.wait_procs(mine, timeout=20)
    assert not left


def make_other(workspace: Workspace, name: str) -> Assignment:
    """Copy the assignment under another name."""
    folder = workspace.source("waits")
    other = workspace.source(name)
    (other / "data").mkdir(parents=True)
    for path in ("waits.ipynb", "make_data.py", "data/waits.csv"):
        (other / path).write_bytes((folder / path).read_bytes())
    manifest = (folder / "assignment.toml").read_text("utf-8")
    manifest = manifest.replace('id = "waits"', f'id = "{name}"')
    (other / "assignment.toml").write_text(manifest, "utf-8")
    return workspace.read_assignment(name)


def test_class_that_opens_a_page_at_once_warms_one_kit(
    workspace: Workspace, kits: Kits, assignment: Assignment
) -> None:
    """A thread for each of them would be forty; and the kit is there for whoever begins."""
    before = set(threading.enumerate())
    for _learner in range(40):
        kits.warm(assignment, "longest")
        assert len(begun_since(before)) <= 1
    for thread in begun_since(before):
        thread.join()
    change(workspace)  # when the first kit is there: it would else be made of this already
    kits.warm(assignment, "longest")
    assert len(begun_since(before)) == 1


def begun_since(before: set[threading.Thread]) -> list[threading.Thread]:
    """List the threads that warm kits; those of other tests may come and go meanwhile."""
    now = set(threading.enumerate()) - before
    return [thread for thread in now if thread.name == "refresher-warm"]


def test_site_that_stops_opens_no_kit(kits: Kits, assignment: Assignment) -> None:
    """Whoever is in the middle of something ends with it, and then its kit does."""
    with kits.use(assignment) as mine:
        kits.close()
        assert mine.make_variant("longest", None).answer == 104.0
    with pytest.raises(WorkerError), kits.use(assignment):
        pass
