"""Building a face only where something changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from terakoya.errors import NotebookError
from terakoya.faces.cache import KEPT, BuiltFace, build_face, digest_of
from terakoya.faces.job import FaceJob
from tests.unit.faces.made_papers import make_job, write_assignment


class Maker:
    """Writes one file and counts how often it was asked."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, job: FaceJob, folder: Path) -> None:
        """Write the notebook's text."""
        self.calls += 1
        text = (job.source / "tiny.ipynb").read_text(encoding="utf-8")
        (folder / "tiny-made.txt").write_text(text, encoding="utf-8")


def build(job: FaceJob, make: Maker, to: Path) -> BuiltFace:
    """Build the made face."""
    return build_face(job, "made", make, to)


def test_same_again_makes_and_changes_nothing(tmp_path: Path) -> None:
    """The second time nothing is made, and nothing that lies there is touched."""
    job, make = make_job(write_assignment(tmp_path / "w")), Maker()
    first = build(job, make, tmp_path / "out")
    stamp = (tmp_path / "out" / "tiny-made.txt").stat().st_mtime_ns
    second = build(job, make, tmp_path / "out")
    assert (first.built, first.changed, second.built, second.changed) == (True, True, False, False)
    assert make.calls == 1
    assert (tmp_path / "out" / "tiny-made.txt").stat().st_mtime_ns == stamp


def test_change_of_source_or_options_makes_anew(tmp_path: Path) -> None:
    """A data file, the notebook, the manifest and each option count; the sandbox does not."""
    workspace = write_assignment(tmp_path / "w")
    job = make_job(workspace)
    digests = {digest_of(job, "made"), digest_of(job, "other")}
    digests |= {digest_of(make_job(workspace, **{name: True}), "made") for name in ("code",)}
    digests |= {digest_of(make_job(workspace, language="en"), "made")}
    (job.source / "data" / "towns.csv").write_text("町,人数\n", encoding="utf-8")
    assert len(digests | {digest_of(job, "made")}) == 5
    assert digest_of(make_job(workspace, sandbox=True), "made") == digest_of(job, "made")


def test_change_of_the_configuration_makes_anew(tmp_path: Path) -> None:
    """Marks and stubs are in what is made; without any configuration there is a digest, too."""
    workspace = write_assignment(tmp_path / "w")
    job, make = make_job(workspace), Maker()
    config = workspace.root / "nbgrader_config.py"
    texts = ["c = get_config()\n", "c = get_config()\nc.ClearSolutions.code_stub = {}\n"]
    built = []
    for text in (*texts, texts[0]):
        config.write_text(text, encoding="utf-8")
        built.append(build(job, make, tmp_path / "out").built)
    config.unlink()
    assert [*built, build(job, make, tmp_path / "out").built] == [True, True, False, True]


def test_spoilt_copy_is_put_right_from_the_cache(tmp_path: Path) -> None:
    """What was built is put back where somebody changed or deleted the copy."""
    job, make = make_job(write_assignment(tmp_path / "w")), Maker()
    build(job, make, tmp_path / "out")
    (tmp_path / "out" / "tiny-made.txt").write_text("spoilt", encoding="utf-8")
    again = build(job, make, tmp_path / "out")
    assert (again.built, again.changed) == (False, True)
    assert "spoilt" not in (tmp_path / "out" / "tiny-made.txt").read_text(encoding="utf-8")


def test_failed_build_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """A maker that fails half-way leaves neither a half-made cache nor a changed folder."""

    def fail(_job: FaceJob, folder: Path) -> None:
        (folder / "half.txt").write_text("half", encoding="utf-8")
        raise NotebookError("no")

    job = make_job(write_assignment(tmp_path / "w"))
    with pytest.raises(NotebookError):
        build_face(job, "made", fail, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert build(job, Maker(), tmp_path / "out").built


def test_old_builds_are_dropped(tmp_path: Path) -> None:
    """The cache does not grow without end."""
    job = make_job(write_assignment(tmp_path / "w"))
    for number in range(KEPT + 3):
        (job.source / "data" / "towns.csv").write_text(str(number), encoding="utf-8")
        build(job, Maker(), tmp_path / "out")
    assert len(list((job.workspace.var / "faces" / "made" / "tiny").iterdir())) == KEPT
