"""What is killed here, or done twice at once, is the real thing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kept_tables import real_migrations


@pytest.fixture(scope="package", autouse=True)
def _real_migrations() -> Iterator[None]:
    """Run the migrations for each new database: their statements are moments of a kill."""
    with real_migrations():
        yield
