"""`terakoya serve`: an author's own workspace, with one assignment that cannot be read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import httpx
import pytest
from terakoya_autograde.sandbox import sandbox_available

from terakoya.workspace import find_labs, make_workspace
from tests.running_site import RunningSite, run_site

LABS = ("counter-waiting", "population-ageing")
pytestmark = pytest.mark.skipif(
    not sandbox_available(), reason="no sandbox on this machine: apps are not served without"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """The running command in a new workspace with two labs, one of them broken."""
    folder = tmp_path_factory.mktemp("serve")
    workspace = make_workspace(folder / "city")
    for part in ("courses/data-practice", *(f"source/{lab}" for lab in LABS)):
        shutil.copytree(find_labs() / part, workspace.root / part)
    manifest = workspace.source("counter-waiting") / "assignment.toml"
    manifest.write_text("title = ", encoding="utf-8")
    with run_site(["serve", "--alone", "--port=0"], workspace.root, folder) as running:
        yield running


@pytest.fixture
def browser() -> Iterator[httpx.Client]:
    """A browser that keeps cookies."""
    with httpx.Client(timeout=120, headers={"accept-language": "ja"}) as client:
        yield client


def test_address_with_its_key_opens_the_site(site: RunningSite, browser: httpx.Client) -> None:
    """The first page and the app open for whoever has the address, and for nobody else."""
    plain = site.address.partition("?")[0]
    assert browser.get(plain).status_code == 403
    page = browser.get(site.address, follow_redirects=True)
    assert page.status_code == 200
    assert 'href="/apps/population-ageing/"' in page.text
    assert browser.get(f"{plain}apps/population-ageing/").status_code == 200
    assert browser.get(f"{plain}papers/population-ageing-handout.en.pdf").status_code == 200
    assert httpx.get(f"{plain}apps/population-ageing/").status_code == 403


def test_assignment_that_cannot_be_read_costs_no_other(
    site: RunningSite, browser: httpx.Client
) -> None:
    """It is told once, in one line, and is not offered."""
    lines = site.said.read_text(encoding="utf-8").splitlines()
    told = [line for line in lines if "assignment.toml" in line]
    assert len(told) == 1, lines
    assert "/apps/counter-waiting/" not in browser.get(site.address, follow_redirects=True).text


def test_ctrl_c_ends_everything(site: RunningSite) -> None:
    """The last test of the module: the command ends in order, and nothing of it is left."""
    assert site.interrupt() == (0, [])
