"""The guard lets sound notebooks through, and nothing that could hurt who reads them next."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from classroom import make_notebook, notebook_bytes

from terakoya.delivery import CollectLimits
from terakoya.delivery.guard import read_notebook
from terakoya.errors import SubmissionError

LIMITS = CollectLimits()


def _with_metadata(text: str) -> bytes:
    return notebook_bytes("a-1").replace(
        b'"metadata": {}', b'"metadata": {"x": %b}' % text.encode()
    )


def _nested(depth: int) -> bytes:
    """Return a notebook whose JSON is `depth` deep: two levels are the notebook's own."""
    return _with_metadata("[" * (depth - 2) + "]" * (depth - 2))


def test_read_notebook_sound() -> None:
    """A notebook comes back as it was."""
    assert read_notebook(notebook_bytes("a-1", "a-2"), LIMITS) == make_notebook("a-1", "a-2")


@pytest.mark.parametrize(
    "text", ['"[[[[ \\\\"', '"\\u9ad9 \\ud83d\\ude00"', "1e300", "-0.5", "9" * 100]
)
def test_read_notebook_odd_but_allowed(text: str) -> None:
    """Brackets in strings, escaped characters and large numbers are no crime, and stay."""
    found = read_notebook(_with_metadata(text), LIMITS)
    assert found["metadata"] == {"x": json.loads(text)}


def test_read_notebook_depth_at_and_beyond_the_limit() -> None:
    """100 levels pass, 101 do not, and a million exhaust no stack."""
    read_notebook(_nested(100), LIMITS)
    for depth in (101, 1_000_000):
        with pytest.raises(SubmissionError, match="more than 100 deep"):
            read_notebook(_nested(depth), LIMITS)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("9" * 101, "more than 100 digits"),
        ("9" * 5_000, "more than 100 digits"),
        ("1e400", "too large"),
        ("NaN", "NaN"),
        ('{"a": 1, "a": 1}', "occurs twice"),
        ('"\\ud800"', "half a character"),
        ('"\\uDC00 x"', "half a character"),
        ("01", "not valid JSON"),
        ('"open', "not valid JSON"),
    ],
)
def test_read_notebook_bad_json(text: str, reason: str) -> None:
    """What JSON forbids, or what another reader might choke on, is refused."""
    with pytest.raises(SubmissionError, match=reason):
        read_notebook(_with_metadata(text), LIMITS)


def test_read_notebook_cells_at_and_beyond_the_limit() -> None:
    """2,000 cells pass, 2,001 do not."""
    read_notebook(notebook_bytes(*["a"] * 2_000), LIMITS)
    with pytest.raises(SubmissionError, match="more than 2000 cells"):
        read_notebook(notebook_bytes(*["a"] * 2_001), LIMITS)


@pytest.mark.parametrize(
    "changes",
    [
        {"cells": None},
        {"cells": [1]},
        {"cells": [{"cell_type": "code"}]},
        {"cells": [{"cell_type": "code", "id": ["x"]}]},
        {"metadata": []},
        {"nbformat": True},
        {"nbformat": 4.0},
        {"nbformat": "4"},
        {"nbformat_minor": None},
        {"nbformat_minor": -1},
        {"nbformat_minor": 10**9},
        {"metadata": None},
        {"cells": [{"cell_type": "code", "id": 7, "metadata": {}, "source": "x"}]},
        {"cells": [{"cell_type": "code", "id": "設問 1", "metadata": {}, "source": "x"}]},
        {"cells": [{"cell_type": "code", "metadata": {"tags": ["a", "a"]}, "source": "x"}]},
        {"cells": [{"cell_type": "heading", "metadata": {}, "source": "x"}]},
        {"cells": [{"cell_type": "code", "metadata": [], "source": "x"}]},
        {"cells": [{"cell_type": "code", "metadata": {}, "source": {}}]},
    ],
)
def test_read_notebook_wrong_shape(changes: dict[str, Any]) -> None:
    """Every wrong shape is a refusal, never a crash."""
    with pytest.raises(SubmissionError):
        read_notebook(json.dumps(make_notebook("a-1") | changes).encode(), LIMITS)


@pytest.mark.parametrize(
    "change",
    [
        {"nbformat_minor": 4},
        {"extra": 1},
        {"cells": [{"cell_type": "code", "metadata": {}, "source": "x"}]},
        {"cells": [{"cell_type": "code", "metadata": {}, "source": "x", "outputs": [1], "x": 1}]},
        {"cells": [{"cell_type": "markdown", "metadata": {}, "source": ["a", "b"], "outputs": []}]},
    ],
)
def test_read_notebook_of_a_careless_tool(change: dict[str, Any]) -> None:
    """What grading does not read may be missing or too much; the notebook is kept as it came."""
    notebook = make_notebook("a-1") | change
    assert read_notebook(json.dumps(notebook).encode(), LIMITS) == notebook


@pytest.mark.parametrize("minor", [0, 2, 4, 5, 6])
def test_read_notebook_minor_versions(minor: int) -> None:
    """Every minor version of format 4 is read, with or without cell ids as it asks."""
    notebook = make_notebook("a-1", nbformat_minor=minor)
    if minor < 5:
        del notebook["cells"][0]["id"]
    assert read_notebook(json.dumps(notebook).encode(), LIMITS) == notebook


@pytest.mark.parametrize(
    "content",
    [b'"' + b'\\"' * 2_000_000, b'"a' * 2_000_001, b"[" * 4_000_000, b"\\" * 4_000_000],
)
def test_read_notebook_takes_time_in_proportion(content: bytes) -> None:
    """Bytes made to slow the reader down are refused within seconds."""
    start = time.process_time()
    with pytest.raises(SubmissionError):
        read_notebook(content, LIMITS)
    assert time.process_time() - start < 10


def test_read_notebook_byte_order_mark() -> None:
    """A byte order mark would trip other readers; the reason names it."""
    with pytest.raises(SubmissionError, match="byte order mark"):
        read_notebook(b"\xef\xbb\xbf" + notebook_bytes("a-1"), LIMITS)
