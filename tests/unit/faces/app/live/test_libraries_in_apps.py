"""What libraries give is shown in an app, or words are: as the table of the documentation says."""

from __future__ import annotations

from pathlib import Path

import pytest
from terakoya_autograde.wire import Message

from terakoya.faces.app.live.bundle import WIDGET_VIEW, NotLightError, render_outputs
from terakoya.faces.app.live.record import Record
from tests.plot_libraries import (
    BEGIN,
    END,
    LIBRARIES,
    Fate,
    Library,
    Output,
    all_cases,
    fate_in,
    models_of,
    recorded,
    table,
)

PAGE = Path(__file__).parents[5] / "docs" / "reference" / "plotting.md"


def fate_of(case: str) -> Fate:
    """What becomes of a recorded cell in an app, with its widgets."""
    record, outputs = Record(), recorded(case)
    for key, state in models_of(case).items():
        opened = {"comm_id": key, "target_name": "jupyter.widget", "data": {"state": state}}
        record.hear("cell", Message("comm_open", opened))
    try:
        html = render_outputs(outputs, "", "題")
        models = record.describe_models()
    except NotLightError:
        return Fate.VOILA
    for output in outputs:
        if WIDGET_VIEW in output["data"]:
            shown = models[output["data"][WIDGET_VIEW]["model_id"]]
            if "tk-notice" in str(shown.get("value")):
                return Fate.WORDS
    return fate_in(html)


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda one: one.case)
def test_library_in_an_app_is_as_the_table_says(library: Library) -> None:
    """From what the library itself gave."""
    assert fate_of(library.case) is library.app


@pytest.mark.parametrize("case", sorted(set(all_cases()) - {"html-empty", "html-style"}))
def test_no_result_leaves_an_empty_place(case: str) -> None:
    """Whatever a library gives, something is seen of it."""
    html = "" if fate_of(case) is Fate.VOILA else render_outputs(recorded(case), "", "題")
    bar = "<progress" in html
    assert bar or fate_of(case) is not Fate.NOTHING


def test_script_of_one_cell_is_not_run_where_another_ones_is_missing() -> None:
    """A library loads itself in one cell and draws in another."""
    drawing = Output(
        output_type="display_data", data={"application/javascript": "draw()"}, metadata={}
    )
    with pytest.raises(NotLightError):
        render_outputs([drawing], "", "")
    assert "tk-notice" in render_outputs([drawing], "", "", scripts_lack=True)


def test_table_of_the_documentation_is_the_tests_list() -> None:
    """`python -m tests.plot_libraries` writes it anew."""
    _head, _begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    assert rest.partition(END)[0].strip() == table()
