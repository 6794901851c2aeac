"""Pictures, formulas and tables of a learner's are on the feedback page, or it is said."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from terakoya_autograde import NBGRADER

from terakoya.delivery import SubmissionStore
from terakoya.grading import feedback_pages
from terakoya.grading.page_pictures import nothing, read_handed_in
from terakoya.markdown.pictures import PictureReader
from terakoya.model import Submission
from tests.made import code, markdown, notebook
from tests.unit.grading.test_standing import NOW

PNG = b"\x89PNG\r\n\x1a\n..."
TEXT = base64.b64encode(PNG).decode()
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
HELD = 'src="data:image/png;base64,'
DRAWN = 'src="data:image/svg+xml;base64,'


def body(cell: dict[str, Any], pictures: PictureReader = nothing) -> str:
    """The page's part for a notebook of one cell."""
    return feedback_pages._body(notebook(cell), {}, NBGRADER, {}, pictures)


def shown(**data: str) -> dict[str, Any]:
    """A cell whose result offers these kinds."""
    kinds = {kind.replace("_", "/", 1).replace("_xml", "+xml"): text for kind, text in data.items()}
    output = {"output_type": "display_data", "data": kinds, "metadata": {}}
    return code("c", "") | {"outputs": [output]}


@pytest.mark.parametrize(
    ("text", "attachments", "address"),
    [
        ("![図](attachment:z.png)", {"z.png": {"image/png": TEXT}}, HELD),
        ("![図](attachment:図%201.png)", {"図 1.png": {"image/png": TEXT}}, HELD),
        ("![図][p]\n\n[p]: attachment:z.png", {"z.png": {"image/png": TEXT}}, HELD),
        ('<img alt="図" src="attachment:z.png">', {"z.png": {"image/png": TEXT}}, HELD),
        ("<img alt='図' src='attachment:z.png' width='9'>", {"z.png": {"image/png": TEXT}}, HELD),
        ("![図](attachment:z.svg)", {"z.svg": {"image/svg+xml": [SVG]}}, DRAWN),
        ("![図](attachment:z.svg)", {"z.svg": {"image/svg+xml": SVG}}, DRAWN),
    ],
)
def test_pasted_picture_is_on_the_page(text: str, attachments: Any, address: str) -> None:
    """However it is named in the text, and whatever its kind."""
    page = body(markdown("m", text) | {"attachments": attachments})
    assert f'<img alt="図" {address}' in page


def test_pasted_drawing_declares_nothing() -> None:
    """Words stand in the place of one that could grow without end."""
    grows = f'<!DOCTYPE svg [<!ENTITY a "aa">]>{SVG}'
    cell = markdown("m", "![図](attachment:z.svg)")
    page = body(cell | {"attachments": {"z.svg": {"image/svg+xml": grows}}})
    assert "<img" not in page
    assert "[Picture that is not on this page: 図]" in page


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("![外の図](https://elsewhere.example/a.png)", "外の図"),
        ("![わたしの図](lost.png)", "わたしの図"),
        ("![](lost.png)", "lost.png"),
        ("![図](../../secret.png)", "図"),
        ("![図](answers/model.png)", "図"),
    ],
)
def test_picture_that_cannot_be_shown_is_said(tmp_path: Path, text: str, words: str) -> None:
    """It is not silently gone, and nothing of elsewhere or of the instructor's is there."""
    for name in ("secret.png", "source/answers/model.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_bytes(PNG)
    reader = read_handed_in(None, SubmissionStore(tmp_path / "store"), tmp_path / "release" / "lab")
    page = body(markdown("m", text), reader)
    assert f"[Picture that is not on this page: {words}]" in page
    assert "<img" not in page


@pytest.mark.parametrize(
    "cell",
    [
        markdown("m", "![図](mine.png)"),
        markdown("m", "![図](./mine.png)"),
        markdown("m", '<img alt="図" src="mine.png">'),
        markdown("m", "![図](ours.png)"),
        shown(text_markdown="![図](mine.png)"),
        shown(text_html='<p><img alt="図" src="mine.png"></p>'),
    ],
)
def test_picture_of_the_folder_is_on_the_page(tmp_path: Path, cell: dict[str, Any]) -> None:
    """The assignment's, and those that were handed in beside the notebook."""
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "ours.png").write_bytes(PNG)
    store = SubmissionStore(tmp_path / "store")
    files = {"mine.png": store.put(PNG).sha256, "ours.png": store.put(b"GIF89a").sha256}
    handed_in = Submission(1, "spring", "0001", "lab", files, "", NOW, NOW)
    page = body(cell, read_handed_in(handed_in, store, tmp_path / "release"))
    assert f'<img alt="図" {HELD}' in page


@pytest.mark.parametrize(
    "html",
    [SVG, f"<div>{SVG}</div>", f"<p>図</p>{SVG}<p>次</p>{SVG}", f"<div><svg>{SVG}</svg></div>"],
)
def test_drawing_in_a_result_is_a_picture(html: str) -> None:
    """Wherever it stands in the HTML; it is no element of the page's own."""
    page = body(shown(text_html=html))
    assert DRAWN in page
    assert "<svg" not in page


@pytest.mark.parametrize("html", ["<svg><script>alert(1)</script>", "<div><svg><p></svg></div>"])
def test_drawing_that_no_browser_draws_is_none(html: str) -> None:
    """It leaves no broken picture."""
    assert DRAWN not in body(shown(text_html=html))


@pytest.mark.parametrize(
    ("data", "formulas"),
    [
        ({"text_html": "<table><tr><td>$x^2$</td></tr></table>"}, 1),
        ({"text_html": r"<p>値 \(x\) と \[y\]</p>"}, 2),
        ({"text_html": "<p>$a &lt; b$</p>"}, 1),
        ({"text_html": "<p>$5 と $6</p><pre>$A$B $x$</pre>"}, 0),
        ({"text_latex": r"値は \(x\) と $y$"}, 2),
        ({"text_markdown": "値 $x^2$"}, 1),
    ],
)
def test_formulas_of_a_result_are_set(data: dict[str, str], formulas: int) -> None:
    """Also in HTML, as JupyterLab does; sums of money and code are none."""
    assert body(shown(**data)).count("<math") == formulas


@pytest.mark.parametrize(
    "table",
    [
        "a | b\n---|---\n$|x|$ | 2\n",
        "a | b\n---|---\n1 | 2 | 3\n",
        "| a | b |\n|---|---|\n| $|x|$ | 2\n",
        "| a | b |\r\n|---|---|\r\n| $|x|$ | 2 | 3 |\r\n",
        "- x\n\n  | a | b |\n  |---|---|\n  | $|x|$ | 2 |\n",
        "> | a | b |\n> |---|---|\n> | $|x|$ | 2 |\n",
    ],
)
def test_learners_table_is_whole(table: str) -> None:
    """Two cells a row, whatever the form."""
    page = body(markdown("m", table))
    assert page.count("<th>") == page.count("<td>") == 2
    assert "---" not in page


def test_words_of_many_items_stand_once() -> None:
    """A page of blank items says once what to do; what differs stays with its item."""
    rows = [{"message": text, "words": "–"} for text in ("same", "same", "other", "same", "")]
    assert feedback_pages._find_shared(rows)["message"] == "same"
    assert feedback_pages._find_shared(rows[:3]) == {}
    assert feedback_pages._find_shared([]) == {}
