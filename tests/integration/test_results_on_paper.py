"""A handout of a notebook that draws with other libraries, run as any other: in the sandbox."""

from __future__ import annotations

import io
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from pypdf import PdfReader
from terakoya_autograde.sandbox import sandbox_available

from terakoya.errors import NotebookError
from terakoya.faces.handout import build_handout
from tests.unit.faces.made_papers import make_job, write_assignment

CHART = """
import altair as alt, pandas as pd
towns = pd.DataFrame({"町": ["東町", "西町"], "人数": [1200, 34]})
alt.Chart(towns, title="人の数の図", description="東町が多い").mark_bar().encode(x="町", y="人数")
"""
FILE = "alt.Chart('data/towns.csv').mark_bar().encode(x='本町:N')"
PLOTLY = "import plotly.express as px\npx.bar(x=['東町'], y=[1])"
LATER = "print('あとのセル', len(towns))"


def write(root: Path, *sources: str, announced: str = "") -> None:
    """Write the assignment `tiny` with these cells as results; one of them announces an error."""
    cells = [new_markdown_cell("# 題", metadata={"tags": ["narrative"]})]
    for source in sources:
        tags = ["result", *(["raises-exception"] if source == announced else [])]
        cells.append(new_code_cell(source, metadata={"tags": tags}))
    path = root / "source" / "tiny" / "tiny.ipynb"
    path.write_text(nbformat.writes(new_notebook(cells=cells)), encoding="utf-8")


@pytest.fixture(scope="module")
def handout(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The page's HTML and the PDF's text without spaces."""
    folder = tmp_path_factory.mktemp("handout")
    workspace = write_assignment(folder / "w")
    write(workspace.root, CHART, FILE, PLOTLY, "1 / 0", LATER, announced="1 / 0")
    build_handout(make_job(workspace, sandbox=sandbox_available()), folder / "out")
    page = (folder / "out" / "tiny-handout.html").read_text(encoding="utf-8")
    pdf = PdfReader(io.BytesIO((folder / "out" / "tiny-handout.pdf").read_bytes()))
    return page, "".join("".join(leaf.extract_text().split()) for leaf in pdf.pages)


def test_altair_is_a_picture_with_its_authors_words(handout: tuple[str, str]) -> None:
    """Drawn without a browser and without a network; its letters are letters in the PDF."""
    page, text = handout
    assert page.count("data:image/svg+xml") == 1
    assert 'alt="東町が多い"' in page
    assert "人の数の図" in text


def test_chart_of_a_file_and_plotly_are_said(handout: tuple[str, str]) -> None:
    """A chart brings its data, or is said; none is passed over."""
    page, _text = handout
    assert page.count("操作したり再生したりするものなので") == 2


def test_announced_error_stops_nothing(handout: tuple[str, str]) -> None:
    """The cells behind it run, as nbconvert has it, and the error is shown as a line."""
    _page, text = handout
    assert "ZeroDivisionError:divisionbyzero" in text
    assert "あとのセル2" in text


def test_limit_of_output_is_named_with_its_setting(tmp_path: Path) -> None:
    """The handout that cannot be made says how much it may be, and where that is set."""
    workspace = write_assignment(tmp_path / "w")
    write(workspace.root, "print('x' * 2_000_000)")
    with pytest.raises(NotebookError, match=r"cell 2.*1024 kB: the limit output_kb"):
        build_handout(make_job(workspace), tmp_path / "out")
