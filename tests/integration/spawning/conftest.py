"""One office for all of these tests: its warm parent is what takes the time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from terakoya_autograde.sandbox import sandbox_available

from tests.integration.spawning.spawning_office import SpawningOffice, run_office


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpawningOffice]:
    """A running JupyterHub with the spawner, and an office's secrets around it."""
    if not sandbox_available():
        pytest.skip("needs the sandbox: this machine does not give all of its layers")
    spoken = {"TERAKOYA_LANG": "en"}
    with run_office(
        tmp_path_factory.mktemp("office"), home_mb=40, memory_mb=600, lab_variables=spoken
    ) as running:
        yield running
