"""The report: ratios that follow from the raw figures, and scores side by side."""

from __future__ import annotations

from terakoya_bench.contender import Measured, Scores
from terakoya_bench.meter import Cost
from terakoya_bench.report import compare_scores, find_ratios


def measured(name: str, start: float, each: float, graded: int = 10) -> Measured:
    """A contender that was given ten submissions; CPU is twice the wall time."""
    return Measured(
        name=name,
        commands=(("run", name),),
        startup=Cost(start, 2 * start),
        grading=Cost(each * graded, 2 * each * graded),
        graded=graded,
        submissions=10,
        scores={},
    )


def test_measured_where_all_were_graded() -> None:
    """The start is shared out over all submissions."""
    entry = measured("engine", 5, 0.5)
    assert entry.steady == Cost(0.5, 1.0)
    assert entry.total == Cost(10, 20)
    assert entry.together == Cost(1, 2)
    assert not entry.scaled


def test_measured_where_some_were_graded() -> None:
    """Only the grading is scaled; the start is paid once."""
    entry = measured("nbgrader", 5, 2, graded=4)
    assert entry.grading == Cost(8, 16)
    assert entry.total == Cost(25, 50)
    assert entry.scaled


def test_find_ratios() -> None:
    """Speed is over nbgrader and otter, CPU is over the floor; each with the start and without."""
    everyone = [measured("nbgrader", 10, 4), measured("engine", 5, 0.5), measured("floor", 1, 0.4)]
    ratios = find_ratios({entry.name: entry for entry in everyone})
    assert ratios["engine"]["speed_over_nbgrader"] == {"together": 5.0, "steady": 8.0}
    assert ratios["engine"]["cpu_over_floor"]["steady"] == 1.25
    assert "speed_over_otter" not in ratios["engine"]
    assert "speed_over_nbgrader" not in ratios["nbgrader"]
    assert "cpu_over_floor" not in ratios["floor"]


def test_compare_scores() -> None:
    """What differs and what only one has is listed; submissions that only one has are not."""
    reference: Scores = {"s1": {"n/a": 2.0, "n/b": 1.0}, "s2": {"n/a": 2.0}}
    other: Scores = {"s1": {"n/a": 0.0, "n/c": 1.0}}
    found = {row["item"]: (row["should"], row["score"]) for row in compare_scores(reference, other)}
    assert found == {"n/a": (2.0, 0.0), "n/b": (1.0, None), "n/c": (None, 1.0)}


def test_compare_scores_that_are_the_same() -> None:
    """Rounding is no difference."""
    assert compare_scores({"s": {"n/a": 0.1 + 0.2}}, {"s": {"n/a": 0.3}}) == []
