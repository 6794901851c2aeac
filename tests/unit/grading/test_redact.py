"""What a learner may see of the executed notebook."""

from __future__ import annotations

import json
from typing import Any

import pytest

from terakoya.grading.redact import redact
from tests.made import CHECK, answer, check, code, markdown, notebook

SECRET = "負の数でも"
ERROR = {
    "output_type": "error",
    "ename": "AssertionError",
    "evalue": "もう少しです",
    "traceback": [f"----> assert double(-3) == -6, {SECRET}"],
}


def test_hidden_tests_are_not_shown() -> None:
    """Neither the source of hidden tests nor the traceback of a check gets out."""
    cell = check("double-check", CHECK, 2) | {"outputs": [ERROR]}
    shown = json.dumps(redact(notebook(cell), {}), ensure_ascii=False)
    assert SECRET not in shown
    assert "HIDDEN TESTS" not in shown
    assert "double(2) == 4" in shown


@pytest.mark.parametrize(
    "marks",
    [
        "### BEGIN HIDDEN TESTS\n{}\n",
        "    ### begin hidden tests\n    {}\n    ### END HIDDEN TESTS\n",
        "# BEGIN HIDDEN TESTS\n{}\n# END HIDDEN TESTS",
    ],
)
def test_hidden_tests_are_found_however_marked(marks: str) -> None:
    """A mark that is not closed, indented or in small letters hides all the same."""
    source = "x = 1\n" + marks.format("assert secret == 42")
    shown = redact(notebook(check("c", source, 1)), {})
    assert shown["cells"][0]["source"] == "x = 1"


def test_error_in_an_own_cell_keeps_its_words() -> None:
    """In a learner's own cell the error is told without paths of the grader."""
    error = ERROR | {"traceback": ["/tmp/terakoya-grade-1/autograded/x.py"]}
    shown = redact(notebook(answer("double", "1 / 0") | {"outputs": [error]}), {})
    assert shown["cells"][0]["outputs"] == [
        {"output_type": "stream", "name": "stderr", "text": "AssertionError: もう少しです\n"}
    ]


def test_verdict_stands_at_its_cell() -> None:
    """The template finds what to say of an item in the cell."""
    verdicts = {"double-check": {"words": "できました"}}
    shown = redact(notebook(markdown("m", "# a"), check("double-check", "", 1)), verdicts)
    assert shown["cells"][1]["metadata"]["terakoya_item"] == {"words": "できました"}


def test_what_widgets_have_sent_is_not_shown() -> None:
    """A widget's state may hold anything, a check's outputs too; its place has the plain text."""
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "Slider()"}
    cell = code("c", "slider") | {"outputs": [shown_data(view)]}
    content = notebook(cell)
    content["metadata"]["widgets"] = {"state": {"1": {"outputs": [ERROR]}}}
    shown = redact(content, {})
    assert SECRET not in json.dumps(shown, ensure_ascii=False)
    assert shown["cells"][0]["outputs"][0]["data"] == {"text/plain": "Slider()"}


@pytest.mark.parametrize("kind", ["text/html", "text/markdown", "image/svg+xml"])
def test_markup_nested_too_deep_gives_way_to_plain_text(kind: str) -> None:
    """What no browser could show is left out; what it can stays."""
    deep, flat = (
        notebook(code("c", "") | {"outputs": [shown_data({kind: html, "text/plain": "x"})]})
        for html in ("<div>" * 30_000, "<div></div>" * 30_000)
    )
    assert redact(deep, {})["cells"][0]["outputs"][0]["data"] == {"text/plain": "x"}
    assert kind in redact(flat, {})["cells"][0]["outputs"][0]["data"]


def shown_data(data: dict[str, Any]) -> dict[str, Any]:
    """An output with data by MIME type."""
    return {"output_type": "display_data", "data": data, "metadata": {}}
