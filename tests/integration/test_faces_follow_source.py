"""One notebook, every face: a change of one sentence and one number shows in all of them."""

from __future__ import annotations

import io
import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from terakoya_autograde.sandbox import sandbox_available

from terakoya.cli.faces import FACES, find_maker
from terakoya.faces.cache import build_face
from terakoya.faces.job import BuildOptions, FaceJob
from terakoya.workspace import Workspace

LAB = "counter-waiting"
SENTENCE = ("平均だけでは、この違いが見えません。", "平均だけでは、けっして分かりません。")
NUMBER = ("10人に1人は30分より長く", "17人に1人は30分より長く")


@pytest.fixture
def workspace(tmp_path: Path, repository: Path) -> Workspace:
    """A copy of the lab in a workspace of its own."""
    shutil.copytree(repository / "source" / LAB, tmp_path / "source" / LAB)
    shutil.copyfile(repository / "nbgrader_config.py", tmp_path / "nbgrader_config.py")
    (tmp_path / "courses").mkdir()
    return Workspace(tmp_path)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of the whole project."""
    return Path(__file__).parents[2]


def text_of(folder: Path, face: str, workspace: Workspace) -> str:
    """Build a face and return all its text, without spaces."""
    options = BuildOptions(sandbox=sandbox_available())
    job = FaceJob(workspace, LAB, options, date(2026, 11, 23))
    built = build_face(job, face, find_maker(face), folder)
    files = [
        path for root in built.paths for path in (root.rglob("*") if root.is_dir() else [root])
    ]
    return "".join("".join(_read(path).split()) for path in files if path.is_file())


def _read(path: Path) -> str:
    if path.suffix == ".pdf":
        pages = PdfReader(io.BytesIO(path.read_bytes())).pages
        return "".join(page.extract_text() for page in pages)
    if path.suffix == ".ipynb":
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return "".join("".join(cell["source"]) for cell in cells)
    return path.read_text(encoding="utf-8") if path.suffix == ".html" else ""


@pytest.mark.parametrize("face", [face for face in FACES if face != "refresher"])
def test_change_of_the_source_shows_in_the_face(
    workspace: Workspace, tmp_path: Path, face: str
) -> None:
    """The old words are there before, the new ones after; nobody has to clear a cache."""
    before = text_of(tmp_path / "out", face, workspace)
    path = workspace.source(LAB) / f"{LAB}.ipynb"
    source = path.read_text(encoding="utf-8")
    for old, new in (SENTENCE, NUMBER):
        assert source.count(old) == 1
        assert old in before
        source = source.replace(old, new)
    path.write_text(source, encoding="utf-8")
    after = text_of(tmp_path / "out", face, workspace)
    for old, new in (SENTENCE, NUMBER):
        assert old not in after
        assert new in after
