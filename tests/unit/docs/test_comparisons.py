"""The comparisons that the documentation offers take nothing that is not right."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "compare-in-checks.md"
SMALLEST = np.int64(-(2**63))


@pytest.fixture(scope="module")
def offered() -> dict[str, Callable[..., Any]]:
    """The functions of the page's first block, as an author would paste them."""
    (code, *_rest) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - our own page
    return names


@pytest.mark.parametrize(
    ("found", "right"),
    [
        (SMALLEST, 0),
        (SMALLEST + np.int64(20), 20),
        (np.int8(-108), 20),
        (np.uint8(4), 5),
        (np.uint64(2**63), 0),
        (math.nan, 3),
        (3, math.nan),
        (math.inf, 3),
        (-math.inf, 3),
        (math.inf, -math.inf),
        (True, 1),
        (np.bool_(True), 1),
        ("3", 3),
        (None, 0),
        (np.array([3, 4]), 3),
        (2**70, 2**70 + 1),
        (3.2, 3),
    ],
)
def test_offered_number_takes_no_other(
    offered: dict[str, Callable[..., Any]], found: object, right: object
) -> None:
    """No type's edge, nan, infinity, truth value or text is taken for a number."""
    assert offered["same_number"](found, right, 0.1) is False


@pytest.mark.parametrize(
    ("found", "right"),
    [
        (3, 3),
        (np.int8(20), 20),
        (np.float32(0.5), 0.5),
        (3.05, 3),
        (math.nan, math.nan),
        (np.float64(math.inf), math.inf),
        (-0.0, 0),
        (10**400, 10**400),
        (np.uint64(2**63), 2**63),
    ],
)
def test_offered_number_takes_the_right_one(
    offered: dict[str, Callable[..., Any]], found: object, right: object
) -> None:
    """Whatever type a right number has, it is taken."""
    assert offered["same_number"](found, right, 0.1) is True


def test_offered_numbers_take_no_other_list(offered: dict[str, Callable[..., Any]]) -> None:
    """Not one that is short, has nan, or whose sum turns round."""
    same = offered["same_numbers"]
    right = [1, 2, 3]
    wrong = ([], [1, 2], [1, 2, math.nan], [3, 2, 1], pd.Series([2**61] * 4), [True, 2, 3])
    assert not any(same(found, right) for found in wrong)
    assert all(same(found, right) for found in (right, (1, 2, 3), np.arange(1, 4.0)))


def test_offered_text_takes_wide_letters_and_no_object(
    offered: dict[str, Callable[..., Any]],
) -> None:
    """A text may be written in wide letters; what only looks like one is none."""
    same = offered["same_text"]
    assert same(" ＡＢＣ１ ", "ABC1")
    assert not same("ABC", "abc")
    assert not same(None, "None")


def test_offered_table_takes_no_other(offered: dict[str, Callable[..., Any]]) -> None:
    """Rows, columns, order, missing cells and types have to be the same."""
    same, right = offered["same_table"], pd.DataFrame({"名": ["a", None], "x": [1.0, math.nan]})
    assert same(right.copy(), right)
    assert same(right.assign(x=right["x"] + 1e-9), right)
    others = (
        right[::-1],
        right[["x", "名"]],
        right.iloc[:1],
        right.assign(x=[math.nan, math.nan]),
        right.assign(x=[1.0, 0.0]),
        right.assign(名=["a", "b"]),
        pd.concat([right, right["x"]], axis=1),
        right.to_dict(),
    )
    assert not any(same(other, right) for other in others)
