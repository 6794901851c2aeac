"""Which cell of the author's notebook a finding names."""

from __future__ import annotations

from typing import Any

import pytest

from terakoya.authoring.checks.released.model_solution import find_cell
from tests.made import answer, code, markdown


def bare(cell: dict[str, Any]) -> dict[str, Any]:
    """The cell without its id."""
    return {key: value for key, value in cell.items() if key != "id"}


SOURCE = [markdown("a", "# 題"), answer("b", "x = 1"), code("c", "y = 2"), code("d", "y = 2")]


@pytest.mark.parametrize(
    ("ended", "number"),
    [
        (SOURCE[2], 3),
        (bare(answer("b", "x = 0")), 2),
        (bare(code("", "y = 2\n")), None),
        (bare(markdown("", ["# ", "題"])), 1),  # type: ignore[arg-type]
        (code("z", "elsewhere"), None),
    ],
)
def test_cell_is_named_by_id_then_by_nbgraders_name_then_by_its_text(
    ended: dict[str, Any], number: int | None
) -> None:
    """Never by a guess: two cells alike are none."""
    assert find_cell(SOURCE, ended) == number
    old = [bare(cell) for cell in SOURCE]
    if number != 3:
        assert find_cell(old, bare(ended)) == number
