"""A small sound lab, and the cases of tests/golden/weak-labs: the same lab with one weakness each.

A case says ``what`` is weak, the ``code`` and ``item`` of the finding that refuses it, and the
``sentence`` (English; ``--goldens`` writes it). ``[[cells]]`` patch the lab: the ``id`` of a cell
and its new ``source``, or ``old`` and ``new`` parts of it.
"""

from __future__ import annotations

import copy
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.made import answer, check, code, markdown, notebook

__all__ = ["WEAK_LABS", "WeakLab", "read_weak_labs", "sound_lab"]

WEAK_LABS = Path(__file__).resolve().parent / "golden" / "weak-labs"

_PREPARE = """\
import pandas as pd

visits = pd.DataFrame({
    "day": pd.to_datetime(["2026-04-01", "2026-04-02", "2026-04-03"]).repeat(2),
    "counter": ["tax", "pension", "tax", "pension", "tax", "pension"],
    "people": [12, 7, 30, 9, 21, 14],
    "minutes": [3.5, 8.25, 12.75, 2.5, 6.0, float("nan")],
})"""
_SHARE = """\
### BEGIN SOLUTION
of_tax = visits[visits["counter"] == "tax"]
share = of_tax["people"].sum() / visits["people"].sum()
### END SOLUTION"""
_SHARE_CHECK = """\
_tax = sum(n for n, c in zip(visits["people"], visits["counter"]) if c == "tax")
assert abs(float(share) - _tax / sum(visits["people"])) < 1e-6, "the share is another"
"""
_BUSY = '''\
def busy(table, limit):
    """Count the rows with `limit` people or more."""
    ### BEGIN SOLUTION
    return int((table["people"] >= limit).sum())
    ### END SOLUTION'''
_BUSY_CHECK = """\
assert busy(pd.DataFrame({"people": [10, 20, 30]}), 15) == 2
### BEGIN HIDDEN TESTS
_table = pd.DataFrame({"people": [10, 11, 9, 10]})
assert [busy(_table, _limit) for _limit in (9, 10, 11, 12)] == [4, 3, 1, 0]
assert busy(_table[:0], 1) == 0
### END HIDDEN TESTS"""
_MEANS = """\
### BEGIN SOLUTION
known = visits.dropna(subset=["minutes"])
by_counter = known.groupby("counter", as_index=False)
means = by_counter.agg(people=("people", "sum"), minutes=("minutes", "mean"))
### END SOLUTION"""
_MEANS_CHECK = """\
_found = {row["counter"]: row for row in means.to_dict("records")}
assert set(means.columns) == {"counter", "people", "minutes"}
assert len(means) == 2 and set(_found) == {"tax", "pension"}
assert int(_found["tax"]["people"]) == 63 and int(_found["pension"]["people"]) == 16
assert abs(_found["tax"]["minutes"] - 22.25 / 3) < 1e-6
assert abs(_found["pension"]["minutes"] - 10.75 / 2) < 1e-6
"""
_SEATS = '''\
def seats(people):
    """Return the benches of four that so many people need."""
    ### BEGIN SOLUTION
    if people < 0:
        raise ValueError("fewer than nobody")
    return -(-people // 4)
    ### END SOLUTION'''
_SEATS_CHECK = """\
assert [seats(n) for n in (0, 1, 4, 5, 8, 9)] == [0, 1, 1, 2, 2, 3]
for _bad in (-1, -4):
    try:
        seats(_bad)
    except ValueError:
        pass
    else:
        raise AssertionError("seats takes fewer than nobody")
"""
_OPENED = """\
### BEGIN SOLUTION
opened = visits[["day", "counter"]].drop_duplicates("day")
### END SOLUTION"""
_OPENED_CHECK = """\
assert sorted(one.strftime("%m-%d") for one in opened["day"]) == ["04-01", "04-02", "04-03"]
assert set(opened["counter"]) == {"tax"}
"""


def sound_lab() -> dict[str, Any]:
    """A lab in which nothing is found."""
    return notebook(
        markdown("title", "# Visits"),
        code("prepare", _PREPARE),
        markdown("q1", "## The share\n\nHow many of all `people` came to the tax counter? `share`"),
        answer("share", _SHARE),
        check("share-check", _SHARE_CHECK, 1),
        markdown("q2", "## Busy rows\n\nWrite `busy(table, limit)`."),
        answer("busy", _BUSY),
        check("busy-check", _BUSY_CHECK, 1),
        markdown("q3", "## By counter\n\n`means`: a table with `counter`, `people`, `minutes`."),
        answer("means", _MEANS),
        check("means-check", _MEANS_CHECK, 1),
        markdown("q4", "## Benches\n\nWrite `seats(people)`; fewer than 0 is a `ValueError`."),
        answer("seats", _SEATS),
        check("seats-check", _SEATS_CHECK, 1),
        markdown("q5", "## Open days\n\n`opened`: a table with a row for each day."),
        answer("opened", _OPENED),
        check("opened-check", _OPENED_CHECK, 1),
    )


@dataclass(frozen=True)
class WeakLab:
    """One weakness."""

    path: Path
    values: dict[str, Any]

    @property
    def code(self) -> str:
        """The code of the finding that refuses it."""
        return str(self.values["code"])

    def notebook(self) -> dict[str, Any]:
        """The lab with the weakness."""
        content = copy.deepcopy(sound_lab())
        cells = {cell["id"]: cell for cell in content["cells"]}
        for patch in self.values["cells"]:
            cell = cells[patch["id"]]
            assert "source" in patch or patch["old"] in cell["source"], patch
            new = cell["source"].replace(patch.get("old", ""), patch.get("new", ""), 1)
            cell["source"] = patch.get("source", new)
            cell |= patch.get("node", {})
        return content

    def keep(self, sentence: str) -> None:
        """Write the sentence into the case."""
        lines = self.path.read_text("utf-8").splitlines()
        head = [line for line in lines if not line.startswith("sentence = ")]
        at = next(n for n, line in enumerate(head) if line.startswith("item"))
        head.insert(at + 1, f"sentence = {json.dumps(sentence, ensure_ascii=False)}")
        self.path.write_text("\n".join(head) + "\n", encoding="utf-8")


def read_weak_labs() -> tuple[WeakLab, ...]:
    """Read every case, by name."""
    return tuple(
        WeakLab(path, tomllib.loads(path.read_text("utf-8")))
        for path in sorted(WEAK_LABS.glob("*.toml"))
    )
