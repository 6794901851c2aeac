"""The labs' apps as people see them: through the portal, in a real browser, light and whole."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from openpyxl import load_workbook
from playwright.sync_api import Browser, Download, expect

from terakoya.faces import AppServer, AppServerSettings, build_app, start_app_server
from terakoya.faces.app import make_app_notebook
from terakoya.faces.live.widgets import LIGHT
from terakoya.portal import AssignmentLink, CohortLink, CohortPage, OpenAccess, create_portal
from terakoya.portal.background import portal_in_background
from terakoya.portal.serve import upstream_of
from terakoya.workspace import Workspace

from .conftest import StrictPage

LABS = {"population-ageing": "町", "counter-waiting": "曜日"}
PATIENCE = 90_000  # milliseconds: other tests may be running
TYPED = """
number: int = 2  # 数 | 0..9 | 一つ選びます
word: str = "い"  # 語
yes: bool = True  # 使う
share: float = 0.5  # 割合
"""
FULL_TYPED = """
from typing import Literal
number: int = 2  # 数 | 0..9 | 一つ選びます
chart: Literal["棒", "線"] = "棒"  # 図の種類
"""
TROUBLE = """
if number == 3:
    1 / 0
print("RESULT", number * 10, word, yes, share)
"""
WIDE = "import pandas as pd; pd.DataFrame({f'列の名前{n}': [n] for n in range(9)})"
PICTURES = "![点](data/%E7%B5%B5%201.png)\n\n<img src='data/絵 1.png' alt='もう一つの点'>"
DOT = (  # one grey pixel, PNG
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
GALLERY = """
import ipywidgets as w
from datetime import date
words = ["い", "ろ", "は"]
number = [w.IntSlider(description="整数"), w.IntText(description="数")]
number += [w.BoundedIntText(description="個数", value=3, min=0, max=9)]
number += [w.FloatSlider(description="小数", readout_format=".1f"), w.FloatText(description="割合")]
number += [w.IntRangeSlider(description="範囲"), w.IntProgress(description="進み", value=3)]
text = [w.Text(description="名前"), w.Textarea(description="感想"), w.Label(value="ことば")]
text += [w.Password(description="合言葉"), w.Combobox(description="候補", options=words)]
choice = [w.Dropdown(description="選択", options=words)]
choice += [w.Select(description="一覧", options=words)]
choice += [w.SelectMultiple(description="複数", options=words)]
choice += [w.RadioButtons(description="どれか", options=words)]
choice += [w.ToggleButtons(description="切替", options=words)]
choice += [w.SelectionSlider(description="段階", options=words)]
other = [w.Checkbox(description="使う"), w.ToggleButton(description="入切")]
other += [w.Valid(description="正しい", value=True), w.HTML(value="<b>太字</b>")]
other += [w.DatePicker(description="日", value=date(2026, 4, 1))]
other += [w.ColorPicker(description="色", value="#112233")]
other += [w.Tab([w.Label(value="一枚目"), w.Label(value="二枚目")], titles=["表", "裏"])]
other += [w.Accordion([w.Label(value="中身")], titles=["開く"])]
button, said = w.Button(description="押す"), w.Output()
@button.on_click
def _press(_button):
    with said:
        print("押されました")
w.VBox([*number, *text, *choice, *other, button, said])
"""


class AppsOnly:
    """A site with apps and no cohort."""

    def cohorts(self) -> list[CohortLink]:
        """None."""
        return []

    def cohort(self, cohort_id: str) -> CohortPage | None:
        """None, whatever the id."""
        del cohort_id
        return None

    def assignments(self) -> list[AssignmentLink]:
        """The labs and the made-up apps."""
        made = ("typed", "gallery", "broken", "full", "full-broken", "full-typed")
        made += ("pictures", "full-pictures", "wide")
        return [AssignmentLink(name, name) for name in (*LABS, *made)]


def write_app(folder: Path, name: str, *cells: nbformat.NotebookNode) -> None:
    """Write an app of these cells, under a headline."""
    headline = new_markdown_cell("# 題", metadata={"tags": ["app"]})
    notebook = make_app_notebook(new_notebook(cells=[headline, *cells]), name, where=name)
    (folder / name).mkdir()
    nbformat.write(notebook, folder / name / f"{name}.ipynb")


def write_full_typed(folder: Path, foreign: nbformat.NotebookNode, shown: object) -> None:
    """Write an app of typed parameters that needs Voila's own page; one cell counts its runs."""
    sources = (
        "print('COUNT', next(ticks))",
        "10 // (number - 3)",
        "print('RESULT', number, chart)",
    )
    write_app(
        folder,
        "full-typed",
        foreign,
        new_code_cell(FULL_TYPED, metadata={"tags": ["parameters"]}),
        new_code_cell("import itertools; ticks = itertools.count(1)"),
        *(new_code_cell(source, metadata=shown) for source in sources),
    )


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Iterator[AppServer]:
    """The server of the apps."""
    folder = tmp_path_factory.mktemp("apps")
    for lab in LABS:
        build_app(Workspace(repository), lab, folder)
    shown = {"tags": ["app"]}
    typed = new_code_cell(TYPED, metadata={"tags": ["parameters"]})
    write_app(folder, "typed", typed, new_code_cell(TROUBLE, metadata=shown))
    write_app(folder, "gallery", new_code_cell(GALLERY, metadata=shown))
    write_app(folder, "broken", new_code_cell("1 / 0", metadata=shown))
    thread = "import threading, time; threading.Thread(target=time.sleep, args=[900]).start()"
    slider = "import ipywidgets as w; w.IntSlider(description='整数')"
    write_app(folder, "full", new_code_cell(thread), new_code_cell(slider, metadata=shown))
    foreign = "from comm import create_comm; create_comm(target_name='elsewhere')"
    write_app(folder, "full-broken", new_code_cell(foreign), new_code_cell("1 / 0", metadata=shown))
    write_full_typed(folder, new_code_cell(foreign), shown)
    write_app(folder, "wide", new_code_cell(WIDE, metadata=shown))
    pictures = new_markdown_cell(PICTURES, metadata=shown)
    write_app(folder, "pictures", pictures, new_code_cell("1", metadata=shown))
    write_app(folder, "full-pictures", pictures, new_code_cell(foreign))
    for name in ("pictures", "full-pictures"):
        (folder / name / "data").mkdir()
        (folder / name / "data" / "絵 1.png").write_bytes(base64.b64decode(DOT))
        (folder / name / "data" / "secret.csv").write_text("x", encoding="utf-8")
    with start_app_server(folder, AppServerSettings(start_seconds=180)) as server:
        yield server


@pytest.fixture(scope="module")
def site(apps: AppServer) -> Iterator[str]:
    """The portal before it."""
    portal = create_portal(AppsOnly(), OpenAccess(), apps=upstream_of(apps))
    with portal_in_background(portal) as address:
        yield address


def visit(strict: StrictPage, site: str, name: str, label: str, query: str = "") -> None:
    """Open an app and wait until it can be used."""
    strict.page.goto(f"{site}apps/{name}/{query}")
    strict.page.get_by_label(label, exact=True).wait_for(timeout=PATIENCE)


@pytest.fixture(params=list(LABS))
def lab(request: pytest.FixtureRequest, strict: StrictPage, site: str) -> StrictPage:
    """A lab's app, ready to use."""
    visit(strict, site, request.param, LABS[request.param])
    return strict


@pytest.fixture
def typed(strict: StrictPage, site: str) -> StrictPage:
    """The app of typed parameters."""
    visit(strict, site, "typed", "語")
    return strict


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


def test_parameters_are_controls_with_labels(typed: StrictPage) -> None:
    """Each typed line is one control; a change gives the new result, and says that it did."""
    page = typed.page
    page.get_by_label("数", exact=True).fill("7")
    page.get_by_label("語").fill("ろ")
    page.get_by_label("使う").uncheck()
    page.get_by_label("割合").fill("0.25")
    page.get_by_label("割合").press("Enter")
    expect(page.locator(".tk-cell")).to_contain_text("RESULT 70 ろ False 0.25", timeout=PATIENCE)
    expect(page.locator("#announcement")).to_have_text("結果を更新しました。", timeout=PATIENCE)
    assert typed.violations() == []


def test_change_that_fails_is_told_kindly(typed: StrictPage) -> None:
    """No traceback, no old result; the next choice works again."""
    page = typed.page
    page.get_by_label("数", exact=True).fill("3")
    page.locator("#problem .tk-notice").wait_for(timeout=PATIENCE)
    assert "RESULT" not in page.locator("main").inner_text()
    assert "Error" not in page.content()
    assert typed.violations() == []
    page.get_by_label("数", exact=True).fill("4")
    expect(page.locator(".tk-cell")).to_contain_text("RESULT 40", timeout=PATIENCE)
    expect(page.locator("#problem .tk-notice")).to_have_count(0)


def test_value_that_cannot_be_used_is_told_in_words(typed: StrictPage) -> None:
    """Below its control, for eyes and ears; the results stay, and a good value ends it."""
    page, share = typed.page, typed.page.get_by_label("割合")
    before = page.locator(".tk-cell").inner_text()
    share.fill("")
    share.press("Enter")
    told = page.get_by_role("alert").filter(has_text="この値は使えません。")
    told.wait_for(timeout=PATIENCE)
    assert share.get_attribute("aria-invalid") == "true"
    assert told.get_attribute("id") in (share.get_attribute("aria-describedby") or "").split()
    assert page.locator(".tk-cell").inner_text() == before
    assert typed.violations() == []
    share.fill("0.75")
    share.press("Enter")
    expect(page.locator(".tk-cell")).to_contain_text("True 0.75", timeout=PATIENCE)
    expect(told).to_have_count(0)
    assert share.get_attribute("aria-invalid") is None


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("1.5", "整数を入れてください。"), ("12", "0 から 9 までの数を入れてください。")],
)
def test_widget_of_an_author_tells_what_it_takes(
    strict: StrictPage, site: str, value: str, sentence: str
) -> None:
    """A number that is not whole, or out of its range."""
    visit(strict, site, "gallery", "整数")
    number = strict.page.get_by_label("個数", exact=True)
    number.fill(value)
    number.press("Enter")
    strict.page.get_by_role("alert").filter(has_text=sentence).wait_for(timeout=PATIENCE)
    assert strict.violations() == []


@pytest.mark.parametrize("name", ["typed", "full-typed"])
def test_words_around_an_app_follow_the_visitor(strict: StrictPage, site: str, name: str) -> None:
    """Who reads the site in English gets the page's own words in English; the content stays."""
    page = strict.page
    page.goto(f"{site}?lang=en")
    page.goto(f"{site}apps/{name}/")
    number = page.get_by_role("slider", name="数")
    number.wait_for(timeout=PATIENCE)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("#cells, #rendered_cells").first.get_attribute("lang") == "ja"
    number.press("ArrowRight")
    page.get_by_text("This could not be calculated.").first.wait_for(timeout=PATIENCE)
    assert strict.violations() == []


@pytest.mark.parametrize("name", ["broken", "full-broken"])
def test_app_that_cannot_be_shown_says_so(
    strict: StrictPage, site: str, apps: AppServer, name: str
) -> None:
    """The whole page is one kind message that axe likes, ours or Voila's own."""
    strict.page.goto(f"{site}apps/{name}/")
    strict.page.get_by_role("heading", name="うまく表示できませんでした").wait_for(timeout=PATIENCE)
    assert "ZeroDivision" not in strict.page.content()
    assert strict.violations() == []
    assert "ZeroDivision" in apps.log


def test_app_keeps_everything_at_twice_the_size(lab: StrictPage) -> None:
    """At 200 % of a small screen nothing is cut off; only wide tables scroll, in a frame."""
    lab.page.set_viewport_size({"width": 640, "height": 450})
    lab.page.wait_for_timeout(300)
    assert lab.overflow() <= 0
    too_long = "labels => labels.filter(l => l.scrollWidth > l.clientWidth + 1).length"
    assert lab.page.locator("label").evaluate_all(too_long) == 0


def test_app_is_readable_without_script(chromium: Browser, site: str) -> None:
    """Without JavaScript the first results are there, and people are told what to turn on."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}apps/typed/")
    page.get_by_text("RESULT 20").wait_for(timeout=PATIENCE)
    assert "JavaScript" in page.locator("noscript").inner_text()
    context.close()


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
    for number in range(1, count + 1):
        expect(place).to_have_text(f"{number} / {count}")
        assert results.count() <= 1
        page.keyboard.press("ArrowRight")
    assert page.get_by_label("曜日", exact=True).is_visible()
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


def test_change_before_the_script_is_there_counts(strict: StrictPage, site: str) -> None:
    """Who is quicker than a slow network gets the result of what was chosen all the same."""
    page = strict.page
    page.route("**/light.js", lambda route: (page.wait_for_timeout(1500), route.continue_()))
    page.goto(f"{site}apps/typed/", wait_until="commit")
    page.get_by_label("使う").uncheck()
    page.get_by_label("割合").fill("0.25")
    expect(page.locator(".tk-cell")).to_contain_text("False 0.25", timeout=PATIENCE)


def test_table_that_becomes_too_wide_is_scrolled_with_keys(strict: StrictPage, site: str) -> None:
    """A window that is made narrower, or larger type, makes a frame that keys can scroll."""
    page = strict.page
    page.set_viewport_size({"width": 1600, "height": 800})
    page.goto(f"{site}apps/wide/")
    frame = page.locator(".tk-scroll")
    frame.wait_for(timeout=PATIENCE)
    assert frame.get_attribute("tabindex") is None
    page.set_viewport_size({"width": 400, "height": 800})
    expect(frame).to_have_attribute("tabindex", "0")
    assert strict.violations() == []
    page.set_viewport_size({"width": 1600, "height": 800})
    expect(frame).not_to_have_attribute("tabindex", "0")


@pytest.mark.parametrize("name", ["pictures", "full-pictures"])
def test_pictures_of_the_text_are_seen(strict: StrictPage, site: str, name: str) -> None:
    """By the address that the notebook gives them; no other file of the folder is to be had."""
    strict.page.goto(f"{site}apps/{name}/")
    for text in ("点", "もう一つの点"):
        picture = strict.page.get_by_role("img", name=text, exact=True)
        picture.wait_for(timeout=PATIENCE)
        assert picture.evaluate("image => image.naturalWidth") == 1
    assert strict.page.request.get(f"{site}apps/{name}/data/secret.csv").status in (403, 404)
    assert strict.page.request.get(f"{site}apps/{name}/{name}.ipynb").status in (403, 404)


def test_print_leaves_out_what_paper_cannot_do(lab: StrictPage) -> None:
    """No buttons and no places to save; the results are all there."""
    lab.page.emulate_media(media="print")
    for selector in ("#foot", ".tk-save", ".tk-skip"):
        assert not lab.page.locator(selector).first.is_visible()
    assert lab.page.locator("main img").first.is_visible()
    assert lab.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_widgets_of_authors_are_drawn(strict: StrictPage, site: str) -> None:
    """A gallery of them: all with labels that axe accepts, all that Python may ask for."""
    visit(strict, site, "gallery", "整数")
    page = strict.page
    assert strict.violations() == []
    names = page.evaluate("terakoyaWidgets({}, {}).names")
    assert set(names) == LIGHT
    page.get_by_role("button", name="押す").click()
    page.get_by_text("押されました").wait_for(timeout=PATIENCE)
    page.get_by_role("tab", name="裏").click()
    assert page.get_by_text("二枚目").is_visible()
    assert strict.violations() == []


def test_app_that_needs_more_gets_voilas_own_page(strict: StrictPage, site: str) -> None:
    """A notebook with threads is shown by Voila's own front end, as accessible as ours."""
    strict.page.goto(f"{site}apps/full/")
    strict.page.get_by_role("slider").wait_for(timeout=PATIENCE)
    assert strict.violations() == []


@pytest.fixture
def full_typed(strict: StrictPage, site: str) -> StrictPage:
    """The app of typed parameters on Voila's own page."""
    strict.page.goto(f"{site}apps/full-typed/")
    strict.page.get_by_role("slider", name="数").wait_for(timeout=PATIENCE)
    expect(strict.page.locator("main")).to_contain_text("RESULT 2 棒", timeout=PATIENCE)
    return strict


def test_parameters_are_controls_on_voilas_own_page(full_typed: StrictPage) -> None:
    """Each typed line is one control with its label and its help; axe finds nothing wrong."""
    page = full_typed.page
    slider = page.get_by_role("slider", name="数")
    expect(slider).to_have_accessible_description("一つ選びます", timeout=PATIENCE)
    assert slider.get_attribute("aria-valuemax") == "9.0"
    choices = page.get_by_role("radiogroup", name="図の種類").get_by_role("radio")
    assert [choices.nth(at).is_checked() for at in range(choices.count())] == [True, False]
    assert full_typed.violations() == []
    page.set_viewport_size({"width": 400, "height": 800})
    assert full_typed.overflow() <= 0
    box = page.locator(".tk-controls").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 400


def test_change_on_voilas_own_page_runs_what_depends_on_it(full_typed: StrictPage) -> None:
    """By keyboard alone; the cell that counts its runs has run once."""
    page, results = full_typed.page, full_typed.page.locator("main")
    page.get_by_role("radio", name="棒").focus()
    page.keyboard.press("ArrowDown")
    expect(results).to_contain_text("RESULT 2 線", timeout=PATIENCE)
    page.get_by_role("slider", name="数").focus()
    page.keyboard.press("ArrowLeft")
    expect(results).to_contain_text("RESULT 1 線", timeout=PATIENCE)
    expect(page.locator("#announcement")).to_have_text("結果を更新しました。", timeout=PATIENCE)
    assert "COUNT 1" in results.inner_text()
    assert "next(ticks)" not in page.content()
    assert results.inner_text().count("RESULT") == 1


def test_change_that_fails_on_voilas_own_page_is_told_kindly(
    full_typed: StrictPage, apps: AppServer
) -> None:
    """In its own place, without traceback; the others go on, and the next choice works."""
    page, notice = full_typed.page, full_typed.page.locator("main .tk-cell .tk-notice")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.get_by_role("slider", name="数").press("ArrowRight")
    expect(notice).to_have_count(1, timeout=PATIENCE)
    expect(page.locator("main")).to_contain_text("RESULT 3 棒", timeout=PATIENCE)
    assert "ZeroDivision" not in page.content() + "".join(said)
    assert "ZeroDivisionError" in apps.log
    assert full_typed.violations() == []
    page.get_by_role("slider", name="数").press("ArrowRight")
    expect(notice).to_have_count(0, timeout=PATIENCE)
    expect(page.locator("main")).to_contain_text("RESULT 4 棒", timeout=PATIENCE)


def test_kernel_ends_with_the_tab(chromium: Browser, site: str, apps: AppServer) -> None:
    """A closed tab leaves no kernel behind."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{site}apps/typed/")
    page.get_by_label("数", exact=True).fill("5")
    expect(page.locator(".tk-cell")).to_contain_text("RESULT 50", timeout=PATIENCE)
    assert apps.status()["kernels"]
    page.close(run_before_unload=True)
    other = context.new_page()
    for _look in range(60):
        if not apps.status()["kernels"]:
            break
        other.wait_for_timeout(500)
    context.close()
    assert apps.status()["kernels"] == []


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
