"""The learner's version of an assignment, as a zip."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from terakoya.portal import AssignmentLink, DenyAll, OpenAccess, create_portal
from terakoya.portal.exercises import zip_folder
from tests.made_site import MadeUpSite, make_page

from .conftest import Visitor


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A learner's version with its data, and what must stay out."""
    folder = tmp_path / "release" / "population"
    (folder / "data").mkdir(parents=True)
    (folder / "population.ipynb").write_text("{}", encoding="utf-8")
    (folder / "data" / "人口.csv").write_text("町,人", encoding="utf-8")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "x.ipynb").write_text("old", encoding="utf-8")
    (folder / "link.csv").symlink_to("/etc/passwd")
    return folder


@pytest.fixture
def site(tmp_path: Path, release: Path) -> MadeUpSite:
    """A site with one assignment that was released, and one that was not."""
    links = (
        AssignmentLink("population", "人口と高齢化", release=release),
        AssignmentLink("other", "もう一つ", has_app=False),
    )
    return MadeUpSite(make_page(tmp_path), links)


def test_exercise_holds_the_files_that_were_released(site: MadeUpSite) -> None:
    """In one folder, under their names; no link is followed, nothing hidden comes along."""
    answer = Visitor(create_portal(site, OpenAccess())).get("/exercises/population.zip")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == 'attachment; filename="population.zip"'
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.namelist() == ["population/data/人口.csv", "population/population.ipynb"]
    assert archive.read("population/data/人口.csv").decode() == "町,人"


def test_same_files_are_the_same_bytes(release: Path) -> None:
    """So that a download can be compared with an earlier one."""
    assert zip_folder(release, "a") == zip_folder(release, "a")


@pytest.mark.parametrize("name", ["other", "none", "..%2Fpopulation"])
def test_what_was_not_released_is_not_found(site: MadeUpSite, name: str) -> None:
    """Neither an assignment without a learner's version nor anything else."""
    assert (
        Visitor(create_portal(site, OpenAccess())).get(f"/exercises/{name}.zip").status_code == 404
    )


def test_exercise_asks_who_may_have_it(site: MadeUpSite) -> None:
    """Where nobody is let in, nothing is given."""
    assert (
        Visitor(create_portal(site, DenyAll())).get("/exercises/population.zip").status_code == 403
    )


def test_first_page_offers_the_forms_that_there_are(site: MadeUpSite) -> None:
    """An exercise where there is a learner's version, an app where there is one."""
    page = Visitor(create_portal(site, OpenAccess())).get("/").text
    assert 'href="/exercises/population.zip"' in page
    assert 'href="/apps/population/"' in page
    assert "/exercises/other" not in page
    assert "/apps/other" not in page
    assert "もう一つ" in page
