"""A notebook is run once for the documents of one content, and again where anything is another."""

from __future__ import annotations

from pathlib import Path

import pytest

from terakoya.errors import NotebookError
from terakoya.faces.handout import build_handout
from terakoya.faces.paper import execution
from terakoya.faces.paper.kept_runs import KeptRuns, digest_of_run
from terakoya.faces.slides import build_slides
from tests.unit.faces.made_papers import make_job, write_assignment


def test_same_run_is_made_once_and_each_gets_a_copy() -> None:
    """What one document does with its outputs, no other one sees."""
    kept, runs = KeptRuns(2), iter([{1: [{"text": "first"}]}, {1: [{"text": "second"}]}])
    mine = kept.of("a", lambda: next(runs))
    mine[1][0]["text"] = "mine"
    assert kept.of("a", lambda: next(runs)) == {1: [{"text": "first"}]}


def test_run_that_fails_is_not_kept() -> None:
    """The next document tries again."""

    def fail() -> dict[int, list[object]]:
        raise NotebookError("it fails")

    kept = KeptRuns(2)
    with pytest.raises(NotebookError):
        kept.of("a", fail)
    assert kept.of("a", lambda: {1: []}) == {1: []}


def test_oldest_run_goes() -> None:
    """So many are kept as was said; what was used is young again."""
    kept = KeptRuns(2)
    for name in ("a", "b", "a", "c"):
        kept.of(name, lambda: {1: []})
    assert kept.of("a", lambda: {2: []}) == {1: []}
    assert kept.of("b", lambda: {2: []}) == {2: []}


def test_digest_tells_of_files_and_of_everything_else(tmp_path: Path) -> None:
    """Another byte, another name or another question is another run."""
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"1")
    two.write_bytes(b"2")
    asked = [({"a": one}, "x"), ({"a": two}, "x"), ({"b": one}, "x"), ({"a": one}, "y"), ({}, "x")]
    assert len({digest_of_run(files, rest) for files, rest in asked}) == len(asked)
    assert digest_of_run({"a": one}, "x") == digest_of_run({"a": one}, "x")


def test_slides_show_what_the_handout_ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both show the same cells: one run; where the notebook has changed, another one."""
    runs, real = [], execution._run
    monkeypatch.setattr(execution, "_KEPT", KeptRuns(4))
    monkeypatch.setattr(execution, "_run", lambda *a, **k: runs.append(1) or real(*a, **k))
    job = make_job(write_assignment(tmp_path / "w"))
    build_handout(job, tmp_path / "out")
    build_slides(job, tmp_path / "out")
    assert len(runs) == 1
    notebook = job.source / "tiny.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8").replace("12 * 2", "12 * 3"), "utf-8")
    build_slides(job, tmp_path / "out")
    assert len(runs) == 2
    slides = tmp_path / "out" / "tiny-slides.html"
    assert "36" in slides.read_text(encoding="utf-8")
