"""What is too much for one page, in a real browser: said in words, and the page goes on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from ..conftest import StrictPage
from .conftest import PATIENCE, visit

FILL = "([field, text]) => { field.value = text; field.dispatchEvent(new Event('input')); }"
ODD = {
    "half a letter": ("'\\ud83d'", "読み込み直して"),
    "more than is kept": ("'あ'.repeat(1100000)", "入力を減らして"),
    "more than a server takes": ("'x'.repeat(20000000)", "入力を減らして"),
}


def fill(page: Page, text: str) -> None:
    """Put a text, as JavaScript, into the field as if it was typed."""
    field = page.get_by_label("語", exact=True)
    field.evaluate(f"(field) => ({FILL})([field, {text}])")


@pytest.mark.parametrize("what", ODD)
def test_text_that_cannot_be_taken_is_told(strict: StrictPage, site: str, what: str) -> None:
    """The page says what to do, stays connected, and takes the next text."""
    visit(strict, site, "widgets", "語")
    page, (text, sentence) = strict.page, ODD[what]
    fill(page, text)
    expect(page.locator("#problem")).to_contain_text(sentence, timeout=PATIENCE)
    fill(page, "'町'")
    expect(page.locator("main")).to_contain_text("聞いた 町", timeout=PATIENCE)
    expect(page.locator("#problem")).to_be_empty()
    expect(page.locator("#disconnected")).to_be_hidden()


def test_page_that_was_shown_too_much_is_to_be_loaded_again(strict: StrictPage, site: str) -> None:
    """It says so, with the link that does it, and works again afterwards."""
    strict.page.goto(f"{site}apps/much/")
    page, button = strict.page, strict.page.get_by_role("button", name="もっと")
    for press in range(1, 6):
        button.click()
        expect(page.get_by_text("一回")).to_have_count(press, timeout=PATIENCE)
    button.click()
    notice = page.locator("#disconnected")
    expect(notice).to_contain_text("多くなりすぎました", timeout=PATIENCE)
    notice.get_by_role("link").click()
    expect(page.locator("body")).to_have_attribute("data-alive", "yes", timeout=PATIENCE)
    button.click()
    expect(page.get_by_text("一回")).to_have_count(1, timeout=PATIENCE)
