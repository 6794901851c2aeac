"""Promises of the rule for tags: slips are found, authors' own tags are left alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.made import answer, check, code, markdown, notebook
from tests.unit.authoring.looking import look


def found(*cells: tuple[dict[str, Any], list[str]]) -> list[str]:
    """What is found, one sentence each."""
    for cell, tags in cells:
        cell["metadata"]["tags"] = tags
    made = [cell for cell, _tags in cells]
    return [one.sentence for one in look("tags", notebook(*made))]


@pytest.mark.parametrize("tag", ["Result", "results", "app_only", "parameter", "narative"])
def test_slip_of_the_pen_is_found(tag: str) -> None:
    """A tag that is almost one of ours is told, with the one that was meant."""
    (sentence,) = found((markdown("a", "文"), [tag]))
    assert "a.ipynb, cell 1" in sentence


@pytest.mark.parametrize("tag", ["hide-input", "my-own", "remove_cell"])
def test_tags_of_other_tools_are_left_alone(tag: str) -> None:
    """Authors may tag for other tools."""
    assert found((code("a", "x = 1"), [tag])) == []


def test_good_tags_are_no_finding() -> None:
    """A lab that is marked up as it should be passes."""
    assert (
        found(
            (markdown("a", "文"), ["narrative", "slide"]),
            (code("b", "year: int = 2026  # 年 | 2020..2030"), ["parameters"]),
            (code("c", "# alt: 線\nplt.plot(x)"), ["result"]),
            (answer("d", "x = 1"), ["refresher"]),
        )
        == []
    )


def test_second_cell_of_parameters_is_found() -> None:
    """There can be one."""
    line = "year: int = 2026  # 年"
    sentences = found((code("a", line), ["parameters"]), (code("b", line), ["parameters"]))
    assert len(sentences) == 1
    assert "cell 2" in sentences[0]


@pytest.mark.parametrize(
    "source",
    ["year = 2026", "year: int = now()", "year: list = []", "year: int = 2026", "", "a: int = 'x'"],
)
def test_parameters_that_are_not_plain_are_found(source: str) -> None:
    """Every parameter has a type, a written-out value and a label."""
    assert len(found((code("a", source), ["parameters"]))) == 1


def test_picture_without_words_is_found() -> None:
    """A picture that people are shown needs words; one that nobody is shown does not."""
    assert len(found((code("a", "plt.plot(x)"), ["result"]))) == 1
    assert found((code("a", "plt.plot(x)"), [])) == []


def test_tag_on_the_wrong_kind_of_cell_is_found() -> None:
    """A result is code, a refresher an answer, a parameter no test."""
    assert len(found((markdown("a", "文"), ["result"]))) == 1
    assert len(found((code("a", "x = 1"), ["refresher"]))) == 1
    assert len(found((check("a", "assert x", 1), ["app"]))) == 1
    assert len(found((code("a", "x"), ["exercise-only", "result"]))) == 1


def test_choices_by_an_unknown_name_are_found() -> None:
    """An app whose choices no cell makes could not begin."""
    line = 'town: str = "a"  # 町 | TOWNS'
    (sentence,) = found((code("a", "x = 1"), []), (code("b", line), ["parameters"]))
    assert "a.ipynb, cell 2: The choices of town are named TOWNS" in sentence
    assert found((code("a", "TOWNS = ['a']"), []), (code("b", line), ["parameters"])) == []
