"""What happened to cells of submissions and costs points, in lines for the instructor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from terakoya_autograde.model import FlagKind
from terakoya_autograde.notebooks.given import find_items
from terakoya_autograde.notebooks.master import Master

__all__ = ["list_notes"]

_WORDS = {
    FlagKind.MISSING: "is not in the notebook",
    FlagKind.MERGED: "was merged with another cell",
    FlagKind.DUPLICATE: "is there several times",
    FlagKind.MOVED: "stands behind its check",
    FlagKind.CHANGED: "was changed",
}


def list_notes(master: Master, records: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield a line for each cell that costs an item points, or leaves it to a person.

    Args:
        records: student → what was kept of the submission.
    """
    for student, record in sorted(records.items()):
        for notebook, told in record["notebooks"].items():
            known = master.notebooks[notebook]
            for kind, cell, detail in told["flags"]:
                if kind not in _WORDS or cell not in known.cells:
                    continue
                items = [name for name in find_items(known, cell) if _loses(told["cells"][name])]
                if items:
                    more = f" ({detail})" if detail else ""
                    where = f"{student}/{notebook}.ipynb, {', '.join(items)}"
                    yield f"{where}: the cell {cell} {_WORDS[FlagKind(kind)]}{more}"


def _loses(cell: Mapping[str, Any]) -> bool:
    return cell["score"] is None or cell["score"] < cell["points"]
