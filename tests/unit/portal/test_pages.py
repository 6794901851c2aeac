"""Promises of the pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from starlette.exceptions import HTTPException
from starlette.requests import Request

from terakoya.portal import OpenAccess, create_portal
from terakoya.portal.form_guard import require_size
from tests.made_site import MadeUpSite, make_dated_page

from .conftest import Visitor


def test_home_lists_cohorts_and_apps(visitor: Visitor) -> None:
    """Both lists lead on."""
    text = visitor.get("/").text
    assert 'href="/cohorts/r8-a"' in text
    assert 'href="/apps/population/"' in text


def test_home_without_anything_says_how_to_begin(site: MadeUpSite) -> None:
    """An empty site is no empty page."""
    site = replace(site, links=())
    text = Visitor(create_portal(site, OpenAccess())).get("/?lang=en").text
    assert "terakoya init" in text


def test_cohort_shows_status_in_words_and_scores(visitor: Visitor) -> None:
    """Nothing is told by colour or symbol alone."""
    text = visitor.get("/cohorts/r8-a?lang=en").text
    for word in ("Graded", "Waiting to be graded", "Not handed in", "4.5", "2 / 3"):
        assert word in text
    assert '<th scope="row">' in text
    assert "<caption" in text


def test_cohort_says_how_long_its_course_takes_and_what_comes_before(site: MadeUpSite) -> None:
    """Minutes and the courses before it in words; nothing where nobody can tell."""
    page = replace(site.page, minutes=120, prerequisites=("理解", "<b>基礎</b>"))
    visitor = Visitor(create_portal(replace(site, page=page), OpenAccess()))
    text = visitor.get("/cohorts/r8-a?lang=ja").text
    assert "データ活用入門（120分）" in text
    assert "先に受ける講座：理解 / &lt;b&gt;基礎&lt;/b&gt;" in text
    plain = Visitor(create_portal(site, OpenAccess())).get("/cohorts/r8-a?lang=ja").text
    assert "先に受ける講座" not in plain
    assert "分)" not in plain


def test_results_go_as_csv_as_they_are_chosen(visitor: Visitor) -> None:
    """The rows of the page and no others, in its order; Excel reads the letters, and no formula."""
    answer = visitor.get("/cohorts/r8-a/results.csv?lang=en&standing=graded")
    assert answer.headers["content-type"].startswith("text/csv")
    text = answer.content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Staff number,Name,Department,人口と高齢化")
    assert "山田" in text
    assert "佐藤" not in text


def test_cohort_escapes_names(visitor: Visitor) -> None:
    """A name is text, whatever it holds."""
    text = visitor.get("/cohorts/r8-a").text
    assert "<b>花子" not in text
    assert "&lt;b&gt;花子" in text


def test_cohort_sorts_by_total_downwards(visitor: Visitor) -> None:
    """Whoever has no total comes last, and the heading says how the table is sorted."""
    text = visitor.get("/cohorts/r8-a?sort=-total").text
    assert text.index("山田") < text.index("佐藤")
    assert 'aria-sort="descending"' in text


def test_feedback_is_served_in_a_sandbox(visitor: Visitor) -> None:
    """A learner's page runs no script and reaches nothing."""
    answer = visitor.get("/cohorts/r8-a/feedback/001/population")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "script" not in policy
    assert "allow-" not in policy


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/cohorts/unknown",
        "/cohorts/r8-a/feedback/001/unknown",
        "/cohorts/r8-a/feedback/002/population",
        "/cohorts/r8-a/feedback/..%2F001/population",
        "/apps/unknown/",
        "/apps/voila/tree",
        "/docs",
        "/openapi.json",
        "/static/../app.py",
    ],
)
def test_unknown_address_gets_a_page_of_the_site(visitor: Visitor, path: str) -> None:
    """Also what is not there is said in the site's look, with a way back."""
    answer = visitor.get(path, accept_language="ja")
    assert answer.status_code == 404
    assert '<html lang="ja">' in answer.text
    assert 'href="/"' in answer.text


def test_failure_shows_no_trace_of_the_cause(site: MadeUpSite) -> None:
    """An error of ours is one kind page, with the headers of every other."""

    class Broken(MadeUpSite):
        def cohorts(self) -> list[object]:  # type: ignore[override]
            raise RuntimeError("password=secret")

    answer = Visitor(create_portal(Broken(site.page), OpenAccess())).get("/?lang=en")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Something went wrong" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_app_without_server_gets_a_kind_page(visitor: Visitor) -> None:
    """An app that does not run is no error message of a machine."""
    answer = visitor.get("/apps/population/?lang=en")
    assert answer.status_code == 502
    assert "The app is not running now." in answer.text


def test_health_is_one_word(visitor: Visitor) -> None:
    """What watches the site needs no page."""
    assert visitor.get("/healthz").text == "ok"


@pytest.mark.parametrize("path", ["/", "/cohorts/r8-a", "/exercises/population.zip"])
def test_wrong_method_is_told_the_right_ones(visitor: Visitor, path: str) -> None:
    """A refusal carries what the standard asks for (RFC 9110, 15.5.6), and is a page as others."""
    answer = visitor.get(path, method="DELETE")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert "<h1" in answer.text


@pytest.mark.parametrize("language", ["ja", "en"])
def test_home_leads_to_the_page_for_learners(visitor: Visitor, language: str) -> None:
    """It is a PDF in the visitor's language, and who may not see the site does not get it."""
    assert 'href="/guide.pdf"' in visitor.get("/").text
    answer = visitor.get(f"/guide.pdf?lang={language}")
    assert answer.headers["content-type"] == "application/pdf"
    assert f'filename="terakoya-{language}.pdf"' in answer.headers["content-disposition"]
    assert answer.content.startswith(b"%PDF")
    assert visitor.get("/guide.pdf", method="HEAD").status_code == 200


def test_page_for_learners_is_part_of_the_site(site: MadeUpSite) -> None:
    """Nobody gets it where nobody is known."""
    stranger = Visitor(create_portal(site))
    assert stranger.get("/guide.pdf").status_code == stranger.get("/").status_code == 403


@pytest.fixture
def dated(tmp_path: Path) -> Visitor:
    """Somebody before a site whose one cohort has a due date and is archived."""
    return Visitor(create_portal(MadeUpSite(make_dated_page(tmp_path)), OpenAccess()))


def test_cohort_says_in_words_who_was_late_and_who_withdrew(dated: Visitor) -> None:
    """Beside the status, with the due date above; figures say whom they leave out."""
    page = BeautifulSoup(dated.get("/cohorts/r8-a?lang=en").text, "html.parser")
    rows = {row.select_one("td.id").get_text(): row for row in page.select(".results tbody tr")}
    assert [number for number, row in rows.items() if row.select(".late")] == ["002", "004"]
    assert [number for number, row in rows.items() if row.select(".mark")] == ["004"]
    assert "Late" in rows["002"].select_one("td.status").get_text()
    assert "Withdrawn" in rows["004"].select_one("th").get_text()
    assert "due 2027-05-14 23:59" in page.select_one(".results thead").get_text()
    figures = [cell.get_text(strip=True) for cell in page.select(".summary tbody td")]
    assert figures == ["2 / 3", "1 / 3", "1 / 3", "4.5 / 5"]
    assert "due 2027-05-14 23:59" in page.select_one(".summary tbody th").get_text()
    assert "Withdrawn learners, in no figure: 1" in page.get_text()
    assert '<option value="late">' in str(page)


def test_cohort_without_due_dates_says_nothing_of_them(visitor: Visitor) -> None:
    """No empty columns, and nothing to choose."""
    text = visitor.get("/cohorts/r8-a?lang=en").text
    assert "due 2" not in text
    assert "Late" not in text
    assert "in no figure" not in text


def test_home_leads_to_archived_cohorts_only_for_who_asks(dated: Visitor) -> None:
    """No card, no refreshers in a menu; a link says how many there are, and shows them."""
    text = dated.get("/?lang=en").text
    assert "/cohorts/r8-a" not in text
    assert "There is no cohort yet" not in text
    assert "Archived cohorts: 1" in text
    asked = dated.get("/?lang=en&archived=1").text
    assert 'href="/cohorts/r8-a"' in asked
    assert "/cohorts/r8-a/refreshers" not in asked
    assert "terakoya cohort unarchive r8-a" in dated.get("/cohorts/r8-a?lang=en").text


def test_what_no_address_holds_is_looked_up_nowhere(visitor: Visitor) -> None:
    """A NUL, which a database may not take: there is nothing at such an address."""
    for path in ("/cohorts/a%00b", "/?q=%00", "/api/%00"):
        assert visitor.get(path).status_code == 404


def test_length_that_is_no_length_is_refused() -> None:
    """However many digits it has."""
    request = Request({"type": "http", "headers": [(b"content-length", b"9" * 5000)]})
    with pytest.raises(HTTPException) as caught:
        require_size(request, 10)
    assert caught.value.status_code == 413
