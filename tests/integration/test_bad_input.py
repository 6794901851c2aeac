"""Every bad input of tests/golden/bad-input gets its one sentence, and nothing is half-written."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from terakoya.cli import main
from terakoya.language import use_language
from terakoya.workspace import make_workspace
from tests.made import write_small_course
from tests.unit.docs.bad_input import Case, read_cases, write_files, write_golden

CASES = read_cases()
ROSTER = """\
職員番号,氏名,所属コード,所属,職位,階層,メール
00101,𠮷田 一郎,010100,総務課,主任,一般職員,s00101@city.example.jp
00102,山﨑 花子,010100,総務課,主任,一般職員,s00102@city.example.jp
"""


def _run(arguments: tuple[str, ...], folder: Path) -> int:
    """Run the real command line in `folder`, in this process, and return its exit code."""
    home, old = Path.cwd(), sys.argv
    os.chdir(folder)
    sys.argv = ["terakoya", *arguments]
    try:
        main()
    except SystemExit as ending:
        return int(ending.code or 0)
    finally:
        os.chdir(home)
        sys.argv = old
    return 0


def _snapshot(root: Path) -> dict[str, str]:
    """Return what is on the disk below `root`: every name, with the SHA-256 of every file."""
    kept = {}
    for path in sorted(root.rglob("*")):
        if path.name.startswith("terakoya.db") or "__pycache__" in path.parts:
            continue  # the database is compared by its rows
        name = str(path.relative_to(root))
        if path.is_symlink() or not path.is_file():
            kept[name] = "folder" if path.is_dir() else "special"
        else:
            kept[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return kept


def _dump(root: Path) -> list[str]:
    """Return every row of the database as SQL."""
    database = root / "var" / "terakoya.db"
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return list(connection.iterdump())
    except sqlite3.DatabaseError:
        return [hashlib.sha256(database.read_bytes()).hexdigest()]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in use: a course, a cohort and two learners, exported once."""
    root = tmp_path_factory.mktemp("bad-input") / "workspace"
    write_small_course(make_workspace(root))
    (root / "good.csv").write_text(ROSTER, encoding="utf-8")
    with use_language("en"):
        assert _run(("cohort", "create", "spring", "--course", "small"), root) == 0
        assert _run(("cohort", "enrol", "spring", "good.csv"), root) == 0
        assert _run(("export", "grades", "spring", "--json"), root) == 0
        assert _run(("collect", "spring"), root) == 2  # makes the exchange, which is empty
    return root


@pytest.fixture
def scratch(prepared: Path, tmp_path: Path) -> Path:
    """A copy of the prepared workspace."""
    return Path(shutil.copytree(prepared, tmp_path / "workspace", symlinks=True))


def _words(text: str, root: Path) -> str:
    """Return what was said, without the scratch folder's name and Typer's frame."""
    for mark in "│╭╮╰╯─":
        text = text.replace(mark, "")
    return text.replace(str(root.parent), "…").replace(str(root.parent.resolve()), "…")


@pytest.mark.golden
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_input(
    case: Case, scratch: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    """The exit code and the sentence are the golden ones; disk and database are as before."""
    write_files(scratch, case.files)
    if case.sql:
        with closing(sqlite3.connect(scratch / "var" / "terakoya.db")) as connection:
            connection.execute(case.sql)
            connection.commit()
    before = (_snapshot(scratch.parent), _dump(scratch))
    capsys.readouterr()
    ending = _run(case.command, scratch / case.cwd)
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    sentence = _sentence(case, out, _words(err, scratch))
    if request.config.getoption("--goldens"):
        write_golden(case, ending, sentence)
    else:
        assert (ending, sentence) == (case.exit, case.sentence)
        _compare_rest(case, scratch, *before)


def _sentence(case: Case, out: str, said: str) -> str:
    """Return what was said: of the refused file, or as the command's error."""
    if case.refused:
        document = json.loads(out)
        taken = {f"{entry['learner']}/{entry['assignment']}" for entry in document["accepted"]}
        assert taken == set(case.accepted)
        return {entry["name"]: str(entry["reason"]) for entry in document["refused"]}[case.refused]
    if said.startswith("Error: "):
        return said.removeprefix("Error: ").rstrip("\n")
    words = " ".join(said.split())  # Typer frames its own messages and says the usage before
    return case.sentence if case.sentence in words else words


def _compare_rest(case: Case, scratch: Path, tree: dict[str, str], rows: list[str]) -> None:
    """What was accepted beside a refusal adds its own file and rows, and nothing else changes."""
    after, new_rows = _snapshot(scratch.parent), _dump(scratch)
    assert {name: after.get(name) for name in tree} == tree
    added = [name for name in after.keys() - tree.keys() if (scratch.parent / name).is_file()]
    assert len(added) == len(case.accepted) + case.kept
    assert all("/var/submissions/objects/" in f"/{name}" for name in added)
    if not case.accepted:
        assert after == tree
        assert new_rows == rows
    else:
        inserted = [row for row in new_rows if row not in rows]
        assert sum('INSERT INTO "submissions"' in row for row in inserted) == len(case.accepted)


def test_bad_input_control(scratch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same workspace takes a good submission, so that a refusal is no accident."""
    entry = {"path": "inbox/00101/tiny.ipynb", "notebook": "right"}
    write_files(scratch, (entry,))
    before = _dump(scratch)
    assert _run(("collect", "spring", "--from", "inbox"), scratch) == 0
    assert "Accepted: 1" in capsys.readouterr().out
    assert _dump(scratch) != before
