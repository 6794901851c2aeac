"""A face that another package brings: built, offered and asked like ours, harmless where broken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from configparser import ConfigParser
from functools import partial
from pathlib import Path

import pytest

from terakoya.authoring import Finding, check_assignment
from terakoya.cli.serve import LocalSite
from terakoya.errors import PluginError, UsageError
from terakoya.faces.job import FaceJob
from terakoya.faces.making import find_face, make_face
from terakoya.language import use_language
from terakoya.model.face import FACES
from terakoya.portal import OpenAccess, create_portal
from terakoya.portal.headers import PAPER_POLICY
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.records import database_url, open_database
from terakoya.workspace import Workspace
from tests.unit.faces.made_papers import make_job, write_assignment
from tests.unit.portal.conftest import Visitor

PACKAGE = Path(__file__).parents[2] / "golden" / "plugins" / "terakoya_poster"
POINTS = "terakoya_poster-1.0.dist-info/entry_points.txt"
FACE, MAKER = "__init__.py", "poster.py"
CELLS = "CellChoice(Untagged.RESULTS, frozenset({Tag.RESULT}))"
READS = "document = read_document(job, FACE)"


@pytest.fixture(scope="module")
def installed() -> Iterator[None]:
    """The package where Python finds it, as an installer leaves it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(PACKAGE)
        yield


@pytest.fixture(scope="module")
def site(installed: None, tmp_path_factory: pytest.TempPathFactory) -> LocalSite:
    """A workspace's site with every face built; nothing was wrong with any."""
    root = tmp_path_factory.mktemp("posters")
    workspace = write_assignment(root)
    database = open_database(database_url(workspace.var))
    made = LocalSite(workspace, database, port=0, sandbox=False, quiet=True)
    assert made.build() == []
    return made


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python as it is where the package is not installed."""
    monkeypatch.setattr(sys, "path", [path for path in sys.path if path != str(PACKAGE)])


@pytest.fixture
def install(without: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Install a copy of the package, in which one file says something else."""

    def put(file: str, old: str, new: str) -> Path:
        module = f"poster_{tmp_path.name}".replace("-", "_")  # a module is imported once
        home = shutil.copytree(PACKAGE, tmp_path / "installed")
        (home / "terakoya_poster").rename(home / module)
        for path in (*(home / module).glob("*.py"), home / POINTS):
            path.write_text(path.read_text("utf-8").replace("terakoya_poster", module), "utf-8")
        text = (home / module / file).read_text("utf-8")
        assert old in text
        (home / module / file).write_text(text.replace(old, new), "utf-8")
        monkeypatch.syspath_prepend(home)
        return home / module

    return put


def test_package_is_installed_by_its_entry_point() -> None:
    """What the test puts on the path is what an installer would write from its settings."""
    settings = tomllib.loads((PACKAGE / "pyproject.toml").read_text("utf-8"))
    points = ConfigParser()
    points.read(PACKAGE / POINTS)
    told = {group: dict(points[group]) for group in points.sections()}
    assert told == settings["project"]["entry-points"]


def test_foreign_face_is_built_with_what_the_notebook_gives(site: LocalSite) -> None:
    """The result on it was computed by the reference solution."""
    poster = (site.workspace.var / "papers" / "tiny-poster.svg").read_text("utf-8")
    assert poster.startswith("<svg")
    assert "答え 24" in poster
    assert "hidden-test" not in poster


def test_foreign_face_is_offered_on_the_site_in_both_languages(site: LocalSite) -> None:
    """It has its link beside ours, its own media type, and the policy of all that is handed out."""
    source = WorkspaceSite(site.workspace, site.database)
    visitor = Visitor(create_portal(source, OpenAccess(), papers=site.workspace.var / "papers"))
    for language, words in (("ja", "ポスター"), ("en", "Poster")):
        page = visitor.get("/", accept_language=language).text
        assert f'href="/papers/tiny-poster.svg">{words}' in page
        assert 'href="/papers/tiny-handout.pdf"' in page
    answer = visitor.get("/papers/tiny-poster.svg")
    assert answer.headers["content-type"].split(";")[0] == "image/svg+xml"
    assert answer.headers["content-security-policy"] == PAPER_POLICY
    assert visitor.get("/papers/tiny-poster.html").status_code == 404


def test_face_of_a_package_that_is_gone_is_offered_no_more(without: None, tmp_path: Path) -> None:
    """The control: without the package, what it made is no paper."""
    workspace = write_assignment(tmp_path)
    (workspace.var / "papers").mkdir(parents=True)
    (workspace.var / "papers" / "tiny-poster.svg").write_text("<svg/>", "utf-8")
    source = WorkspaceSite(workspace, open_database(database_url(workspace.var)))
    visitor = Visitor(create_portal(source, OpenAccess(), papers=workspace.var / "papers"))
    assert "poster" not in visitor.get("/").text
    assert visitor.get("/papers/tiny-poster.svg").status_code == 404
    with pytest.raises(UsageError):
        find_face("poster")


def test_foreign_face_is_listed_by_the_help_of_build() -> None:
    """A fresh command line names it."""
    program = "from terakoya.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "build", "--help"],
        env=os.environ | {"PYTHONPATH": str(PACKAGE), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "handout, refresher, slides, poster" in done.stdout


def test_cells_kept_to_a_foreign_face_are_not_released(installed: None, tmp_path: Path) -> None:
    """A configuration that would let them out is found, whatever face they are kept to."""
    workspace = write_assignment(tmp_path)
    crowd(workspace)
    found = [entry for entry in look_at(workspace, "structure") if entry.code == "TK324"]
    assert len(found) == 8
    assert all("tagged poster-only" in entry.what for entry in found)


def test_gate_asks_what_a_foreign_face_asks(installed: None, tmp_path: Path) -> None:
    """The finding has its place, and words in both languages."""
    workspace = write_assignment(tmp_path)
    assert look_at(workspace, "poster") == ()
    crowd(workspace)
    with use_language("en"):
        (finding,) = look_at(workspace, "poster")
    assert finding.sentence == (
        "source/tiny/tiny.ipynb, cell 8: The poster has no room for it. Show fewer cells."
    )


def look_at(workspace: Workspace, group: str) -> tuple[Finding, ...]:
    """What a group of checks finds in the assignment, where nothing else is missing."""
    (workspace.source("tiny") / "make_data.py").write_text("", "utf-8")
    return check_assignment(
        workspace, workspace.read_assignment("tiny"), [group], lambda _label: None
    )


def crowd(workspace: Workspace) -> None:
    """Show more on the poster than it has room for."""
    path = workspace.source("tiny") / "tiny.ipynb"
    text = '{"cell_type": "markdown", "id": "%s", "metadata": {"tags": ["poster-only"]}, '
    text += '"source": "%s"}, '
    more = "".join(text % (f"more-{number}", number) for number in range(8))
    path.write_text(path.read_text("utf-8").replace('"cells": [', f'"cells": [{more}'), "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (FACE, "protocol=1", "protocol=2", "made for version 2"),
        (FACE, 'name="poster"', 'name="big-poster"', "must match"),
        (FACE, '"svg", "image', '"../svg", "image', "must match"),
        (FACE, '"image/svg+xml"', '"text/html\\r\\nX: y"', "must match"),
        (FACE, "protocol=1", "protocol=1, holes=4", "unexpected keyword argument 'holes'"),
        (FACE, "files=(", "applies=True, files=(", "applies is of the type bool"),
        (FACE, 'FaceFile("svg", "image/svg+xml", ', "('svg', ", "files is of the type tuple"),
        (FACE, CELLS, "5", "cells is of the type int"),
        (FACE, 'Text(ja="ポスター", en="Poster")', '"Poster"', "words is of the type str"),
        (FACE, "files=(", "makes='app', files=(", "no face but the app"),
        (FACE, 'build="', 'build="no_such_library.', "No module named 'no_such_library'"),
        (FACE, 'build_poster"', 'no_such_function"', "no_such_function"),
        (FACE, CELLS, "'x'", "cells like x"),
        (FACE, "files=(", "makes='film', files=(", "'film' is not a valid Made"),
        (MAKER, READS, "raise KeyError(3)", "It failed: KeyError: 3"),
        (MAKER, READS, "return", "made –, not tiny-poster.svg"),
        (
            MAKER,
            READS,
            "return (folder / 'tiny-handout.pdf').write_text('')",
            "made tiny-handout.pdf, not tiny-poster.svg",
        ),
    ],
)
def test_broken_face_is_one_sentence_and_costs_no_other_face(
    install: Callable[..., Path], tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    """It names the package; nothing of the face is there, and ours are found as ever."""
    install(file, old, new)
    job = make_job(write_assignment(tmp_path / "w"))
    with pytest.raises(PluginError) as refused:
        make_face(job, "poster", tmp_path / "out")
    assert refused.value.sentence.startswith("Plug-in poster of terakoya-poster 1.0: ")
    assert said in refused.value.sentence
    assert "\n" not in refused.value.sentence
    assert not (tmp_path / "out").exists()
    assert find_face("handout").name == "handout"
    assert set(FACES.load().parts) - {"poster"} == {
        "app",
        "exercise",
        "handout",
        "refresher",
        "slides",
    }


def test_change_of_the_package_makes_its_face_anew(
    install: Callable[..., Path], tmp_path: Path
) -> None:
    """The same again makes nothing; another line of the package's code does."""
    package = install(MAKER, READS, "return write(job, folder)")
    maker = package / MAKER
    text = maker.read_text("utf-8")
    line = '(folder / job.file_name(FACE.name, "svg")).write_text("one")'
    maker.write_text(f"{text}\n\ndef write(job, folder):\n    {line}\n", "utf-8")
    job = make_job(write_assignment(tmp_path / "w"))
    built = [make_face(job, "poster", tmp_path / "out").built for _time in range(2)]
    maker.write_text(maker.read_text("utf-8") + "# another\n", "utf-8")
    assert [*built, make_face(job, "poster", tmp_path / "out").built] == [True, False, True]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own faces without a kernel: each makes its files, empty."""

    def write(face: str, forms: Sequence[str], job: FaceJob, folder: Path) -> None:
        for form in forms:
            (folder / job.file_name(face, form)).write_text("", "utf-8")

    for face, forms in (("handout", ("pdf", "html")), ("slides", ("html",))):
        name = f"terakoya.faces.{face}.{face}.build_{face}"
        monkeypatch.setattr(name, partial(write, face, forms))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((FACE, "protocol=1", "protocol=2"), "made for version 2"),
        ((FACE, "files=(", "applies=lambda assignment: 1 / 0, files=("), "ZeroDivisionError"),
        ((MAKER, READS, "1 / 0"), "ZeroDivisionError"),
    ],
)
@pytest.mark.usefixtures("quick")
def test_broken_face_keeps_no_site_from_being_served(
    install: Callable[..., Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: tuple[str, str, str],
    said: str,
) -> None:
    """It is said once, whoever asks has no problem to solve first, and our faces are made."""
    install(*change)
    workspace = write_assignment(tmp_path / "w")
    database = open_database(database_url(workspace.var))
    site = LocalSite(workspace, database, port=0, sandbox=False, quiet=True)
    assert site.build() == []
    assert len(list((workspace.var / "papers").iterdir())) == 3
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "Plug-in" in line]
    assert said in line
