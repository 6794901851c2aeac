"""The portal's pages in a real browser: accessible, usable by keyboard, whole at twice the size."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from terakoya.model.standing import Standing
from terakoya.portal import OpenAccess, create_portal
from terakoya.portal.background import portal_in_background
from tests.made_site import MadeUpSite, make_large_page

from .conftest import StrictPage

FEEDBACK = (
    "<html lang=ja><title>x</title><h1 id=a>講評</h1>"
    "<script>document.getElementById('a').textContent = 'script ran'</script>"
    "<img src=http://192.0.2.1/x.png></html>"
)
PAGES = ["", "cohorts/r8-a", "nothing", "apps/population/"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The portal with a made-up cohort, and no apps' server."""
    feedback = tmp_path_factory.mktemp("feedback") / "page.html"
    feedback.write_text(FEEDBACK, encoding="utf-8")
    portal = create_portal(MadeUpSite(make_large_page(feedback)), OpenAccess())
    with portal_in_background(portal) as address:
        yield address


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_page_has_no_barrier_that_axe_knows(
    strict: StrictPage, site: str, path: str, language: str
) -> None:
    """axe finds nothing wrong on any page in any language."""
    strict.page.goto(f"{site}{path}?lang={language}")
    assert strict.page.locator("html").get_attribute("lang") == language
    assert strict.violations() == []


@pytest.mark.parametrize("path", PAGES)
def test_page_is_whole_at_twice_the_size(strict: StrictPage, site: str, path: str) -> None:
    """At 200 % of a small screen only tables scroll, inside their own frame."""
    strict.page.set_viewport_size({"width": 640, "height": 450})
    strict.page.goto(f"{site}{path}")
    assert strict.overflow() <= 0


def test_keyboard_skips_to_the_content_and_sorts(strict: StrictPage, site: str) -> None:
    """The first Tab offers the way past the header; headings sort with Enter."""
    page = strict.page
    page.goto(f"{site}cohorts/r8-a?lang=ja")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _press in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == "?sort=total":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=total")
    assert page.locator("th.total").get_attribute("aria-sort") == "ascending"


@pytest.mark.parametrize("width", [390, 1280])
def test_names_stay_while_the_table_scrolls(strict: StrictPage, site: str, width: int) -> None:
    """Also on a telephone the page is as wide as the screen, and each result has its name."""
    page = strict.page
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{site}cohorts/r8-a?lang=ja")
    assert strict.overflow() <= 0
    name = page.locator("table.results tbody th").first
    before = name.bounding_box()
    page.evaluate("document.querySelector('table.results').parentElement.scrollLeft = 10_000")
    after = name.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["x"] - after["x"]) < 1
    assert after["width"] < 0.45 * width


def test_items_open_by_keyboard_and_have_no_barrier(strict: StrictPage, site: str) -> None:
    """A result's items are one key away, and axe finds nothing in them."""
    page = strict.page
    page.goto(f"{site}cohorts/r8-a?lang=ja")
    summary = page.locator("table.results summary").first
    assert not page.locator("table.results ul.items").first.is_visible()
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("table.results ul.items li").first.is_visible()
    assert page.locator("table.results details a").first.is_visible()
    assert strict.violations() == []


def test_form_shows_those_who_handed_in_nothing(strict: StrictPage, site: str) -> None:
    """Chosen and sent without a mouse; the address can be kept."""
    page = strict.page
    page.goto(f"{site}cohorts/r8-a?lang=ja")
    everybody = page.locator("table.results tbody tr").count()
    page.select_option("#choose-standing", "missing")
    page.locator("form.choosing button").press("Enter")
    page.wait_for_url("**standing=missing**")
    assert 0 < page.locator("table.results tbody tr").count() < everybody
    assert strict.violations() == []


def test_focus_can_be_seen(strict: StrictPage, site: str) -> None:
    """Whatever the keyboard reaches has a clear outline."""
    page = strict.page
    page.goto(site)
    for _press in range(4):
        page.keyboard.press("Tab")
        outline = "(({outlineStyle: s, outlineWidth: w}) => [s, parseFloat(w)])"
        style, width = page.evaluate(f"{outline}(getComputedStyle(document.activeElement))")
        assert style == "solid"
        assert width >= 3


def test_feedback_runs_no_script_and_asks_nobody(strict: StrictPage, site: str) -> None:
    """A learner's page is shown, and that is all it can do."""
    row = next(n for n in range(1, 31) if list(Standing)[n % 5] is Standing.GRADED and n % 7)
    stopped: list[str | None] = []
    strict.page.on("requestfailed", lambda request: stopped.append(request.failure))
    strict.page.goto(f"{site}cohorts/r8-a/feedback/{row:06}/population")
    strict.page.wait_for_timeout(300)
    assert strict.page.locator("h1").inner_text() == "講評"
    assert stopped == ["csp"]  # the browser made the request up, and did not send it
    strict.elsewhere.clear()
    strict.problems.clear()


def test_feedback_would_run_its_script_elsewhere(strict: StrictPage) -> None:
    """The control: without our headers the same page does what it wants."""
    strict.page.set_content(FEEDBACK.replace("http://192.0.2.1/x.png", "data:,"))
    assert strict.page.locator("h1").inner_text() == "script ran"
