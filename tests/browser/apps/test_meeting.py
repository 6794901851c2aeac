"""An app in a meeting: its briefing on a projector, its print in people's hands."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect
from pypdf import PdfReader

from ..conftest import StrictPage
from .conftest import PATIENCE, visit
from .made import MEETING

PROJECTOR = {"width": 1280, "height": 720}
FITS = """() => {
    const bar = document.querySelector(".tk-bar").getBoundingClientRect();
    const seen = [...document.querySelectorAll("#cells :is(table, img, p, h2)")].filter(
        (one) => one.getClientRects().length && !one.matches(".tk-unseen"));
    const inside = (box) => box.bottom <= bar.top && box.right <= innerWidth + 1;
    return document.documentElement.scrollHeight <= innerHeight
        && seen.every((one) => inside(one.getBoundingClientRect()));
}"""


@pytest.fixture
def meeting(strict: StrictPage, site: str) -> StrictPage:
    """The page for a meeting, on a projector."""
    strict.page.set_viewport_size(PROJECTOR)
    visit(strict, site, "meeting", "甲区")
    return strict


def screens(strict: StrictPage) -> Iterator[str]:
    """Start the briefing; yield the heading of each screen while it is seen."""
    page = strict.page
    page.locator("#start-briefing").click()
    place = page.locator(".tk-bar p")
    count = int(place.inner_text().split(" / ")[1].split(" ")[0])
    for number in range(1, count + 1):
        expect(place).to_contain_text(f"{number} / {count}")
        yield page.locator("#cells :is(h1, h2):not(.tk-unseen):visible").last.inner_text()
        page.keyboard.press("ArrowRight")


def shown(strict: StrictPage, selector: str) -> Locator:
    """Return what is seen of the page."""
    return strict.page.locator(f"#cells {selector}:visible")


def test_briefing_shows_every_table_whole(meeting: StrictPage) -> None:
    """What fits is seen at once, in legible type; what does not is split, with its headings."""
    rows, columns = list[str](), list[str]()
    for heading in screens(meeting):
        assert meeting.page.evaluate(FITS), heading
        sizes = shown(meeting, "td").evaluate_all(
            "cells => cells.map(cell => parseFloat(getComputedStyle(cell).fontSize))"
        )
        assert all(size >= 16 for size in sizes), heading
        if heading == "長い表":
            rows += shown(meeting, "tbody th").all_inner_texts()
            assert shown(meeting, "thead th").all_inner_texts() == ["地区", "人口"]
            assert shown(meeting, "p").last.inner_text() == "二十五の地区の数です。"
        elif heading == "幅の広い表":
            first, *others = shown(meeting, "thead th").all_inner_texts()
            columns += others
            assert first == "款"
            assert shown(meeting, "tbody th").all_inner_texts() == ["総務費", "民生費"]
    assert rows == [f"第{n}地区" for n in range(1, 26)]
    assert columns == [f"令和{n}年度の決算額" for n in range(1, 19)]


def test_briefing_has_controls_only_where_something_depends_on_them(meeting: StrictPage) -> None:
    """The chart follows the ward, the heat map the year; the other results nothing."""
    seen = {heading: shown(meeting, ".tk-field").count() for heading in screens(meeting)}
    wanted = {"選んだ区の図": 1, "色のついた表": 1}
    assert seen == {text.split("\n")[0]: 0 for text in MEETING} | wanted


def test_briefing_gives_a_chart_the_width(meeting: StrictPage) -> None:
    """Beside its text, not in what the text leaves of the height; also after another choice."""
    for heading in screens(meeting):
        if heading != "選んだ区の図":
            continue
        picture = shown(meeting, "img")
        before = str(picture.get_attribute("src"))
        for _choice in range(2):
            box = picture.bounding_box()
            assert box is not None
            assert box["width"] >= 0.55 * PROJECTOR["width"]
            meeting.page.get_by_label("乙区", exact=True).check()
            expect(meeting.page.locator("#cells pre")).to_have_text("乙区", timeout=PATIENCE)
        assert picture.get_attribute("src") == before  # the same lines
        assert meeting.violations() == []
        meeting.page.keyboard.press("Escape")


def test_buttons_stand_above_the_page(meeting: StrictPage) -> None:
    """Who opens the page sees how to show it large, without looking for the end."""
    for name in ("説明用に大きく見る", "印刷する"):
        box = meeting.page.get_by_role("button", name=name, exact=True).bounding_box()
        assert box is not None
        assert box["y"] < 60


def test_tables_of_an_app_can_be_read_out(meeting: StrictPage) -> None:
    """No row of heads is empty but for an index's name; each heading says what it heads."""
    heads = meeting.page.locator("#cells table").evaluate_all(
        """tables => tables.map(table => [...table.tHead.rows].map(
            row => [...row.cells].map(cell => cell.innerText.trim()).join("|")))"""
    )
    assert heads[0] == ["町|人数"]
    assert heads[3] == ["|性別|男|女", "地域|方角 / 年|2020|2025|2020|2025"]
    assert heads[-1] == ["町|人数"]
    assert meeting.page.locator("#cells th:not([scope])").count() == 0
    assert meeting.violations() == []


def test_page_of_voila_has_sound_tables_too(strict: StrictPage, site: str) -> None:
    """Where Voila's own page stands in, an index's name makes no empty row either."""
    strict.page.goto(f"{site}apps/full-wide/")
    table = strict.page.locator("#rendered_cells table").last
    expect(table.locator("thead tr")).to_have_count(1, timeout=PATIENCE)
    assert table.locator("thead th[scope=col]").all_inner_texts() == ["町", "人数"]


def printed(strict: StrictPage) -> PdfReader:
    """Print the page as a person would."""
    return PdfReader(io.BytesIO(strict.page.pdf(prefer_css_page_size=True)))


def texts(reader: PdfReader) -> list[str]:
    """Return each sheet's text without spaces, in the letters that people type."""
    return [
        unicodedata.normalize("NFKC", "".join(page.extract_text().split())) for page in reader.pages
    ]


def test_print_says_what_was_chosen_when_and_from_what(meeting: StrictPage) -> None:
    """Values stand in place of controls; the day, the sources and page numbers are there."""
    meeting.page.get_by_label("乙区", exact=True).check()
    expect(meeting.page.locator("#cells pre")).to_have_text("乙区", timeout=PATIENCE)
    sheets = texts(printed(meeting))
    whole = "".join(sheets)
    assert "区乙区" in whole
    assert "年2026" in whole
    assert "甲区" not in whole  # what was not chosen
    assert "印刷" in sheets[0]
    assert "データの出どころ" in whole
    assert "市の統計/単位:人" in whole
    assert all(f"{number}/{len(sheets)}" in text for number, text in enumerate(sheets, 1))
    assert meeting.page.locator(".tk-chosen").count() == 0  # and the screen is as it was


def test_print_keeps_colours_and_loses_no_column(meeting: StrictPage) -> None:
    """The heat map's cells are filled; a table wider than the sheet stands on one across."""
    sheets = printed(meeting).pages
    fills = {
        tuple(round(float(part) * 255) for part in operands)
        for page in sheets
        for operands, operator in page.get_contents().operations
        if operator == b"rg"
    }
    assert (8, 48, 107) in fills
    across = [page for page in sheets if page.mediabox.width > page.mediabox.height]
    assert len(across) == 1
    assert "令和18年度" in "".join(across[0].extract_text().split())


def test_briefing_is_printed_whole(meeting: StrictPage) -> None:
    """Paper has every result, also where one was on the screen; which is there again afterwards."""
    headings = list(screens(meeting))
    sheets = "".join(texts(printed(meeting)))
    for said in ("町に関わらない表", "第1地区", "第25地区", "令和18年度", "色のついた表"):
        assert said in sheets
    assert meeting.page.evaluate(FITS)
    assert shown(meeting, "h2").last.inner_text() == headings[-1]
