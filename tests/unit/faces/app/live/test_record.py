"""Promises of the record of what an app shows."""

from __future__ import annotations

from typing import Any

import pytest
from terakoya_autograde.wire import Message

from terakoya.faces.app.live.bundle import NotLightError
from terakoya.faces.app.live.record import Record

CELL = {"cell": ("", "題")}


def stream(text: str) -> Message:
    """Text on standard output."""
    return Message("stream", {"name": "stdout", "text": text})


def opened(name: str, **state: Any) -> Message:
    """A new widget, whose id is its model's name."""
    about = {"_model_module": "@jupyter-widgets/controls", "_model_name": f"{name}Model"}
    content = {"comm_id": name, "target_name": "jupyter.widget", "data": {"state": about | state}}
    return Message("comm_open", content)


def update(name: str, **state: Any) -> Message:
    """A widget's new state."""
    data = {"method": "update", "state": state}
    return Message("comm_msg", {"comm_id": name, "data": data})


def test_record_tells_only_what_has_changed() -> None:
    """Once told, a result is not told again."""
    record = Record()
    record.hear("cell", stream("一"))
    assert record.take_changes(CELL) == {"areas": {"cell": "<pre>一</pre>"}, "models": {}}
    assert record.take_changes(CELL) == {"areas": {}, "models": {}}


def test_hidden_cell_is_never_told() -> None:
    """What a quiet cell prints stays with the server."""
    record = Record()
    record.hear("quiet", stream("秘密"))
    assert record.take_changes(CELL)["areas"] == {}


def test_cell_that_runs_again_starts_empty() -> None:
    """An old result does not stay beside the new one."""
    record = Record()
    record.hear("cell", stream("古い"))
    record.begin("cell")
    record.hear("cell", stream("新しい"))
    assert record.take_changes(CELL)["areas"]["cell"] == "<pre>新しい</pre>"


def test_clear_output_waits_where_asked() -> None:
    """With wait, the old result goes when the next one comes."""
    record = Record()
    record.hear("cell", stream("a"))
    record.hear("cell", Message("clear_output", {"wait": True}))
    record.hear("cell", stream("b"))
    assert record.take_changes(CELL)["areas"]["cell"] == "<pre>b</pre>"


def test_output_is_caught_by_its_widget() -> None:
    """What is printed inside an Output widget is shown there, not at the cell."""
    record = Record()
    record.hear("cell", opened("Output", outputs=[]))
    record.hear("cell", update("Output", msg_id="request"))
    record.hear("cell", stream("中"))
    record.hear("cell", update("Output", msg_id=""))
    record.hear("cell", stream("外"))
    changes = record.take_changes(CELL)
    assert changes["models"]["Output"]["outputs"] == "<pre>中</pre>"
    assert changes["areas"]["cell"] == "<pre>外</pre>"


def test_update_tells_the_changed_part_of_a_widget() -> None:
    """The first time all of it, then what is new."""
    record = Record()
    record.hear("cell", opened("IntSlider", value=1, max=9))
    assert record.take_changes(CELL)["models"]["IntSlider"]["max"] == 9
    record.hear("", update("IntSlider", value=2))
    assert record.take_changes(CELL)["models"] == {"IntSlider": {"value": 2}}


def test_binary_state_becomes_text() -> None:
    """A picture widget's bytes are told as base64."""
    record = Record()
    message = opened("Image", format="png")
    message.content["data"]["buffer_paths"] = [["value"]]
    message.content["buffers"] = ["AAAA"]
    record.hear("cell", message)
    assert record.describe_models()["Image"]["value"] == "AAAA"


def test_error_is_noted_and_shown_kindly() -> None:
    """The traceback is for the log; the page gets one sentence."""
    record = Record()
    record.hear("cell", Message("error", {"ename": "E", "evalue": "x", "traceback": ["T 1 / 0"]}))
    html = record.take_changes(CELL)["areas"]["cell"]
    assert record.failed
    assert record.errors == ["T 1 / 0"]
    assert "tk-notice" in html
    assert "1 / 0" not in html


def test_named_display_is_replaced_where_it_stands() -> None:
    """update_display changes the earlier output."""
    record = Record()
    data = {"text/plain": "前"}
    shown = {"data": data, "metadata": {}, "transient": {"display_id": "d"}}
    record.hear("cell", Message("display_data", shown))
    record.hear("", Message("update_display_data", shown | {"data": {"text/plain": "後"}}))
    assert record.take_changes(CELL)["areas"]["cell"] == "<pre>後</pre>"


def test_widget_that_only_voila_draws_is_not_light() -> None:
    """It needs Voila's own page."""
    record = Record()
    record.hear("cell", opened("Play"))
    with pytest.raises(NotLightError, match="Play"):
        record.describe_models()


def test_widget_of_another_package_is_said() -> None:
    """No page of ours has its scripts, Voila's neither: a sentence stands in its place."""
    record = Record()
    record.hear("cell", opened("Map", _model_module="jupyter-leaflet", _view_name="MapView"))
    record.hear("cell", opened("Zoom", _model_module="jupyter-leaflet"))
    record.hear("", Message("comm_msg", {"comm_id": "Map", "data": {"method": "custom"}}))
    models = record.describe_models()
    assert "from another host" in models["Map"]["value"]
    assert models["Zoom"] == {}


def test_copies_change_independently() -> None:
    """Each visitor's record begins as the prepared one."""
    record = Record()
    record.hear("cell", stream("a"))
    other = record.copy()
    other.hear("cell", stream("b"))
    assert record.areas["cell"].outputs[0]["text"] == "a"


def test_only_what_is_shown_as_html_may_need_a_script() -> None:
    """What a visitor types into a field is no HTML; a value of the HTML widget is."""
    record = Record()
    record.hear("cell", opened("Text", value="", description="語"))
    record.hear("", update("Text", value="<script>"))
    assert record.take_changes({})["models"]["Text"]["value"] == "<script>"
    record.hear("cell", opened("HTML", value="<script>1</script>"))
    with pytest.raises(NotLightError):
        record.take_changes({})


def test_formulas_of_a_widget_become_elements() -> None:
    """As MathJax would set them; text around them stays."""
    record = Record()
    record.hear("cell", opened("HTMLMath", value="<b>式</b> $x &lt; 1$ と $$y$$"))
    value = record.describe_models()["HTMLMath"]["value"]
    assert value.startswith("<b>式</b> <math")
    assert value.count("<math") == 2
    assert "$" not in value


def test_what_a_visitors_words_bring_up_becomes_a_sentence() -> None:
    """Scripts, foreign widgets and channels: the page stays, all else on it is shown."""
    record = Record()
    record.stays_light = True
    html = {"data": {"text/html": "<script>1</script>"}, "metadata": {}}
    record.hear("cell", Message("display_data", html))
    record.hear("other", stream("shown"))
    record.hear("cell", opened("HTML", value="<script>1</script>"))
    record.hear("cell", opened("Map", _model_module="jupyter-leaflet"))
    record.hear("cell", Message("comm_open", {"target_name": "strange", "comm_id": "c"}))
    record.hear("", Message("comm_msg", {"comm_id": "HTML", "data": {"method": "custom"}}))
    changes = record.take_changes({"cell": ("", ""), "other": ("", "")})
    assert "script" not in str(changes)
    assert "tk-notice" in changes["areas"]["cell"]
    assert "shown" in changes["areas"]["other"]
    assert "tk-notice" in changes["models"]["HTML"]["value"]
    assert "Map" not in changes["models"]
    assert len(record.errors) == 5
