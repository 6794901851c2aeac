"""What libraries give stands on paper, or words do: never nothing, never a word for no reader."""

from __future__ import annotations

import pytest

from terakoya.faces.paper.choosing_kinds import Fate as Chosen
from terakoya.faces.paper.choosing_kinds import choose_kind
from terakoya.faces.paper.cleaning import clean_fragment
from terakoya.faces.paper.outputs import render_outputs
from tests.plot_libraries import LIBRARIES, Fate, Library, Output, all_cases, fate_in, recorded

NO_READER = ("rust", "rerun", "does not support", "Loading", " at 0x", "(...)", "If you see this")
NO_RESULT = {"tqdm", "ipywidgets-progress", "ipython-progress", "torch-like-progress"}
NO_RESULT |= {"html-empty", "html-style"}
PICTURE = "image/svg+xml"
SENTENCE = "so it cannot be shown here"


def on_paper(outputs: list[Output]) -> str:
    """The outputs of a cell as they are printed."""
    return clean_fragment(render_outputs(outputs, "題"), "here", lambda _name: None)


def shown(**data: object) -> str:
    """One result of several kinds as it is printed."""
    kinds = {name.replace("__", "+").replace("_", "/", 1): value for name, value in data.items()}
    output = Output(output_type="display_data", data=kinds, metadata={})
    return on_paper([output])


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda one: one.case)
def test_library_on_paper_is_as_the_table_says(library: Library) -> None:
    """From what the library itself gave. Vega charts come with the picture that was drawn."""
    outputs = recorded(library.case)
    if library.paper is Fate.PICTURE:
        outputs[-1]["data"][PICTURE] = '<svg xmlns="http://www.w3.org/2000/svg"></svg>'
    assert fate_in(on_paper(outputs)) is library.paper


@pytest.mark.parametrize("case", all_cases())
def test_no_result_is_passed_over_in_silence(case: str) -> None:
    """Something stands on paper, and nothing that only says that the right program is missing."""
    html = on_paper(recorded(case))
    assert (fate_in(html) is Fate.NOTHING) == (case in NO_RESULT)
    assert not [words for words in NO_READER if words in html]


def test_estimator_is_its_own_text() -> None:
    """Without its table of parameters."""
    html = on_paper(recorded("scikit-learn"))
    assert html == '<p class="printed">LinearRegression()</p>'


@pytest.mark.parametrize(
    "html",
    [
        "<canvas></canvas>",
        "<my-chart data='1'></my-chart>",
        "<div id='x'>待って</div><script>draw()</script>",
        "<p onclick='go()'>押す</p>",
        "<video src='a.mp4'>Not here</video>",
        "<object data='a.pdf'></object>",
    ],
)
def test_html_that_has_to_run_is_said(html: str) -> None:
    """Whoever made it, and whatever kind of picture it draws."""
    assert SENTENCE in shown(text_html=html, text_plain="<a.B object at 0x7f>")


def test_unknown_kind_is_said_or_told_by_its_text() -> None:
    """A text for readers stands; the name of an object does not."""
    assert SENTENCE in shown(**{"application_x-own": "…", "text_plain": "<a.B at 0x7f>"})
    assert SENTENCE in shown(**{"application_x-own": "…"})
    assert "平均 5" in shown(**{"application_x-own": "…", "text_plain": "平均 5"})
    own = "application_vnd.holoviews_exec.v0__json"
    assert SENTENCE in shown(**{own: "", "text_plain": ":Curve   [x]   (y)"})
    runs = {"text_html": "<script>1</script><p>図</p>", "text_plain": '{"layers": []}'}
    assert SENTENCE in shown(**runs)
    assert shown() == ""
    assert "object at" in shown(text_plain="<a.B object at 0x7f>")  # all that Python says


def test_cell_says_once_what_it_cannot_show() -> None:
    """Three charts in a cell are one sentence; what only prepares a page adds none."""
    chart = Output(output_type="display_data", data={"application/x": ""}, metadata={})
    script = Output(
        output_type="display_data", data={"text/html": "<script>1</script>"}, metadata={}
    )
    said = Output(output_type="stream", name="stdout", text="表です")
    assert on_paper([chart, script, chart]).count(SENTENCE) == 1
    assert SENTENCE in on_paper([script])
    assert SENTENCE not in on_paper([script, said])


def test_hidden_parts_are_not_printed() -> None:
    """As on a screen: hidden by an attribute, by its own style, or by the result's style sheet."""
    html = (
        "<style>#a .b, .z:hover {display: none} @media screen {.c {display: none}}</style>"
        "<div id='a'><p class='b'>隠れ1</p><p hidden>隠れ2</p><p style='display:none'>隠れ3</p>"
        "<p class='c'>見える</p></div>"
    )
    printed = shown(text_html=html)
    assert "見える" in printed
    assert "隠れ" not in printed


def test_drawing_among_markup_is_a_picture() -> None:
    """With its own title as words; what is no XML is left to the cleaning."""
    drawn = shown(text_html="<p>図</p><svg viewBox='0 0 2 1'><title>線</title><path/></svg>")
    assert "<img" in drawn
    assert 'alt="線"' in drawn
    assert "<img" not in shown(text_html="<p>図</p><svg viewBox='0 0 2 1'><path></svg>")


def test_table_title_in_the_head_is_its_caption() -> None:
    """A head row of one cell, as wide as the table, heads no column."""
    title = "<tr><td colspan='2'>人の数</td></tr>"
    head = f"<thead>{title}<tr><th>町</th><th>人</th></tr></thead>"
    html = f"<table>{head}<tr><td>東</td><td>1</td></tr></table>"
    table = clean_fragment(html, "", lambda _name: None)
    assert "<caption>人の数</caption>" in table
    assert table.count("<tr") == 2


def test_announced_error_is_shown_as_one_line() -> None:
    """Where its author has it shown."""
    error = Output(output_type="error", ename="ValueError", evalue="負の数です", traceback=[])
    assert on_paper([error]) == '<p class="printed">ValueError: 負の数です</p>'


def test_json_is_printed_as_it_is_written() -> None:
    """Indented, with its letters."""
    assert '"町": 1' in shown(application_json={"町": 1}, text_plain="<J object>")


def test_picture_stands_for_what_has_to_run() -> None:
    """A library that sends both has done its part."""
    both = {"text/html": "<script>x()</script>", "image/png": "AAAA", "text/plain": "x"}
    choice = choose_kind(both)
    assert (choice.fate, choice.kind) == (Chosen.SHOWN, "image/png")
