"""What slow checks have found is kept until anything changes on which it depends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from terakoya.authoring import Found, Place, Subject, read_subject
from terakoya.authoring import kept_findings as kept_findings_module
from terakoya.authoring.kept_findings import CHECKED, MOST_FILES, KeptFindings
from terakoya.language import use_language
from terakoya.workspace import Workspace, make_workspace
from tests.made import tiny_notebook, write_assignment

FOUND = Found(Place("source/tiny/tiny.ipynb", 3, 2, "double", "cell 3"), "what", "remedy")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with the assignment `tiny`."""
    made = make_workspace(tmp_path / "workspace")
    write_assignment(made, "tiny", tiny_notebook())
    return made


class Look:
    """A check that counts how often it looks."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, _subject: Subject) -> Iterable[Found]:
        """Find one thing."""
        self.times += 1
        return [FOUND]


def ask(workspace: Workspace, look: Look) -> list[Found]:
    """One run of the gate."""
    subject = read_subject(workspace, workspace.read_assignment("tiny"))
    kept = KeptFindings.of(subject)
    found = [*kept.ask("TK901", look)]
    kept.figures = {**subject.figures, "mutants": 3}
    kept.write()
    return found


def test_unchanged_assignment_is_looked_at_once(workspace: Workspace) -> None:
    """The second run says the same, with its figures."""
    look = Look()
    assert ask(workspace, look) == ask(workspace, look) == [FOUND]
    assert look.times == 1
    subject = read_subject(workspace, workspace.read_assignment("tiny"))
    assert KeptFindings.of(subject).figures == {"mutants": 3}


@pytest.mark.parametrize(
    "name",
    ["tiny.ipynb", "assignment.toml", "answers/wrong/double/one.py", "../../nbgrader_config.py"],
)
def test_change_of_a_file_is_looked_at(workspace: Workspace, name: str) -> None:
    """The notebook, the manifest, an answer, the settings."""
    look = Look()
    ask(workspace, look)
    path = workspace.source("tiny") / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{path.read_text() if path.exists() else '# x'}\n", encoding="utf-8")
    ask(workspace, look)
    assert look.times == 2


def test_other_language_is_looked_at(workspace: Workspace) -> None:
    """Sentences are kept as they were said."""
    look = Look()
    for language in ("ja", "en"):
        with use_language(language):
            ask(workspace, look)
    assert look.times == 2


ASKING = ("import datetime as d\nlate = d.date.today() > d.date(2026, 1, 1)", "{")
SPEAKING = ("waiting_time = 3", "# time, now, today")


@pytest.mark.parametrize("code", [*ASKING, *SPEAKING])
def test_next_day_is_looked_at_where_code_may_ask_for_the_time(
    workspace: Workspace, code: str
) -> None:
    """As the engine reads it: not where a word only speaks of time. What is no Python may ask."""
    name = "broken.ipynb" if code == "{" else "answers/wrong/double/one.py"
    path = workspace.source("tiny") / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code, encoding="utf-8")
    subject = read_subject(workspace, workspace.read_assignment("tiny"))
    days = (date(2026, 4, 1), date(2026, 4, 2))
    kept = {KeptFindings.of(replace(subject, today=day)).path for day in days}
    assert len(kept) == (2 if code in ASKING else 1)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"codes": {"TK901": [3]}, "figures": {}}'])
def test_broken_file_is_none(workspace: Workspace, content: bytes) -> None:
    """So is a folder that was deleted: the checks look again, and the file is whole again."""
    look = Look()
    ask(workspace, look)
    (path,) = (workspace.var / CHECKED).iterdir()
    path.write_bytes(content)
    assert ask(workspace, look) == ask(workspace, look) == [FOUND]
    assert look.times == 2


def test_files_are_not_many(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has not been of use for longest goes first."""
    monkeypatch.setattr(kept_findings_module, "MOST_FILES", 3)
    look = Look()
    for number in range(6):
        (workspace.source("tiny") / "note.txt").write_text(str(number), encoding="utf-8")
        ask(workspace, look)
    assert len([*(workspace.var / CHECKED).iterdir()]) == 3 < MOST_FILES
    ask(workspace, look)
    assert look.times == 6
