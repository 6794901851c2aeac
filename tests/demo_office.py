"""A small office as `terakoya serve --demo` finds it: one course, a class, nothing graded yet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from terakoya.authoring import make_release
from terakoya.delivery import (
    CollectRequest,
    DueRequest,
    SubmissionStore,
    change_due_date,
    collect,
    create_cohort,
)
from terakoya.delivery.giving_out import offer_assignment
from terakoya.demo.demo_folder import note_made
from terakoya.demo.made_groups import DATA_COHORT
from terakoya.model import Cohort, Learner, Stamp, Tier
from terakoya.records import Offer, database_url, enrol, open_database
from terakoya.workspace import Workspace, make_workspace
from tests.made import (
    code,
    filled,
    markdown,
    tiny_notebook,
    write_assignment,
    write_notebook,
    write_small_course,
)
from tests.running_site import RunningSite

__all__ = ["ELSEWHERE", "LEARNER", "LEARNERS", "MATE", "DemoOffice", "make_demo_office"]
__all__ += ["read_accounts", "stop_offering"]

_NOW = datetime.now(UTC)
_OWN, _OTHER = ("10", "総務課"), ("20", "税務課")


def _learner(number: int, name: str, department: tuple[str, str]) -> Learner:
    code_of, called = department
    return Learner(f"{number:06}", name, code_of, called, "主事", Tier.PRACTITIONER, "")


_FAMILIES = ("青木", "井上", "上田", "江口", "大野", "加藤", "木村", "工藤", "小山", "佐野")
LEARNERS = tuple(
    _learner(number, f"{family} 一", _OWN if number <= 5 else _OTHER)
    for number, family in enumerate(_FAMILIES, 1)
)
COHORT = Cohort(DATA_COHORT, "small", "令和9年度 春")
LEARNER, MATE, ELSEWHERE = LEARNERS[0], LEARNERS[1], LEARNERS[5]
"""Who gets the learner's account, somebody beside them, and somebody of another department."""


@dataclass(frozen=True)
class DemoOffice:
    """A running one in a folder; names and passwords by role."""

    site: RunningSite
    city: Path
    accounts: dict[str, tuple[str, str]]

    @property
    def portal(self) -> str:
        """The address of the site."""
        return f"{self.site.address}services/portal/"


def make_demo_office(city: Path) -> None:
    """Make a workspace with a demonstration in it; `MATE` has handed in and waits for a mark."""
    workspace = make_workspace(make_workspace(city).var / "demo" / "workspace")
    write_small_course(workspace)
    _add_app(workspace)
    make_release(workspace, workspace.read_assignment("tiny"))
    database = open_database(database_url(workspace.var))
    create_cohort(database, workspace, COHORT, _NOW)
    with database.session() as session:
        enrol(session, COHORT.id, LEARNERS, _NOW)
    inbox = workspace.root / "inbox"
    released = json.loads((workspace.release("tiny") / "tiny.ipynb").read_text("utf-8"))
    write_notebook(
        inbox / MATE.id / "tiny" / "tiny.ipynb", filled(released, {"total": "total = 3"})
    )
    store = SubmissionStore.of(workspace)
    collect(database, store, workspace, CollectRequest(COHORT, inbox, handed_in_at=_NOW), _NOW)
    database.close()
    note_made(city / "var" / "demo")


def stop_offering(office: DemoOffice, due: datetime) -> None:
    """Let an instructor say until when it had to be handed in, and take no more of it."""
    workspace = Workspace(office.city / "var" / "demo" / "workspace")
    database, stamp = open_database(database_url(workspace.var)), Stamp(_NOW, "instructor")
    change_due_date(database, workspace, DueRequest(COHORT, "tiny", due), stamp)
    offer_assignment(database, COHORT.id, "tiny", Offer(is_open=False), stamp)
    database.close()


def read_accounts(city: Path) -> dict[str, tuple[str, str]]:
    """Return what the command has written down: role → name and password."""
    told = json.loads((city / "var" / "demo" / "accounts.json").read_text("utf-8"))
    return {each["role"]: (each["name"], each["password"]) for each in told}


def _add_app(workspace: Workspace) -> None:
    shown = code("shown", "sum(range(5))")
    shown["metadata"]["tags"] = ["result"]
    content = tiny_notebook()
    content["cells"] += [markdown("app", "## 合計を見る"), shown]
    folder = write_assignment(workspace, "tiny", content)
    manifest = folder / "assignment.toml"
    text = manifest.read_text("utf-8")
    manifest.write_text(text.replace("[title]", 'app = "tiny"\n\n[title]', 1), "utf-8")
