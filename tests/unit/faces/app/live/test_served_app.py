"""An app's preparation: however it ends, it ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from terakoya_autograde.errors import WorkerError
from terakoya_autograde.kernels.prepared_kernels import PreparedKernels

from terakoya.errors import NotebookError
from terakoya.faces.app.live.notebook import read_app
from terakoya.faces.app.live.served_app import AppState, ServedApp
from terakoya.model.settings import AppSettings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An app's notebook, alone in its folder."""
    file = tmp_path / "app" / "app.ipynb"
    file.parent.mkdir()
    nbformat.write(new_notebook(cells=[new_code_cell("1")]), file)
    return file


def make_served(path: Path, error: Exception, clock: Callable[[], float]) -> ServedApp:
    """An app whose kernels cannot be had."""

    def kernels() -> PreparedKernels:
        raise error

    return ServedApp(path, kernels, AppSettings(), clock)


@pytest.mark.parametrize(
    "error", [WorkerError("foreseen"), OSError("foreseen"), RuntimeError("no"), KeyError("comm_id")]
)
def test_app_whose_preparation_breaks_has_failed(path: Path, error: Exception) -> None:
    """Also where nobody foresaw how; and it is tried again after a while."""
    now = [0.0]
    served = make_served(path, error, lambda: now[0])
    served.prepare()
    assert served.state is AppState.FAILED
    assert not served.is_due()
    now[0] += AppSettings().retry_seconds + 1
    assert served.is_due()


def test_app_whose_folder_goes_meanwhile_has_failed(path: Path) -> None:
    """A folder that is replaced just now is nothing to look at; later it is."""
    served = make_served(path, RuntimeError("not reached"), time.monotonic)
    path.unlink()
    path.parent.rmdir()
    served.prepare()
    assert served.state is AppState.FAILED


@pytest.mark.parametrize("text", ["", "[]", "7", "{}", '{"cells": 5}', '{"cells": [5]}', "\0"])
def test_file_that_is_no_notebook_is_told_as_such(path: Path, text: str) -> None:
    """Whatever stands in it; the page of an app that waits can show its title all the same."""
    path.write_text(text)
    with pytest.raises(NotebookError):
        read_app(path)
    assert make_served(path, RuntimeError(), time.monotonic).title == "app"
