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
from terakoya.faces.app.live.stage import Stage, StageState
from terakoya.model.settings import AppSettings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An app's notebook, alone in its folder."""
    file = tmp_path / "app" / "app.ipynb"
    file.parent.mkdir()
    nbformat.write(new_notebook(cells=[new_code_cell("1")]), file)
    return file


def make_stage(path: Path, error: Exception, clock: Callable[[], float]) -> Stage:
    """An app whose kernels cannot be had."""

    def kernels() -> PreparedKernels:
        raise error

    return Stage(path, kernels, AppSettings(), clock)


@pytest.mark.parametrize(
    "error", [WorkerError("foreseen"), OSError("foreseen"), RuntimeError("no"), KeyError("comm_id")]
)
def test_app_whose_preparation_breaks_has_failed(path: Path, error: Exception) -> None:
    """Also where nobody foresaw how; and it is tried again after a while."""
    now = [0.0]
    stage = make_stage(path, error, lambda: now[0])
    stage.prepare()
    assert stage.state is StageState.FAILED
    assert not stage.is_due()
    now[0] += AppSettings().retry_seconds + 1
    assert stage.is_due()


def test_app_whose_folder_goes_meanwhile_has_failed(path: Path) -> None:
    """A folder that is replaced just now is nothing to look at; later it is."""
    stage = make_stage(path, RuntimeError("not reached"), time.monotonic)
    path.unlink()
    path.parent.rmdir()
    stage.prepare()
    assert stage.state is StageState.FAILED


@pytest.mark.parametrize("text", ["", "[]", "7", "{}", '{"cells": 5}', '{"cells": [5]}', "\0"])
def test_file_that_is_no_notebook_is_told_as_such(path: Path, text: str) -> None:
    """Whatever stands in it; the page of an app that waits can show its title all the same."""
    path.write_text(text)
    with pytest.raises(NotebookError):
        read_app(path)
    assert make_stage(path, RuntimeError(), time.monotonic).title == "app"
