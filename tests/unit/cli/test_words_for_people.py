"""What commands say to somebody who is no programmer: whole sentences, sizes, the next step."""

from __future__ import annotations

import pytest
from terakoya_autograde.sandbox import probe_sandbox

from terakoya.cli.doctor import _layers
from terakoya.cli.export_feedback import _size
from terakoya.cli.grade_report import how_to_mark
from terakoya.errors import UsageError, together
from terakoya.language import choose_language


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("ありません。", "書いてください。", "ありません。書いてください。"),
        ("There is none.", "Write it.", "There is none. Write it."),
        ("ありません。", "", "ありません。"),
        ("「春」か？", "はい", "「春」か？はい"),
    ],
)
def test_two_sentences_stand_as_the_language_writes_them(
    first: str, second: str, whole: str
) -> None:
    """No space after a full-width full stop; one after the other kind."""
    assert together(first, second) == whole
    assert UsageError(first, where="x", remedy=second).sentence == f"x: {whole}"


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 KB"), (30_000, "29 KB"), (2**20, "1.0 MB"), (5_400_000, "5.1 MB")],
)
def test_no_size_is_nothing(count: int, said: str) -> None:
    """A small zip is not “0.0 MB”, which looks like a failure."""
    assert _size(count) == said


def test_every_layer_of_the_sandbox_has_words() -> None:
    """The engine's names are for administrators only."""
    assert {layer.name for layer in probe_sandbox()} <= _layers().keys()


def test_where_points_are_given_is_said_in_japanese() -> None:
    """The command can be copied as it stands; the names in the menu are nbgrader's own."""
    choose_language("ja")
    try:
        said = how_to_mark("2027-spring")
    finally:
        choose_language("en")
    assert "terakoya lab --author var/cohorts/2027-spring を" in said
    assert "「Formgrader」" in said
