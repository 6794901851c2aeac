"""What Voila shows where an app cannot be opened."""

from __future__ import annotations

import pytest
from jinja2 import Environment, FileSystemLoader

from terakoya.faces.app.app_settings import template_root
from terakoya.faces.app.live.page_words import page_words
from terakoya.language import Language, use_language

SAYS: dict[Language, tuple[str, str]] = {
    "ja": ("アドレスを確かめてください", "担当の講師に伝えてください"),
    "en": ("Check the address", "tell your instructor"),
}


@pytest.mark.parametrize("language", SAYS)
@pytest.mark.parametrize("page", ["404.html", "error.html"])
def test_failed_page_says_what_to_do(page: str, language: Language) -> None:
    """In the visitor's language; only where there is no such app is the address in doubt."""
    root = template_root()
    assert root is not None
    environment = Environment(
        loader=FileSystemLoader(root / "voila" / "templates" / "terakoya"), autoescape=True
    )
    environment.globals["page_words"] = page_words
    with use_language(language):
        template = environment.get_template(page)
        missing = template.render(status_code=404, base_url="/training/apps/")
        broken = template.render(status_code=500)
    check, tell = SAYS[language]
    assert f'<html lang="{language}">' in missing
    assert check in missing
    assert 'href="/training/"' in missing
    assert tell in broken
    assert check not in broken
