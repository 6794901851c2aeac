"""The ``[[refresher]]`` tables of assignment.toml."""

from __future__ import annotations

import pytest

from terakoya.errors import ManifestError
from terakoya.model import Ask, Text
from terakoya.workspace import Workspace
from tests.made_refresher import MANIFEST, write_waits


def test_refresher_is_read_with_its_texts_and_defaults(workspace: Workspace) -> None:
    """What is not said is empty; one word may stand for both languages."""
    write_waits(workspace, MANIFEST.replace('unit = { ja = "分", en = "minutes" }', 'unit = "%"'))
    (read,) = workspace.read_assignment("waits").refreshers
    assert (read.item, read.ask, read.value) == ("longest", Ask.NUMBER, "longest")
    assert read.unit == Text("%", "%")
    assert read.tolerance == 0
    assert read.choices == ""
    assert read.hints == (Text("表を上から見ます。", "Read the table from the top."),)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('value = "longest"\n', "", "refresher.0.value"),
        ('ask = "number"', 'ask = "choice"', "refresher.0.choices"),
        ('ask = "number"', 'ask = "guess"', "refresher.0.ask"),
        ('value = "longest"', 'vaule = "longest"', "refresher.0.vaule"),
        ('value = "longest"', 'value = "longest"\ntolerance = -1', "refresher.0.tolerance"),
        ('generator = "make_data.py"\n', "", "made anew"),
    ],
)
def test_refresher_that_breaks_a_rule_is_refused_with_its_place(
    workspace: Workspace, old: str, new: str, place: str
) -> None:
    """File, line and key are named, and what to do."""
    write_waits(workspace, MANIFEST.replace(old, new))
    with pytest.raises(ManifestError, match=r"assignment\.toml, line") as caught:
        workspace.read_assignment("waits")
    assert place in str(caught.value)
