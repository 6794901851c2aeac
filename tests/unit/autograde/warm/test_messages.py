"""What a child says is taken without what programs that show it would stumble over."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from terakoya_autograde.warm.messages import as_kernel_message
from terakoya_autograde.wire import Message, size_of

VIEW = "application/vnd.jupyter.widget-view+json"


def content(kind: str, **said: Any) -> dict[str, Any]:
    """The content that is taken of a message."""
    message = as_kernel_message(Message(kind, said), "cell")
    assert message is not None
    return dict(message["content"])


def test_metadata_of_a_picture_are_an_object_or_nothing() -> None:
    """What stands below a MIME type is; other keys are the author's own."""
    given = {"image/png": 5, "text/html": {"isolated": True}, "isolated": True}
    taken = content("display_data", data={"image/png": "AAAA"}, metadata=given)
    assert taken["metadata"] == {"text/html": {"isolated": True}, "isolated": True}


@pytest.mark.parametrize("view", [5, {}, {"model_id": 5}])
def test_view_of_a_widget_is_one_or_nothing(view: Any) -> None:
    """What names no widget is left out."""
    good = {VIEW: {"model_id": "1"}, "text/plain": "Slider()"}
    assert content("display_data", data=good, metadata={})["data"] == good
    taken = content("display_data", data=good | {VIEW: view}, metadata={})
    assert taken["data"] == {"text/plain": "Slider()"}


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("application/vnd.vegalite.v6.json", {"a": [1]}, '{"a": [1]}'),
        ("application/x-own", 5, "5"),
        ("text/plain", "x", "x"),
        ("application/vnd.plotly.v1+json", {"a": [1]}, {"a": [1]}),
        ("application/json", [1], [1]),
    ],
)
def test_data_are_what_a_notebook_holds(kind: str, value: Any, kept: Any) -> None:
    """Texts, but for JSON's own names: a library that breaks the rule costs nobody a cell."""
    taken = content("display_data", data={kind: value}, metadata={})
    assert taken["data"] == {kind: kept}
    cell = nbformat.v4.new_code_cell(
        outputs=[nbformat.v4.new_output("display_data", taken["data"])]
    )
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


def test_state_of_a_widget_is_an_object_or_nothing() -> None:
    """The pictures of a widget are not there: neither is what says where they belong."""
    taken = content("comm_open", comm_id="1", data={"state": [1], "buffer_paths": [["a"]]})
    assert taken["data"] == {}
    assert content("comm_msg", comm_id="1", data={"state": {"a": 1}})["data"]["state"] == {"a": 1}


@pytest.mark.parametrize(
    "said",
    [
        {"data": {"text/plain": "x"}, "metadata": {"text/plain": {"a": "y" * 999}}},
        {"data": {"y" * 999: "x"}, "metadata": {}},
        {"data": {}, "metadata": {}, "transient": {"display_id": "y" * 999}},
        {"ename": "y" * 999, "evalue": "", "traceback": []},
        {"ename": "E", "evalue": "y" * 999, "traceback": []},
        {"comm_id": "1", "target_name": "y" * 999},
        {"name": "stdout", "text": "\u3042" * 999},
    ],
)
def test_everything_counts(said: dict[str, Any]) -> None:
    """However a message is long, it is long; a text in Japanese is as long as one in English."""
    assert 999 < size_of(said) < 1100
