"""What a page may ask: strictly read, and bounded before anything is made of it."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.faces.app.live import questions
from terakoya.faces.app.live.questions import (
    BadQuestionError,
    ChangeWidget,
    DrawPicture,
    SaveTable,
    SetValues,
    TooLargeError,
    read_question,
)

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)
KEYS = st.sampled_from(["n", "set", "model", "state", "custom", "table", "form", "svg", "place"])


@pytest.mark.parametrize(
    ("message", "read"),
    [
        ('{"n": 1, "set": {"町": "x", "年": 3}}', SetValues(n=1, set={"町": "x", "年": 3})),
        ('{"n": 2, "model": "m", "state": {"value": [1]}}',) * 2,
        ('{"n": 3, "table": [["a"]], "form": "xlsx"}',) * 2,
        ('{"svg": "cell"}', DrawPicture(svg="cell")),
    ],
)
def test_question_is_one_of_four_kinds(message: str, read: object) -> None:
    """What a page asks is told apart by what it names, as text or as bytes."""
    question = read_question(message)
    assert question == read_question(message.encode())
    if isinstance(read, str):
        kind = ChangeWidget if "model" in read else SaveTable
        assert type(question) is kind
    else:
        assert question == read


@given(st.dictionaries(KEYS, PLAIN, max_size=4) | PLAIN)
def test_whatever_is_sent_is_read_or_refused(sent: object) -> None:
    """There is no third way: nothing else comes out of it, whatever a page makes up."""
    try:
        question = read_question(json.dumps(sent))
    except BadQuestionError as error:
        assert error.n is None or error.n >= 0
    else:
        assert isinstance(question, SetValues | ChangeWidget | SaveTable | DrawPicture)


@given(st.binary(max_size=60))
def test_bytes_that_mean_nothing_are_refused(sent: bytes) -> None:
    """A page may send bytes, and they need not be text."""
    with pytest.raises(BadQuestionError):
        read_question(sent)


def test_number_of_a_bad_question_is_told() -> None:
    """So that the page knows which of its questions is refused."""
    with pytest.raises(BadQuestionError) as caught:
        read_question('{"n": 7, "set": 5}')
    assert caught.value.n == 7


@pytest.mark.parametrize(
    "message",
    [
        json.dumps({"n": 1, "model": "m", "state": {"value": "x" * 2**20}}),
        json.dumps({"n": 1, "table": [["x" * 2**24]], "form": "xlsx"}),
        json.dumps({"n": 1, "table": [[]] * 2**21, "form": "xlsx"}, separators=(",", ":")),
    ],
)
def test_question_that_is_too_large_takes_no_memory(message: str) -> None:
    """It is refused by its size, and by what would become of it, before it is decoded."""
    data = message.encode()
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError):
            read_question(data)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * questions.BIGGEST_QUESTION


def test_table_may_be_large() -> None:
    """Control: what people save is far below the bounds."""
    rows = [["12,345"] * 20] * 10_000
    question = read_question(json.dumps({"n": 1, "table": rows, "form": "csv-utf8"}))
    assert isinstance(question, SaveTable)
