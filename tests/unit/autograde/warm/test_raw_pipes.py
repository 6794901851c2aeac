"""The grader reads of a child's pipes what the child is late to read, and never waits."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from terakoya_autograde.warm.raw_pipes import RawPipes


@pytest.fixture
def pipes() -> Iterator[RawPipes]:
    """Two pipes whose ends nobody has taken away."""
    made = RawPipes()
    yield made
    made.close()


def test_pipe_that_is_not_full_is_left_to_the_child(pipes: RawPipes) -> None:
    """The child knows where it belongs."""
    os.write(pipes.ends[1], b"x" * 1000)
    assert list(pipes.take()) == []
    assert os.read(pipes.ends[0], 2000) == b"x" * 1000


def test_pipe_that_is_filling_is_read(pipes: RawPipes) -> None:
    """Somebody who writes on and on goes on."""
    os.set_blocking(pipes.ends[3], False)
    written = sum(os.write(pipes.ends[3], b"x" * 4096) for _ in range(40))
    taken = list(pipes.take())
    assert [name for name, _text in taken] == ["stderr"]
    assert 0 < len(taken[0][1]) <= written


def test_last_words_are_read(pipes: RawPipes) -> None:
    """Where the child is no more, all of it is wanted."""
    os.write(pipes.ends[1], "終わり".encode())
    assert list(pipes.take(rest=True)) == [("stdout", "終わり")]


def test_grader_does_not_wait_though_the_child_wants_it_to(pipes: RawPipes) -> None:
    """Whether a read waits is the grader's own to say."""
    os.set_blocking(pipes.ends[0], True)
    with pytest.raises(BlockingIOError):
        os.read(pipes._readers[0], 1)
    assert list(pipes.take(rest=True)) == []
