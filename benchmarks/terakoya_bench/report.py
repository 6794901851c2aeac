"""The report: raw figures, the ratios that follow from them, and where scores differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from terakoya_bench.contender import Measured, Scores, Unmeasured
from terakoya_bench.material import Material
from terakoya_bench.meter import Cost

__all__ = ["compare_scores", "find_ratios", "make_report"]

FORMAT = 1
_SAME = 1e-9


def make_report(
    machine: Mapping[str, Any],
    settings: Mapping[str, Any],
    material: Material,
    outcomes: Sequence[Measured | Unmeasured],
    extra: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the whole report as plain data; `extra` holds memory and growth where measured."""
    measured = {entry.name: entry for entry in outcomes if isinstance(entry, Measured)}
    return {
        "format": FORMAT,
        "machine": dict(machine),
        "settings": dict(settings),
        "material": {
            "assignment": material.assignment.id,
            "submissions": len(material.entries),
            "items": len(material.items),
            "kinds": material.kinds,
        },
        "contenders": {entry.name: _describe(entry) for entry in outcomes},
        "ratios": find_ratios(measured),
        "scores": _compare_all(measured, material),
        **extra,
    }


def find_ratios(measured: Mapping[str, Measured]) -> dict[str, Any]:
    """Return how many times faster each is than nbgrader and otter, and its CPU over the floor's.

    Of the engine also: its time over that with the checks in the learner's process.

    `together` has each contender's start in it, `steady` has not. A contender that was not measured
    has no ratio.
    """
    ratios: dict[str, Any] = {}
    for name, entry in measured.items():
        row: dict[str, Any] = {}
        for base in ("nbgrader", "otter"):
            if base in measured and base != name:
                other = measured[base]
                row[f"speed_over_{base}"] = {
                    "together": other.together.wall / entry.together.wall,
                    "steady": other.steady.wall / entry.steady.wall,
                }
        if "in-kernel" in measured and name == "engine":
            other = measured["in-kernel"]
            row["time_over_in_kernel"] = {
                "together": entry.together.wall / other.together.wall,
                "steady": entry.steady.wall / other.steady.wall,
            }
        if "floor" in measured and name != "floor":
            floor = measured["floor"]
            row["cpu_over_floor"] = {
                "together": entry.together.cpu / floor.together.cpu,
                "steady": entry.steady.cpu / floor.steady.cpu,
            }
        ratios[name] = row
    return ratios


def compare_scores(reference: Scores, other: Scores) -> list[dict[str, Any]]:
    """List each item that both graded but scored differently, or that only one has."""
    found = []
    for submission in sorted(reference.keys() & other.keys()):
        ours, theirs = reference[submission], other[submission]
        for item in sorted(ours.keys() | theirs.keys()):
            one, two = ours.get(item), theirs.get(item)
            if one is None or two is None or abs(one - two) > _SAME:
                found.append({"submission": submission, "item": item, "score": two, "should": one})
    return found


def _compare_all(measured: Mapping[str, Measured], material: Material) -> dict[str, Any]:
    """Compare everyone with nbgrader, or with the first that there is."""
    base = "nbgrader" if "nbgrader" in measured else next(iter(measured), None)
    if base is None:
        return {"compared_with": None, "contenders": {}}
    kinds = {entry.id: entry.kind for entry in material.entries}
    reference = measured[base].scores
    rows = {}
    for name, entry in measured.items():
        shared = reference.keys() & entry.scores.keys()
        differences = compare_scores(reference, entry.scores)
        rows[name] = {
            "submissions": len(shared),
            "without_a_result": entry.graded - len(entry.scores),
            "items": sum(len(reference[submission]) for submission in shared),
            "differences": [{"kind": kinds[row["submission"]], **row} for row in differences],
            "mean_score": _mean(entry.scores),
        }
    return {"compared_with": base, "contenders": rows}


def _mean(scores: Scores) -> float | None:
    totals = [sum(items.values()) for items in scores.values()]
    return sum(totals) / len(totals) if totals else None


def _describe(entry: Measured | Unmeasured) -> dict[str, Any]:
    if isinstance(entry, Unmeasured):
        return asdict(entry)
    return {
        "state": "measured",
        "commands": [list(command) for command in entry.commands],
        "facts": dict(entry.facts),
        "notes": list(entry.notes),
        "submissions": entry.submissions,
        "graded": entry.graded,
        "scaled": entry.scaled,
        "seconds": {
            "startup": _cost(entry.startup),
            "grading_as_measured": _cost(entry.grading),
            "total": _cost(entry.total),
            "per_submission_steady": _cost(entry.steady),
            "per_submission_together": _cost(entry.together),
        },
        "submissions_per_minute": 60 / entry.together.wall,
        "scores": {name: dict(items) for name, items in entry.scores.items()},
    }


def _cost(cost: Cost) -> dict[str, float]:
    return {"wall": round(cost.wall, 4), "cpu": round(cost.cpu, 4)}
