"""Pages with every kind of result in a real browser: readable for everyone, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from terakoya.grading import summarise, write_feedback
from terakoya.language import use_language
from terakoya.portal import OpenAccess, create_portal
from terakoya.portal.background import portal_in_background
from terakoya.portal.workspace_site import WorkspaceSite
from tests.made_kinds import COHORT, MadeCohort, make_cohort

from .conftest import StrictPage

LANGUAGES = ("ja", "en")


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeCohort]:
    """A graded cohort of every kind; a person has given points."""
    with use_language("en"):
        made = make_cohort(tmp_path_factory.mktemp("kinds"))
        made.grade()
        with made.gradebook() as gradebook:
            grade = gradebook.find_grade("essay", "kinds", "kinds", "0001")
            grade.manual_score, grade.needs_manual_grade = 2.5, False
            gradebook.db.commit()
    yield made
    made.database.close()


def write_pages(made: MadeCohort, language: str) -> Path:
    """Write the feedback pages in a language; return their folder."""
    with use_language(language):
        summary = summarise(made.workspace, made.database, made.grader.cohort)
        list(write_feedback(made.workspace, summary))
    return made.workspace.cohort(COHORT) / "feedback"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("learner", ["0001", "0002", "0006", "0008", "0009", "0010"])
def test_feedback_of_every_kind_has_no_barrier(
    strict: StrictPage, cohort: MadeCohort, language: str, learner: str
) -> None:
    """axe finds nothing, nothing scrolls sideways, and each link leads to its item."""
    page = write_pages(cohort, language) / learner / "kinds" / "index.html"
    strict.page.set_viewport_size({"width": 640, "height": 700})
    strict.page.goto(page.as_uri())
    assert strict.page.locator("html").get_attribute("lang") == language
    assert strict.violations() == []
    assert strict.overflow() <= 0
    for link in strict.page.locator("tbody a").all():
        target = link.get_attribute("href") or ""
        assert strict.page.locator(f"[id='{target[1:]}']").count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_results_of_every_kind_have_no_barrier(
    strict: StrictPage, cohort: MadeCohort, language: str
) -> None:
    """The cohort's page, with feedback pages that are out of date, is clean and says what to do."""
    write_pages(cohort, language)
    with cohort.gradebook() as gradebook:
        grade = gradebook.find_grade("draw", "kinds", "kinds", "0002")
        grade.manual_score = (grade.manual_score or 0.0) + 1.0
        grade.needs_manual_grade = False
        gradebook.db.commit()
    site = WorkspaceSite(cohort.workspace, cohort.database)
    with portal_in_background(create_portal(site, OpenAccess())) as address:
        strict.page.goto(f"{address}cohorts/{COHORT}?lang={language}")
        assert strict.violations() == []
        assert f"terakoya feedback {COHORT}" in strict.page.locator("main").inner_text()
        strict.page.goto(f"{address}cohorts/{COHORT}/feedback/0002/kinds?lang={language}")
        assert strict.page.locator("main > .advice").count() == 1
