"""The commands of the first page and of the tutorial are run for real, as they stand.

Those of the first page are started one by one; the others are forked (`tests/warm_commands.py`).
"""

from __future__ import annotations

import json
import shlex
import subprocess
import tempfile
import zipfile
from pathlib import Path

import pytest

from tests.stock_programs import stock_environment
from tests.unit.docs.pages import ROOT, commands, read_page
from tests.warm_commands import run_warm_script

ROSTER = """\
職員番号,氏名,所属コード,所属,職位,階層,メール
00101,髙橋 一郎,010100,総務課,主任,実務リーダー,s00101@city.example.jp
"""


def _script(page: str) -> str:
    """Return a page's commands as one shell script that stops at the first failure."""
    wanted = [entry for entry in commands(read_page(page)) if not entry.startswith("make ")]
    return "set -eu\n" + "\n".join(wanted) + "\n"


def _run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a script whose commands are forked from one that has imported them all."""
    environment = stock_environment() | {"TERAKOYA_LANG": "en"}
    with tempfile.TemporaryDirectory(prefix="programs-") as programs:
        return run_warm_script(script, folder, environment, Path(programs))


def _run_as_installed(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-c", script],
        cwd=folder,
        env=stock_environment() | {"TERAKOYA_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A folder with what the first page takes for granted: a roster and a zip of notebooks."""
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="cp932")
    handed_in = ROOT / "source" / "counter-waiting" / "counter-waiting.ipynb"
    with zipfile.ZipFile(tmp_path / "handed-in.zip", "w") as archive:
        archive.write(handed_in, "00101/counter-waiting.ipynb")
    return tmp_path


def test_first_page_commands(office: Path) -> None:
    """The tour of README.md works from its first line to its last."""
    done = _run_as_installed(_script("README.md"), office)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (office / "my-city" / "grades.xlsx").read_bytes().startswith(b"PK")
    assert (office / "my-city" / "apps" / "population-ageing").is_dir()


@pytest.fixture(scope="module")
def tutorial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the tutorial was done: the same commands stand on its Japanese page."""
    folder = tmp_path_factory.mktemp("tutorial")
    done = _run(_script("docs/tutorial/first-cohort.md"), folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_tutorial_commands(tutorial: Path) -> None:
    """The tutorial gives what it says: no points for the blank notebook, all for the solution."""
    export = _run("terakoya export grades 2027-spring --json", tutorial / "my-city")
    rows = {(row["Staff number"], row["Assignment"]): row for row in json.loads(export.stdout)}
    blank = rows["00101", "counter-waiting"]
    solution = rows["00102", "counter-waiting"]
    assert blank["Score"] == 0
    assert solution["Score"] == solution["Full score"] > 0


def test_backup_commands(tutorial: Path) -> None:
    """What is put back has the same grades, and nothing of it has to be graded again."""
    said = _run("terakoya export grades 2027-spring --json", tutorial / "my-city")
    done = _run(_script("docs/how-to/back-up-and-restore.md"), tutorial / "my-city")
    assert done.returncode == 0, done.stdout + done.stderr
    again = _run("terakoya export grades 2027-spring --json", tutorial / "restored")
    assert json.loads(again.stdout) == json.loads(said.stdout) != []
    assert "Nothing new to grade." in done.stdout
    left = {path.name for path in (tutorial / "my-city" / "var").iterdir()}
    left -= {path.name for path in (tutorial / "restored" / "var").iterdir()}
    # what is made again, and only where it was made; and the lock that a backup asks by
    assert left <= {"checked", "prepared", ".standstill.lock"}


def test_nbgrader_course_commands(tmp_path: Path) -> None:
    """An nbgrader course is graded, graded again and given back to nbgrader, as the page says."""
    page = "docs/how-to/terakoya-autograde.md"
    done = _run(_script(page), tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ps1: 1 graded, 0 failed, 0 skipped" in done.stderr
    assert "ps1: 0 graded, 0 failed, 1 skipped" in done.stderr
    assert "ps1,,,bitdiddle,,,,0.0,0.0,0.0,13.0" in done.stdout
    assert (tmp_path / "course101" / "autograded" / "bitdiddle" / "ps1").is_dir()
    assert not (tmp_path / "course101" / ".terakoya-autograde").exists()


def test_author_commands(tmp_path: Path) -> None:
    """A newcomer's lab waits for its author's texts alone, and is good when they are written."""
    said = [*commands(read_page("docs/how-to/author-an-assignment.md"))]
    assert [line.split()[1] for line in said] == [
        "init",
        "my-city",
        "new",
        "check",
        "check",
        "release",
    ]
    begun = _run("\n".join(["set -eu", *said[:4]]), tmp_path)
    assert begun.returncode == 1, begun.stdout + begun.stderr
    findings = [line.split()[0] for line in begun.stdout.splitlines() if line.startswith("  TK")]
    assert set(findings) == {"TK104"}
    folder = tmp_path / "my-city" / "source" / "waste-sorting"
    for name in ("assignment.toml", "waste-sorting.ipynb"):
        text = (folder / name).read_text("utf-8")
        (folder / name).write_text(text.replace("✎ ", ""), encoding="utf-8")
    done = _run("\n".join(["set -eu", *said[4:]]), tmp_path / "my-city")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "my-city" / "release" / "waste-sorting" / "waste-sorting.ipynb").is_file()


def test_script_control(tmp_path: Path) -> None:
    """A command that fails in the middle fails the whole script."""
    script = "set -eu\nterakoya cohort list\necho never\n"
    done = _run(script, tmp_path)
    assert done.returncode == 1
    assert "never" not in done.stdout


def test_commands_are_of_terakoya_or_the_shell() -> None:
    """The pages show no command that a newcomer does not have."""
    known = {"terakoya", "cat", "cd", "cp", "ls", "make", "mkdir"}
    for page in ("README.md", "README.ja.md", "docs/tutorial/first-cohort.md", "CONTRIBUTING.md"):
        assert {shlex.split(line)[0] for line in commands(read_page(page))} <= known
