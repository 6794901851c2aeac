"""Text of Python's streams and what is written below them, in one order."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from terakoya_autograde.interpreter.raw_output import OutputStream, RawOutput

Ends = tuple[int, int]


@pytest.fixture
def ends() -> Iterator[Ends]:
    """A pipe."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    yield reader, writer
    os.close(reader)
    os.close(writer)


def listened(raw: RawOutput | None) -> tuple[OutputStream, list[str]]:
    """A stream and the texts that it sends."""
    sent: list[str] = []
    return OutputStream("stdout", lambda _kind, content: sent.append(content["text"]), raw), sent


def test_text_below_comes_before_what_is_written_after_it(ends: Ends) -> None:
    """The order is the program's."""
    stream, sent = listened(RawOutput(ends[0]))
    stream.write("1")
    os.write(ends[1], b"2")
    stream.write("3")
    os.write(ends[1], b"4")
    stream.flush()
    assert sent == ["1234"]


def test_half_a_character_is_waited_for_until_the_cell_ends(ends: Ends) -> None:
    """A character that comes in two parts is one; what is none is marked."""
    stream, sent = listened(RawOutput(ends[0]))
    letter = "あ".encode()
    os.write(ends[1], letter[:1])
    stream.flush()
    os.write(ends[1], letter[1:] + letter[:2])
    stream.end()
    assert sent == ["あ\ufffd"]


def test_fork_leaves_what_is_below_to_its_parent(ends: Ends) -> None:
    """A process that the learner's code forks does not take it."""
    stream, sent = listened(RawOutput(ends[0]))
    os.write(ends[1], b"kept")
    pid = os.fork()
    if pid == 0:
        stream.write("lost")
        stream.flush()
        os._exit(0)
    os.waitpid(pid, 0)
    stream.flush()
    assert sent == ["kept"]


def test_closed_pipe_is_an_empty_one() -> None:
    """The learner's code can close it: then there is nothing below."""
    reader, writer = os.pipe()
    os.close(writer)
    stream, sent = listened(RawOutput(reader))
    os.close(reader)
    stream.write("text")
    stream.end()
    assert sent == ["text"]


def test_stream_has_a_number_that_leads_nowhere() -> None:
    """Programs that ask for a descriptor get one, as in a stock kernel."""
    stream, sent = listened(None)
    os.write(stream.fileno(), b"nowhere")
    assert stream.fileno() == stream.fileno()
    stream.end()
    assert sent == []
    os.close(stream.fileno())
