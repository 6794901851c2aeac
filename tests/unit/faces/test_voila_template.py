"""What Voila shows where an app cannot be opened."""

from __future__ import annotations

import pytest
from jinja2 import Environment, FileSystemLoader

from terakoya.faces.app_settings import template_root


@pytest.mark.parametrize("page", ["404.html", "error.html"])
def test_failed_page_says_what_to_do(page: str) -> None:
    """Both pages speak Japanese; only where there is no such app is the address in doubt."""
    root = template_root()
    assert root is not None
    folder = root / "voila" / "templates" / "terakoya"
    template = Environment(loader=FileSystemLoader(folder), autoescape=True).get_template(page)
    missing, broken = template.render(status_code=404), template.render(status_code=500)
    assert "アドレスを確かめてください" in missing
    assert "担当の講師に伝えてください" in broken
    assert "アドレスを確かめてください" not in broken
