"""Small files that a check and a learner's code have in common; two processes, two folders."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from terakoya_autograde.checks.files_in_checks import Looks, how_it_looks
from terakoya_autograde.clean_room.proxies import Learner
from terakoya_autograde.clean_room.responder import Responder
from terakoya_autograde.clean_room.shared_files import CheckersFiles
from terakoya_autograde.clean_room.shared_streams import CheckersStreams
from terakoya_autograde.clean_room.small_files import Folder, is_carried
from terakoya_autograde.randomness.process_streams import Streams
from terakoya_autograde.wire import Channel, pair


@contextmanager
def notebook(
    folder: Path, source: str, allowed: Any = None, looks: Looks = "by name"
) -> Iterator[Any]:
    """Yield what asks a child that has run a source in a folder of its own, and a check's files."""
    ours, theirs = pair()
    here = Path.cwd()
    for name in ("learner", "checker"):
        (folder / name).mkdir()
    pid = os.fork()
    if pid == 0:
        ours.close()
        try:
            os.chdir(folder / "learner")
            names: dict[str, Any] = {"__name__": "__main__"}
            exec(source, names)  # noqa: S102 - the tests' own
            Responder(Channel(theirs), names, Streams(names), lambda: ()).serve()
        finally:
            os._exit(0)
    theirs.close()
    os.chdir(folder / "checker")
    Path("given.csv").write_text("ours")
    files = CheckersFiles(looks)
    streams = CheckersStreams(Streams({}))
    learner = Learner(Channel(ours), streams, allowed, None, None, files)
    try:
        yield learner, files
        learner.bid_farewell()
        assert ours.recv(1) == b""  # the child has ended, and tidied
    finally:
        files.end()
        os.chdir(here)
        ours.close()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


WRITE = """
from pathlib import Path
def write(name, text):
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(text)
def read(name):
    return Path(name).read_text()
Path("out.csv").write_text("a,b")
Path("given.csv").write_text("theirs")
Path("evil.py").write_text("1")
Path("model.pkl").write_text("1")
Path(".hidden.csv").write_text("1")
Path("link.csv").symlink_to("out.csv")
"""


def test_files_of_the_notebook_are_there(tmp_path: Path) -> None:
    """What the answer has written is there: no code, no pickle, no link, nothing hidden."""
    with notebook(tmp_path, WRITE) as (learner, _files):
        learner.take(("write",), {})
        assert sorted(path.name for path in Path.cwd().iterdir()) == ["given.csv", "out.csv"]
        assert Path("out.csv").read_text() == "a,b"
        assert Path("given.csv").read_text() == "ours"
    assert sorted(path.name for path in (tmp_path / "checker").iterdir()) == ["given.csv"]


def test_files_go_to_a_function_and_come_back(tmp_path: Path) -> None:
    """A function reads what the check has written, and the check what the function has."""
    with notebook(tmp_path, WRITE) as (learner, files):
        found = learner.take(("write", "read"), {})
        Path("made.csv").write_text("1,2")
        assert found["read"]("made.csv") == "1,2"
        found["write"]("made/new.txt", "x")
        assert Path("made/new.txt").read_text() == "x"
        found["write"]("made/new.txt", "y")
        assert Path("made/new.txt").read_text() == "y"
        inside = Path(files.shared, "in.json")
        inside.write_text("[]")
        assert found["read"](str(inside)) == "[]"
        found["write"](str(Path(files.shared, "deep", "out.json")), "{}")
        assert Path(files.shared, "deep", "out.json").read_text() == "{}"
    left = {path.name for path in (tmp_path / "learner").iterdir()}
    assert "made.csv" not in left  # it was the check's
    assert not Path(files.shared).exists()


@pytest.mark.parametrize("allowed", [frozenset[str](), frozenset({"write:/made.csv"})])
def test_file_of_the_check_is_changed_as_by_the_reference(
    tmp_path: Path, allowed: frozenset[str]
) -> None:
    """A function rewrites a file that the check compares with only where the reference does."""
    with notebook(tmp_path, WRITE, allowed) as (learner, _files):
        write = learner.take(("write",), {})["write"]
        Path("made.csv").write_text("right")
        write("made.csv", "wrong")
        assert Path("made.csv").read_text() == ("wrong" if allowed else "right")
        write("given.csv", "wrong")
        assert Path("given.csv").read_text() == "ours"


@pytest.mark.parametrize("looks", ["by name", "into folders", "into all folders"])
def test_folder_of_the_check_is_its_own(tmp_path: Path, looks: Looks) -> None:
    """What a check adds up of all files of a folder is not what a learner has put beside them."""
    with notebook(tmp_path, WRITE, looks=looks) as (learner, _files):
        write = learner.take(("write",), {})["write"]
        write("more/beside.csv", "x")
        assert Path("out.csv").exists() == (looks == "by name")
        assert Path("more/beside.csv").exists() == (looks != "into all folders")


@pytest.mark.parametrize(
    ("source", "looks"),
    [
        ("assert total == 3", ""),
        ("assert Path('a.csv').exists()", "by name"),
        ("found = pd.read_csv('a.csv')", "by name"),
        ("for path in Path('data').glob('*.csv'):\n    pass", "into folders"),
        ("sum(1 for _ in Path().rglob('*.csv'))", "into all folders"),
        ("Path().glob('**/*.csv')", "into all folders"),
    ],
)
def test_how_a_check_looks_at_files(source: str, looks: Looks) -> None:
    """The words of a check tell whether it names files or goes through folders."""
    assert how_it_looks(source) == looks


@pytest.mark.parametrize(
    ("name", "carried"),
    [
        ("a.csv", True),
        ("data/表.XLSX", True),
        ("out/", True),
        ("a.py", False),
        ("a.pkl", False),
        ("../a.csv", False),
        ("/a.csv", False),
        (".a.csv", False),
        ("a/.git/b.csv", False),
        ("a\x00.csv", False),
        ("csv", False),
        ("a/../b.csv", False),
        ("a.csv/" * 9, False),
    ],
)
def test_only_data_is_carried(name: str, *, carried: bool) -> None:
    """By its name a file is data, and stands below the folder."""
    assert is_carried(name) is carried


def test_no_link_is_followed(tmp_path: Path) -> None:
    """A file is not written through a link, of its own or of a folder above it."""
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (inside / "away").symlink_to(outside)
    (inside / "a.csv").symlink_to(outside / "a.csv")
    folder = Folder(inside)
    assert folder.write({"away/b.csv": b"1", "a.csv": b"1", "c.csv": b"1"}) == ["c.csv"]
    assert list(outside.iterdir()) == []
