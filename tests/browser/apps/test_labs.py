"""The labs' apps as people see them: through the portal, in a real browser."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Download, expect

from ..conftest import StrictPage
from .conftest import PATIENCE, visit
from .made import ONE_VISIT

LEVELS = "headings => headings.map(one => one.tagName)"


def test_app_shows_no_code_and_speaks_japanese(lab: StrictPage) -> None:
    """A visitor reads Japanese text and controls, never the program."""
    page = lab.page
    words = page.locator("body").inner_text()
    assert page.locator("html").get_attribute("lang") == "ja"
    assert page.locator("main h1").count() == 1
    for code in ("def ", "import ", "assert", "BEGIN SOLUTION", "melt("):
        assert code not in words
        assert code not in page.content()


def test_app_has_nothing_that_axe_knows(lab: StrictPage) -> None:
    """axe finds nothing wrong, at once, in the briefing view, and on a narrow screen."""
    assert lab.violations() == []
    lab.page.locator("#start-briefing").click()
    assert lab.violations() == []
    lab.page.keyboard.press("Escape")
    lab.page.set_viewport_size({"width": 400, "height": 800})
    assert lab.violations() == []


@pytest.mark.parametrize("lab", ONE_VISIT)
def test_app_of_another_lab_has_nothing_that_axe_knows(
    strict: StrictPage, site: str, lab: str
) -> None:
    """No code, words for every picture, nothing cut off, and axe finds nothing, wide or narrow."""
    visit(strict, site, lab, ONE_VISIT[lab])
    page = strict.page
    for code in ("def ", "import ", "assert", "BEGIN SOLUTION"):
        assert code not in page.content()
    assert all(len(str(one.get_attribute("alt"))) > 15 for one in page.locator("main img").all())
    assert strict.violations() == []
    page.set_viewport_size({"width": 400, "height": 800})
    assert strict.violations() == []
    assert strict.overflow() <= 0
    page.locator("#start-briefing").click()
    count = int(page.locator(".tk-bar p").inner_text().split(" / ")[1].split()[0])
    for _screen in range(count):  # each begins with a main heading, as axe wants it of a page
        levels = page.locator("main :is(h2, h3, h4):visible").evaluate_all(LEVELS)
        assert levels[:1] in ([], ["H2"])
        page.keyboard.press("ArrowRight")


def test_app_is_used_with_the_keyboard_alone(strict: StrictPage, site: str) -> None:
    """Tab reaches both lists of the author's own; another entry gives another picture."""
    visit(strict, site, "population-ageing", "町")
    picture = strict.page.locator("main img").first
    for name in ("町", "年"):
        before = str(picture.get_attribute("src"))
        _tab_to(strict, name)
        strict.page.keyboard.press("ArrowDown")
        expect(picture).not_to_have_attribute("src", before, timeout=PATIENCE)
    assert strict.violations() == []


def test_drill_is_answered_with_the_keyboard_alone(strict: StrictPage, site: str) -> None:
    """Tab reaches each word, Enter answers, and every try has its reply at once."""
    visit(strict, site, "dx-common-words", "課")
    choices = strict.page.get_by_role("group", name="場面1に合う用語").get_by_role("button")
    replies = strict.page.locator(".tk-html", has_text=re.compile("正解です|もう少しです"))
    for _press in range(20):
        strict.page.keyboard.press("Tab")
        if choices.first.evaluate("node => node === document.activeElement"):
            break
    said = []
    for _choice in range(4):
        strict.page.keyboard.press("Enter")
        chosen = strict.page.locator("button[aria-pressed=true]:focus")
        expect(chosen).to_have_count(1, timeout=PATIENCE)
        expect(replies).to_have_count(1, timeout=PATIENCE)
        expect(replies).to_contain_text(
            re.compile(f"{chosen.inner_text()}(とは|」は)"), timeout=PATIENCE
        )
        said.append(replies.inner_text()[:1])
        strict.page.keyboard.press("Tab")
    assert said.count("○") == 1
    assert strict.violations() == []


def test_draft_is_judged_with_the_keyboard_alone(strict: StrictPage, site: str) -> None:
    """Where a draft comes from stands above it; once all is judged right, its use is said."""
    visit(strict, site, "genai-fact-check", "下書き")
    _tab_to(strict, "下書き")
    for topic in ("図書館の貸し出し", "体育館の予約"):  # in the second, every sentence is right
        strict.page.keyboard.press("ArrowDown")
        expect(strict.page.get_by_text(f"出典）：{topic}")).to_have_count(1, timeout=PATIENCE)
    expect(strict.page.get_by_text("教材として書いた答え")).to_have_count(1)
    for number in range(1, 5):
        group = strict.page.get_by_role("group", name=f"下書きの文{number}の判定")
        first = group.get_by_role("button", name="出典どおり")
        for _press in range(4):
            strict.page.keyboard.press("Tab")
            if first.evaluate("node => node === document.activeElement"):
                break
        strict.page.keyboard.press("Space")
        expect(first).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
    expect(strict.page.get_by_text("この下書きの扱い：下書きに使う")).to_have_count(
        1, timeout=PATIENCE
    )
    assert strict.violations() == []


def test_app_keeps_everything_at_twice_the_size(lab: StrictPage) -> None:
    """At 200 % of a small screen nothing is cut off; only wide tables scroll, in a frame."""
    lab.page.set_viewport_size({"width": 640, "height": 450})
    lab.page.wait_for_timeout(300)
    assert lab.overflow() <= 0
    too_long = "labels => labels.filter(l => l.scrollWidth > l.clientWidth + 1).length"
    assert lab.page.locator("label").evaluate_all(too_long) == 0


def test_table_is_saved(strict: StrictPage, site: str) -> None:
    """As CSV that Excel opens, and as a workbook with numbers in it."""
    visit(strict, site, "counter-waiting", "曜日")
    strict.page.get_by_text("この表を保存").first.click()
    saved = _save(strict, "CSV")
    assert saved.suggested_filename == "窓口待ち時間_窓口ごとの待ち時間.csv"
    text = Path(saved.path()).read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][1:] == ["件数", "中央値", "90パーセント点", "30分以上の割合"]
    book = load_workbook(io.BytesIO(Path(_save(strict, "Excel").path()).read_bytes()))
    assert isinstance(book.active["B2"].value, int | float)


def test_picture_is_saved(strict: StrictPage, site: str) -> None:
    """As it is shown, and as a drawing that stays sharp."""
    visit(strict, site, "counter-waiting", "曜日")
    strict.page.get_by_text("この図を保存").first.click()
    assert Path(_save(strict, "PNG（画像）").path()).read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in Path(_save(strict, "SVG（拡大しても荒れない）").path()).read_bytes()[:2000]


def test_pictures_have_words(lab: StrictPage) -> None:
    """Every picture says what it shows, in the author's words."""
    for picture in lab.page.locator("main img").all():
        assert len(str(picture.get_attribute("alt"))) > 15


def test_words_of_a_picture_follow_a_change(strict: StrictPage, site: str) -> None:
    """What a screen reader says is about the picture that is there now."""
    visit(strict, site, "counter-waiting", "曜日")
    picture = strict.page.locator("main img").last
    before = str(picture.get_attribute("alt"))
    strict.page.get_by_label("曜日", exact=True).select_option("水")
    expect(picture).not_to_have_attribute("alt", before, timeout=PATIENCE)
    assert "水曜日" in str(picture.get_attribute("alt"))


def test_briefing_shows_one_result_a_screen(strict: StrictPage, site: str) -> None:
    """Large type, arrow keys, the controls where they matter, and a way out with Escape."""
    page = strict.page
    page.goto(f"{site}apps/counter-waiting/?briefing")
    place = page.locator(".tk-bar p")
    place.wait_for(timeout=PATIENCE)
    results = page.locator("#cells .tk-cell:visible")
    count = int(place.inner_text().split(" / ")[1])
    weekday, with_it = page.get_by_label("曜日", exact=True), 0
    for number in range(1, count + 1):
        expect(place).to_contain_text(f"{number} / {count}")
        assert results.count() <= 1
        with_it += weekday.is_visible()
        page.keyboard.press("ArrowRight")
    assert with_it == 3
    size = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert size >= 20
    page.keyboard.press("Escape")
    assert results.count() > 2


def test_briefing_fits_each_picture_to_its_screen(strict: StrictPage, site: str) -> None:
    """Results within one cell come one by one; a picture is whole, also after another choice."""
    page = strict.page
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{site}apps/population-ageing/?briefing")
    place, picture = page.locator(".tk-bar p"), page.locator("#cells img:visible")
    place.wait_for(timeout=PATIENCE)
    table = page.locator("#cells table:visible")
    expect(picture).to_have_count(1)
    assert table.count() == 0
    before = picture.get_attribute("src")
    towns = page.get_by_label("町", exact=True)
    towns.focus()
    towns.select_option(index=2)
    expect(picture).not_to_have_attribute("src", before or "", timeout=PATIENCE)
    box, bar = picture.bounding_box(), page.locator(".tk-bar").bounding_box()
    assert box is not None
    assert bar is not None
    assert box["y"] + box["height"] <= bar["y"]
    page.keyboard.press("Escape")  # out of the list
    page.keyboard.press("ArrowRight")
    expect(table).to_have_count(1)
    assert picture.count() == 0
    assert strict.violations() == []
    page.keyboard.press("Escape")
    expect(table).not_to_have_count(0)
    expect(picture).to_have_count(1)


def test_print_leaves_out_what_paper_cannot_do(lab: StrictPage) -> None:
    """No buttons and no places to save; the results are all there."""
    lab.page.emulate_media(media="print")
    for selector in ("#tools", ".tk-save", ".tk-skip"):
        assert not lab.page.locator(selector).first.is_visible()
    assert lab.page.locator("main img").first.is_visible()
    assert lab.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def _save(strict: StrictPage, name: str) -> Download:
    with strict.page.expect_download(timeout=PATIENCE) as waiting:
        strict.page.get_by_role("button", name=name, exact=True).first.click()
    return waiting.value


def _tab_to(opened: StrictPage, name: str) -> None:
    wanted = opened.page.get_by_label(name, exact=True)
    for _press in range(20):
        opened.page.keyboard.press("Tab")
        if wanted.evaluate("node => node === document.activeElement"):
            return
    pytest.fail(f"{name} cannot be reached with the Tab key")
