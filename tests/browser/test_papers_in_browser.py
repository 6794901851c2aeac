"""Handout and slides of the labs in a real browser: alone, by keyboard, magnified, printed."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from page import validate_pdf
from pypdf import PdfReader
from terakoya_autograde.sandbox import sandbox_available

from terakoya.faces.handout import build_handout
from terakoya.faces.job import BuildOptions, FaceJob
from terakoya.faces.slides import build_slides
from terakoya.workspace import Workspace

from .conftest import StrictPage

LABS = ("counter-waiting", "population-ageing", "dx-common-words")
READY = "Boolean(window.Reveal && Reveal.isReady())"
SCROLLS = """(() => {
    const slide = Reveal.getCurrentSlide();
    return slide.scrollHeight - slide.clientHeight;
})()"""
ON_NUMBER = """(() => {
    const number = document.querySelector(".slide-number").getBoundingClientRect();
    const meets = (box) => box.width && box.left < number.right && box.right > number.left
        && box.top < number.bottom && box.bottom > number.top;
    const others = "button.enabled, .present > :is(h2, p, ul, figure, .table)";
    return [...document.querySelectorAll(others)]
        .filter((one) => meets(one.getBoundingClientRect())).map((one) => one.className);
})()"""
HALF = {"width": 640, "height": 450}  # what 200 % leaves of 1280 pixels
QUARTER = {"width": 320, "height": 640}  # what 400 % leaves of them, and a telephone has


def wait_until(strict: StrictPage, expression: str) -> None:
    """Wait until an expression is true; the page's own policy forbids Playwright's way."""
    for _try in range(300):
        if strict.page.evaluate(expression):
            return
        strict.page.wait_for_timeout(100)
    raise AssertionError(expression)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """A folder with the handouts and slides of the labs."""
    folder = tmp_path_factory.mktemp("papers")
    for lab in LABS:
        options = BuildOptions(sandbox=sandbox_available())
        job = FaceJob(Workspace(repository), lab, options, date(2026, 11, 23))
        build_handout(job, folder)
        build_slides(job, folder)
    return folder


@pytest.mark.parametrize("lab", LABS)
def test_handout_passes_an_independent_validator(papers: Path, lab: str) -> None:
    """What Typst did not make itself judges the file: all rules of PDF/UA-1 that a machine can."""
    report = validate_pdf(papers / f"{lab}-handout.pdf", profile="ua1")
    assert [failure.message for failure in report.failures] == []
    assert report.rules.total > 100


@pytest.mark.parametrize("lab", LABS)
def test_handout_has_no_barriers_and_loses_nothing_magnified(
    strict: StrictPage, papers: Path, lab: str
) -> None:
    """Axe finds nothing, however large it is shown, and no line leaves the window."""
    strict.page.goto((papers / f"{lab}-handout.html").as_uri())
    assert strict.violations() == []
    for size in (HALF, QUARTER):
        strict.page.set_viewport_size(size)
        assert strict.violations() == []
        assert strict.overflow() == 0
    assert strict.page.evaluate("document.fonts.check(\"1rem 'Terakoya UD'\", '町')")


@pytest.mark.parametrize("lab", LABS)
def test_slides_go_by_keyboard_and_have_no_barriers(
    strict: StrictPage, papers: Path, lab: str
) -> None:
    """Every slide is reached with one key, has the focus, and axe finds nothing on it."""
    strict.page.goto((papers / f"{lab}-slides.html").as_uri())
    wait_until(strict, READY)
    total = strict.page.evaluate("Reveal.getTotalSlides()")
    for number in range(total):
        wait_until(strict, f"Reveal.getIndices().h === {number}")
        assert strict.violations() == []
        assert strict.page.evaluate("document.activeElement === Reveal.getCurrentSlide()")
        strict.page.keyboard.press("ArrowRight")
    assert total > 5


def test_slide_longer_than_the_screen_scrolls_by_keyboard(strict: StrictPage, papers: Path) -> None:
    """Magnified to 200 %, the text keeps its size and the arrow keys reach its end."""
    strict.page.set_viewport_size(HALF)
    strict.page.goto((papers / "counter-waiting-slides.html").as_uri() + "#/2")
    wait_until(strict, READY)
    size = "parseFloat(getComputedStyle(Reveal.getCurrentSlide()).fontSize)"
    assert strict.page.evaluate(size) >= 16
    assert strict.overflow() == 0
    for _press in range(60):
        strict.page.keyboard.press("ArrowDown")
    wait_until(strict, "Reveal.getCurrentSlide().scrollTop > 50")
    assert strict.page.evaluate("Reveal.getIndices().h") == 2


@pytest.mark.parametrize("lab", LABS)
def test_slides_fit_a_projector(strict: StrictPage, papers: Path, lab: str) -> None:
    """Nothing of a slide is below the screen, and its number lies on no arrow and on no text."""
    strict.page.set_viewport_size({"width": 1280, "height": 720})
    strict.page.goto((papers / f"{lab}-slides.html").as_uri())
    wait_until(strict, READY)
    for number in range(strict.page.evaluate("Reveal.getTotalSlides()")):
        wait_until(strict, f"Reveal.getIndices().h === {number}")
        assert strict.page.evaluate(SCROLLS) == 0, number
        assert strict.page.evaluate(ON_NUMBER) == [], number
        strict.page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("kind", ["slides", "handout"])
def test_print_keeps_the_colours_of_tables(strict: StrictPage, papers: Path, kind: str) -> None:
    """The heat map is coloured on paper, too."""
    strict.page.goto((papers / f"counter-waiting-{kind}.html").as_uri())
    pdf = PdfReader(io.BytesIO(strict.page.pdf(prefer_css_page_size=True)))
    fills = {
        tuple(round(float(part) * 255) for part in operands)
        for page in pdf.pages
        for operands, operator in page.get_contents().operations
        if operator == b"rg"
    }
    blues = {(red, green, blue) for red, green, blue in fills if blue > green > red > 30}
    assert len(blues) > 5


@pytest.mark.parametrize("lab", LABS)
def test_slides_print_one_a_sheet(strict: StrictPage, papers: Path, lab: str) -> None:
    """Printing gives every slide with its number, none of them empty, and nothing else."""
    strict.page.goto((papers / f"{lab}-slides.html").as_uri())
    wait_until(strict, READY)
    total = strict.page.evaluate("Reveal.getTotalSlides()")
    pages = PdfReader(io.BytesIO(strict.page.pdf(prefer_css_page_size=True))).pages
    assert len(pages) >= total
    texts = [page.extract_text() for page in pages]
    assert all(text.strip() for text in texts)
    assert all(f"{number} / {len(texts)}" in text for number, text in enumerate(texts, 1))
    assert "Speaker notes" not in "".join(texts)  # reveal.js's own
