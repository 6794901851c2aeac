"""Assignments are prepared here again and again: their warm parents are forked from warm ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.warm_parents import real_parents, warm_parents


@pytest.fixture(scope="package", autouse=True)
def _warm_parents() -> Iterator[None]:
    """Let nobody import pandas once more for each assignment."""
    with warm_parents():
        yield


@pytest.fixture(scope="module")
def started_parents() -> Iterator[None]:
    """Start each warm parent of a module as the engine does: what starts is what it is about."""
    with real_parents():
        yield
