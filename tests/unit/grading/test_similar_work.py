"""Promises of the hint at similar hand-ins: what is copied is found, what all have is not."""

from __future__ import annotations

from itertools import combinations

import pytest

from terakoya.grading import similar_work
from terakoya.grading.similar_work import (
    LONGEST,
    SHORTEST,
    Pair,
    Work,
    find_pairs,
    read_lines,
    read_work,
)

LOOP = """
def count_by_year(rows):
    counts = {}
    for row in rows:
        year = int(row["date"][:4])
        if year >= 2020 and row["kind"] != "test":
            counts[year] = counts.get(year, 0) + row["people"]
    return sorted(counts.items())
"""
PANDAS = """
def count_by_year(rows):
    frame = pd.DataFrame(rows)
    frame = frame[frame["kind"].ne("test")]
    years = pd.to_datetime(frame["date"]).dt.year
    return list(frame.groupby(years)["people"].sum().loc[2020:].items())
"""
RENAMED = """
# my own
def count_by_year(table):
    totals = { }
    for line in table:
        y = int(line["date"][:4])   # the year

        if y >= 2020 and line["kind"] != "test":
            totals[y] = totals.get(y, 0) + line["people"]
    return sorted(totals.items())
"""


def compare(*sources: str, released: str = "") -> list[tuple[str, str]]:
    """Compare hand-ins of learners a, b, c…; return the pairs that are told."""
    works = [Work(chr(97 + n), read_lines([source])) for n, source in enumerate(sources)]
    return [(pair.left, pair.right) for pair in find_pairs(works, read_lines([released]))]


@pytest.mark.parametrize(
    "other",
    [LOOP, RENAMED, f"import math\n\nprint(math.pi)\n{LOOP}", f"x = 1\n{RENAMED}\ny = [x, 2]"],
    ids=["as it is", "other names, layout and comments", "behind other code", "between other code"],
)
def test_copied_passage_is_found(other: str) -> None:
    """Whatever is changed of how it looks, and wherever it stands; another way to do it is not."""
    assert compare(LOOP, PANDAS, other) == [("a", "c")]


def test_passage_is_shown_as_it_stands_in_either() -> None:
    """Whole lines of both, with the comments that were there."""
    works = [Work("a", read_lines([LOOP])), Work("b", read_lines([RENAMED]))]
    (pair,) = find_pairs(works, ())
    (passage,) = pair.passages
    assert 'year = int(row["date"][:4])' in passage.left
    assert 'y = int(line["date"][:4])   # the year' in passage.right
    assert pair.alike == 1.0
    assert pair.shared == passage.tokens >= 40


def test_what_was_handed_out_is_no_sign() -> None:
    """Also where it was typed again with other spaces; what is written below it is compared."""
    given = f"import pandas as pd\n{LOOP}"
    assert compare(LOOP, RENAMED, released=given) == []
    more = "\nmany = [n for n, (year, people) in enumerate(count(rows)) if people > 10 * year]"
    assert compare(LOOP + more, RENAMED + more, PANDAS, released=given) == [("a", "b")]


def test_what_half_a_class_has_is_no_sign() -> None:
    """A task with one way to do it: nobody is told of; in a small group it still is."""
    assert compare(*[LOOP] * 6) == []
    assert len(compare(*[LOOP] * 3)) == 3
    assert compare(LOOP, LOOP, *[PANDAS] * 4) == [("a", "b")]


@pytest.mark.parametrize(
    "source",
    [
        "",
        "\n\n",
        "def f(:\n  'open",
        "\x00",
        "\tx\n y = (",
        "日本語の説明です。" * 3,
        "x = 1" * 2000,
    ],
    ids=["nothing", "blank", "broken", "control", "indented", "words", "long"],
)
def test_whatever_was_handed_in_is_compared_without_an_error(source: str) -> None:
    """It is no Python, or nothing at all; the others are compared all the same."""
    assert ("a", "b") in compare(LOOP, RENAMED, source)


def test_passages_are_looked_for_in_the_pairs_that_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Those that share most; a class of hundreds has tens of thousands of pairs."""
    looked = []
    find = similar_work._find_passages
    monkeypatch.setattr(
        similar_work,
        "_find_passages",
        lambda one, other: looked.append((one.learner_id, other.learner_id)) or find(one, other),
    )
    short = "\n".join(LOOP.splitlines()[:6])
    sources = [LOOP, short, short, short, RENAMED, *[PANDAS] * 5, "x = 1", "y = 2"]
    works = [Work(chr(97 + n), read_lines([source])) for n, source in enumerate(sources)]
    pairs = find_pairs(works, (), most=1)
    assert looked == [(pair.left, pair.right) for pair in pairs]
    assert len(looked) == 1
    assert looked[0] in {("a", "e"), *combinations("fghij", 2)}


def test_endless_hand_ins_are_compared_as_far_as_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that is written thousands of times costs no more than an honest hand-in."""
    runs = []
    run = similar_work._run
    monkeypatch.setattr(similar_work, "_run", lambda *given: runs.append(run(*given)) or runs[-1])
    endless = "total = [1, 2, 3]\n" * 1000
    works = [read_work("a", [endless] * 5), read_work("b", [LOOP, endless])]
    (pair,) = find_pairs(works, ())
    assert SHORTEST <= pair.shared <= LONGEST
    assert len(runs) <= 50 * LONGEST // SHORTEST
    assert sum(len(line.text) for line in works[0].lines) <= 50_000


def test_moved_passages_are_found_once_each() -> None:
    """Two passages in another order are two passages, and no token is counted twice."""
    first, second = LOOP, PANDAS
    works = [
        Work("a", read_lines([first + second])),
        Work("b", read_lines([second + first + first])),
    ]
    (pair,) = find_pairs(works, ())
    assert isinstance(pair, Pair)
    assert len(pair.passages) == 2
    assert pair.shared <= len(works[0].tokens)
