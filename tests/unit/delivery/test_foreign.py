"""Sources that other packages bring: used like ours, and harmless where they are broken."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from classroom import Classroom, notebook_bytes
from typer.testing import CliRunner, Result

from terakoya.cli.main import app
from terakoya.delivery.layouts import addressee, is_dated_by_download
from terakoya.errors import PluginError, UsageError

PACKAGE = Path(__file__).parents[2] / "golden" / "plugins" / "terakoya_tar"
NAME = "【00101】one.ipynb"
MARCH = 1_772_323_200  # 2026-03-01

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put the package where Python finds it, as an installer leaves it, with changed text."""

    def put(old: str = "", new: str = "") -> None:
        home = tmp_path / "installed"
        shutil.copytree(PACKAGE, home)
        module = f"tar_{abs(hash(home))}"  # a module is imported once
        text = (home / "terakoya_tar.py").read_text(encoding="utf-8")
        assert old in text
        (home / f"{module}.py").write_text(text.replace(old, new), encoding="utf-8")
        points = home / "terakoya_tar-1.0.dist-info" / "entry_points.txt"
        points.write_text(points.read_text().replace("terakoya_tar:", f"{module}:"))
        monkeypatch.syspath_prepend(home)

    return put


def archive(path: Path, *files: tuple[str, bytes], moment: int = MARCH) -> Path:
    """Write a tar archive of these files."""
    with tarfile.open(path, "w") as made:
        for name, content in files:
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(content), moment
            made.addfile(member, io.BytesIO(content))
    return path


def run_collect(room: Classroom, source: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    """Run the command as a person does."""
    monkeypatch.chdir(room.workspace.root)
    words = ["collect", "spring", "--from", str(source), "--json"]
    return CliRunner().invoke(app, words)


def test_source_of_another_package_is_used(
    classroom: Classroom, inbox: Path, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`terakoya collect` takes its archive, and reads in its way whose each file is."""
    install()
    files = ((NAME, notebook_bytes("a-1", "a-2")), ("【田中】two.ipynb", notebook_bytes("b-1")))
    beside = ("【00101】own.csv", b"1")
    done = run_collect(classroom, archive(inbox / "all.tar", *files, beside), monkeypatch)
    report = json.loads(done.stdout)
    (taken,) = report["accepted"]
    assert (taken["learner"], taken["files"]) == ("00101", ["one.ipynb", "own.csv"])
    assert taken["submitted_at"].startswith("2026-03-01")
    assert [each["who"] for each in report["refused"]] == ["田中"]


def test_naming_of_another_package_counts_wherever_its_files_lie(
    classroom: Classroom, inbox: Path, install: Install
) -> None:
    """Unpacked into a folder they are still read in its way; their dates are those it tells of."""
    (inbox / NAME).write_bytes(notebook_bytes("a-1", "a-2"))
    assert len(classroom.collect(inbox).refused) == 1  # control: nobody knows such names
    install()
    assert [each.learner_id for each in classroom.collect(inbox).accepted] == ["00101"]
    assert is_dated_by_download("【00101】")
    assert addressee("髙橋_7_assignsubmission_file") == "7"


def test_archive_without_the_package_is_refused(
    classroom: Classroom, inbox: Path, install: Install
) -> None:
    """The control; with it, the refusal of another file names the package's kind, too."""
    path = archive(inbox / "all.tar", (NAME, notebook_bytes("a-1")))
    with pytest.raises(UsageError, match="neither a folder nor a zip") as refused:
        classroom.collect(path)
    assert "tar archive" not in refused.value.sentence
    install()
    with pytest.raises(UsageError, match="also takes: a tar archive"):
        classroom.collect(path.rename(inbox / "all.rar"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("return Listing(", "raise KeyError('a')\n        return Listing(", "KeyError: 'a'"),
        ("return Listing(", "return 'x' or Listing(", "gives a str where a Listing"),
        ("tuple(map(self.entry, files))", "'abc'", "AttributeError"),
        ("mtime, UTC)", "mtime)", "one.ipynb has no date with a time zone"),
        ("return Tar(", "1 / 0\n        return Tar(", "ZeroDivisionError"),
        ("self.archive.close()", "return self.archive.close() or 1", "a int where a NoneType"),
        ("return Reading(", "return 'x' or Reading(", "gives a str where a Reading"),
        ("return Reading(", "1 / 0\n        return Reading(", "ZeroDivisionError"),
    ],
)
def test_source_that_fails_is_one_sentence(
    classroom: Classroom, inbox: Path, install: Install, old: str, new: str, said: str
) -> None:
    """It names the source and its package; nothing was taken."""
    install(old, new)
    path = archive(inbox / "all.tar", (NAME, notebook_bytes("a-1", "a-2")))
    with pytest.raises(PluginError, match=said) as refused:
        classroom.collect(path)
    assert refused.value.sentence.startswith("Source tar of terakoya-tar 1.0: ")
    assert "Nothing was taken" in refused.value.sentence


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("【00101】/../one.ipynb", "", "", "leads out of its folder"),
        ("【00101】one\u202e.ipynb", "", "", "cannot be seen|reverses|direction"),
        (NAME, ".read()", ".read() + bytes(11 * 2**20)", "larger than 10 MB"),
    ],
)
def test_file_of_another_source_is_looked_at_like_ours(  # noqa: PLR0917 - a case
    classroom: Classroom, inbox: Path, install: Install, name: str, old: str, new: str, said: str
) -> None:
    """What deceives or is too large is refused with its reason; the rest is taken."""
    install(old, new)
    other = ("【00102】/one.zip", b"")  # small enough for every limit, and refused by itself
    report = classroom.collect(archive(inbox / "all.tar", (name, notebook_bytes("a-1")), other))
    assert report.accepted == ()
    assert [each for each in report.refused if "\u202e" in each.name] == []
    reasons = " ".join(each.reason for each in report.refused)
    assert any(part in reasons for part in said.split("|")), reasons


def test_package_that_cannot_be_imported_costs_nothing(
    classroom: Classroom, inbox: Path, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named in a line; our own sources take what they take."""
    install("import re", "import no_such_library")
    (inbox / "00101_one.ipynb").write_bytes(notebook_bytes("a-1", "a-2"))
    done = run_collect(classroom, inbox, monkeypatch)
    assert done.exit_code == 0
    assert "No module named 'no_such_library'" in done.stderr
    assert len(json.loads(done.stdout)["accepted"]) == 1
