"""Promises of the light page's parts."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from terakoya.faces.app.live.page import PageMaker, describe_parameter
from terakoya.faces.app.live.widgets import LIGHT
from terakoya.model.parameters import read_parameters

TEMPLATE = Path(__file__).parents[5] / "extensions" / "voila" / "templates" / "terakoya"


def controls(source: str) -> list[str]:
    """Which control each parameter gets."""
    return [describe_parameter(one)["kind"] for one in read_parameters(source)]


def test_each_type_has_its_control() -> None:
    """A range makes a slider, choices a list."""
    source = "a: int = 1\nb: int = 1  # B | 0..2\nc: str = 'x'  # C | ['x']\nd: bool = True"
    assert controls(source) == ["int", "slider", "select", "bool"]


def test_few_short_choices_are_radio_buttons() -> None:
    """What fits on one line is seen at once."""
    few, many = read_parameters(
        "a: str = 'x'  # A | ['x', 'y']\nb: int = 1  # B | [1, 2, 3, 4, 5, 6]"
    )
    assert describe_parameter(few)["few"]
    assert not describe_parameter(many)["few"]


def test_script_draws_exactly_the_light_widgets() -> None:
    """The list here and the script's agree."""
    script = (TEMPLATE / "static" / "widgets.js").read_text(encoding="utf-8")
    assert set(re.findall(r"draw\.([A-Za-z]+) =", script)) == LIGHT


def test_title_cannot_break_out_of_the_page() -> None:
    """Whatever an author writes is text there."""
    page = PageMaker(TEMPLATE, "/apps/", "ja").waiting("a/a.ipynb", "</title><script>x</script>")
    assert b"<script>x" not in page.plain


def test_address_of_a_file_changes_with_its_content(tmp_path: Path) -> None:
    """So that it may be kept for good."""
    for name in (path.name for path in (TEMPLATE / "static").iterdir()):
        (tmp_path / "static").mkdir(exist_ok=True)
        (tmp_path / "static" / name).write_text("1")
    running = PageMaker(tmp_path, "/apps/", "ja")
    before = running.digest
    (tmp_path / "static" / "light.js").write_text("2")
    after = PageMaker(tmp_path, "/apps/", "ja")
    assert after.digest != before
    kept, new = running.asset(before, "light.js"), after.asset(after.digest, "light.js")
    assert kept is not None
    assert kept.plain == b"1"  # what was read stays with its pages
    assert after.asset(before, "light.js") is None
    assert new is not None
    assert new.plain == b"2"
    assert after.asset(after.digest, "../secret") is None


def test_script_of_charts_is_the_installed_packages() -> None:
    """Plain and compressed, at an address of these files alone; a browser sees Vega's."""
    pages = PageMaker(TEMPLATE, "/apps/", "ja")
    script = pages.asset(pages.digest, "plotly.js")
    assert script is not None
    assert gzip.decompress(script.zipped) == script.plain
    assert b"Plotly" in script.plain
    assert pages.asset("0" * 16, "plotly.js") is None
