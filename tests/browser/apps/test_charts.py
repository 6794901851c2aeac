"""Charts of plotly and Altair in an app: drawn by this server's own files, and by nobody else's.

Each page here is strict: a request to another host, or one that the policy refuses, fails the test.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from ..conftest import StrictPage
from .conftest import PATIENCE, visit

PLOTLY, VEGA = "[data-chart=plotly]", "[data-chart=vega]"


@pytest.fixture
def charts(strict: StrictPage, site: str) -> StrictPage:
    """The app of both charts, drawn."""
    visit(strict, site, "charts", "町の数")
    for chart in (PLOTLY, VEGA):
        expect(strict.page.locator(f"{chart} [data-size]")).to_have_count(1, timeout=PATIENCE)
    return strict


def test_charts_are_drawn_on_the_light_page(charts: StrictPage) -> None:
    """Their titles and towns are on it, each has a name, and axe finds nothing wrong."""
    page = charts.page
    assert page.locator(f"{PLOTLY} .bars path").count() == 2
    expect(page.locator(PLOTLY)).to_contain_text("棒の図")
    expect(page.locator(VEGA)).to_contain_text("Vegaの図")
    assert page.locator(VEGA).get_attribute("aria-label") == "町の人数"
    assert charts.violations() == []
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.locator(f"{PLOTLY} .main-svg").first).to_be_visible()
    assert charts.overflow() <= 0


def test_charts_follow_a_parameter(charts: StrictPage) -> None:
    """A change draws both anew, once each."""
    page = charts.page
    page.get_by_label("町の数", exact=True).press("ArrowRight")
    for chart in (PLOTLY, VEGA):
        expect(page.locator(chart)).to_contain_text("南町", timeout=PATIENCE)
    assert page.locator(f"{PLOTLY} .bars path").count() == 3
    assert page.locator(".tk-drawn").count() == 2


def test_announced_error_stops_nothing(charts: StrictPage) -> None:
    """A cell tagged raises-exception shows its error as a line, and what follows runs."""
    page, cells = charts.page, charts.page.locator("#cells")
    expect(cells).to_contain_text("LAST 2")
    page.get_by_label("町の数", exact=True).press("ArrowRight")
    expect(cells).to_contain_text("LAST 3", timeout=PATIENCE)
    expect(cells).to_contain_text("ZeroDivisionError: division by zero")
    expect(page.locator(".tk-notice:visible")).to_have_count(0)


def test_chart_can_be_saved(charts: StrictPage) -> None:
    """As PNG and as SVG, like every other picture."""
    page = charts.page
    for chart, ending in ((PLOTLY, "png"), (VEGA, "svg")):
        saving = page.locator(f"{chart} + .tk-save")
        saving.locator("summary").click()
        with page.expect_download() as download:
            saving.get_by_role("button", name=ending.upper()).click()
        assert download.value.suggested_filename.endswith(f".{ending}")
        assert download.value.path().stat().st_size > 1000


def test_charts_are_screens_of_the_briefing(charts: StrictPage) -> None:
    """Large, one after the other, within their screen."""
    page = charts.page
    before = page.locator(f"{PLOTLY} .tk-drawn").bounding_box()
    page.locator("#start-briefing").click()
    for chart, other in ((PLOTLY, VEGA), (VEGA, PLOTLY)):
        for _ in range(4):
            if page.locator(chart).is_visible() and not page.locator(other).is_visible():
                break
            page.keyboard.press("ArrowRight")
        expect(page.locator(chart)).to_be_visible()
        box = page.locator(f"{chart} .tk-drawn").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900
        assert box["height"] > 400
    page.keyboard.press("Escape")
    expect(page.locator(PLOTLY)).to_be_visible()
    after = page.locator(f"{PLOTLY} .tk-drawn").bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] == pytest.approx(before["height"], abs=2)


def test_charts_are_whole_on_paper(charts: StrictPage) -> None:
    """Paper is narrower than a screen: they are set smaller, and nothing is cut."""
    page = charts.page
    page.emulate_media(media="print")
    page.evaluate("document.getElementById('content').style.width = '600px'")
    for svg in (f"{PLOTLY} .main-svg", f"{VEGA} svg"):
        box = page.locator(svg).first.bounding_box()
        frame = page.locator("#content").bounding_box()
        assert box is not None
        assert frame is not None
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
    bars = [bar.bounding_box() for bar in page.locator(f"{PLOTLY} .bars path").all()]
    assert all(bar and bar["x"] + bar["width"] <= frame["x"] + frame["width"] for bar in bars)


def test_what_needs_another_host_is_said(strict: StrictPage, site: str) -> None:
    """One sentence, no request, no empty place."""
    strict.page.goto(f"{site}apps/refused/")
    notice = strict.page.locator("#cells .tk-notice")
    expect(notice).to_have_count(1, timeout=PATIENCE)
    expect(notice).to_contain_text("ここには表示できません")


def test_charts_on_voilas_own_page(strict: StrictPage, site: str) -> None:
    """Plotly's is drawn, Altair's is a picture; nothing is asked of another host."""
    strict.page.goto(f"{site}apps/full-charts/")
    expect(strict.page.locator("main .main-svg").first).to_be_visible(timeout=PATIENCE)
    picture = strict.page.locator("main [data-mime-type='image/svg+xml']")
    expect(picture).to_be_visible(timeout=PATIENCE)
