"""The documentation is built without a warning, and its pages load nothing from another host."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.docs.pages import DOCS, ROOT

_LOADED = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed|object|input)\b[^>]*?"
    r"\b(?:src|srcset|data)\s*=\s*[\"'](?:https?:)?//[^\"']*"
    r"|<link\b[^>]*?\bhref\s*=\s*[\"'](?:https?:)?//[^\"']*",
    re.IGNORECASE,
)
_STYLE = re.compile(r"@import[^;]*//|url\(\s*[\"']?(?:https?:)?//", re.IGNORECASE)


def loaded_from_elsewhere(text: str) -> list[str]:
    """Return what a page or a style sheet would load from another host."""
    return [match[0] for match in (*_LOADED.finditer(text), *_STYLE.finditer(text))]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation as HTML, with every warning an error; or as `make docs` just built it."""
    if there := os.environ.get("TERAKOYA_BUILT_DOCS"):
        return Path(there)
    to = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", "-d", str(to / "trees")]
    done = subprocess.run(
        [*command, str(DOCS), str(to / "html")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return to / "html"


def test_docs_have_every_page(built: Path) -> None:
    """Each Markdown page is an HTML page."""
    pages = [path.relative_to(DOCS).with_suffix(".html") for path in DOCS.rglob("*.md")]
    assert [str(page) for page in pages if not (built / page).is_file()] == []


def test_docs_load_nothing_from_elsewhere(built: Path) -> None:
    """They can be read behind a closed network."""
    files = [*built.rglob("*.html"), *built.rglob("*.css")]
    found = {path.name: loaded_from_elsewhere(path.read_text("utf-8")) for path in files}
    assert files
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_japanese_pages_are_japanese_for_readers_software(built: Path) -> None:
    """They say their language; no line break stands in a sentence, where it shows as a space."""
    wide = "[\u3041-\u30ff\u4e00-\u9fff]"
    broken = re.compile(f"{wide}\n{wide}")
    pages = sorted((built / "ja").rglob("*.html"))
    assert len(pages) > 15
    for page in pages:
        text = page.read_text("utf-8")
        assert '<html class="no-js" lang="ja"' in text
        assert [match[0] for match in broken.finditer(text)] == [], page.name
    assert broken.search((DOCS / "ja" / "index.md").read_text("utf-8"))  # control: it is written so


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="https://cdn.example/x.js">',
        '<link rel="stylesheet" href="//cdn.example/x.css">',
        '<img alt="" src="http://cdn.example/x.png">',
        "@import 'https://cdn.example/x.css';",
        "src: url(https://cdn.example/x.woff2)",
    ],
)
def test_docs_control(markup: str) -> None:
    """What loads from elsewhere is found."""
    assert loaded_from_elsewhere(markup)
