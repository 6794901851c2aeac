"""Promises of `terakoya check`: what it tells beside what is to be corrected."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from terakoya.authoring import Subject
from terakoya.cli.main import app
from terakoya.language import use_language
from terakoya.workspace import Workspace
from tests.made import markdown, notebook, tiny_notebook, write_assignment

WIDE = {"COLUMNS": "300"}
HINT = "Hint: only the model solution was tried."


@pytest.fixture
def checked(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace in whose assignments nothing is found; nothing is graded for it."""
    monkeypatch.chdir(workspace.root)
    monkeypatch.setattr(Subject, "grade", lambda *_given: [])
    return workspace


def run(*options: str) -> str:
    """Run the command; it has nothing to complain of."""
    done = CliRunner().invoke(app, ["check", "tiny", *options])
    assert done.exit_code == 0, done.output
    return done.stdout


def document(*options: str) -> dict[str, Any]:
    """What the command writes as JSON, whatever it finds."""
    return dict(json.loads(CliRunner().invoke(app, ["check", "--json", *options]).stdout))


def test_finding_in_json_has_the_same_keys_and_words_in_every_language(checked: Workspace) -> None:
    """Programs read keys, codes and names; only sentences are in the language of people."""
    content = tiny_notebook()
    content["cells"].append(markdown("deep", "#### 深い"))
    write_assignment(checked, "tiny", content)
    (english,) = document("--select", "TK103")["findings"]
    with use_language("ja"):
        (japanese,) = document("--select", "TK103")["findings"]
    sentences = {"where", "what", "remedy"}
    assert {key: value for key, value in japanese.items() if key not in sentences} == {
        "assignment": "tiny",
        "code": "TK103",
        "name": "skipped-heading",
        "check": "structure",
        "severity": "warning",
        "path": "source/tiny/tiny.ipynb",
        "notebook": "tiny",
        "cell": 8,
        "line": None,
        "item": None,
        "link": "docs/reference/checks.md#tk103",
    }
    assert japanese.keys() == english.keys()
    assert japanese["what"] != english["what"]


def test_assignments_that_cannot_be_looked_at_are_findings_beside_the_others(
    checked: Workspace,
) -> None:
    """A broken manifest, a broken notebook and one that nothing can be graded of end no command."""
    for name in ("manifest", "notebook", "ungraded"):
        write_assignment(checked, name, notebook(markdown("a", "文")))
    (checked.source("manifest") / "assignment.toml").write_text("id = ", encoding="utf-8")
    (checked.source("notebook") / "notebook.ipynb").write_text("{", encoding="utf-8")
    found = document("--only", "structure")
    assert set(found["assignments"]) == {"manifest", "notebook", "ungraded", "tiny"}
    told = {one["assignment"]: (one["code"], one["path"]) for one in found["findings"]}
    assert told == {
        "manifest": ("TK001", "source/manifest/assignment.toml"),
        "notebook": ("TK001", "source/notebook/notebook.ipynb"),
        "ungraded": ("TK003", "source/ungraded"),
    }


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--select", "TK1"], {"TK102", "TK103"}),
        (["--select", "TK102,TK4"], {"TK102"}),
        (["--select", "TK102", "--select", "TK103"], {"TK102", "TK103"}),
        (["--select", "TK1", "--ignore", "TK102"], {"TK103"}),
        (["--only", "structure", "--ignore", "TK1", "--select", "TK103"], {"TK103"}),
        (["--only", "structure", "--ignore", "TK1,TK2"], set()),
        (["--only", "tags", "--select", "TK1"], set()),
    ],
)
def test_codes_are_chosen_by_how_they_begin(
    checked: Workspace, options: list[str], found: set[str]
) -> None:
    """Where both fit, the longer one decides; groups and codes together choose what is in both."""
    content = tiny_notebook()
    content["cells"].append(markdown("deep", "#### 深い"))
    content["cells"][2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]
    write_assignment(checked, "tiny", content)
    assert {one["code"] for one in document(*options)["findings"]} == found


def test_people_read_code_and_page(checked: Workspace) -> None:
    """The code stands before each finding, and where all are explained below them."""
    write_assignment(checked, "tiny", notebook(markdown("a", "文")))
    done = CliRunner().invoke(app, ["check", "tiny", "--only", "structure"], env=WIDE)
    assert "  TK003 [reading] source/tiny: No cell is graded." in done.stdout
    assert done.stdout.rstrip().endswith("What the codes mean: docs/reference/checks.md")
    assert done.exit_code == 1


def test_assignment_without_answers_gets_a_hint(checked: Workspace) -> None:
    """It is nothing to correct; in JSON it stands apart from what is."""
    del checked
    assert HINT in run("--only", "answers")
    (hint,) = json.loads(run("--only", "answers", "--json"))["hints"]
    assert hint["assignment"] == "tiny"
    assert hint["what"].startswith(HINT)


def test_assignment_with_an_answer_gets_none(checked: Workspace) -> None:
    """Nor where answers are not what is looked at."""
    assert HINT not in run("--only", "structure")
    path = checked.source("tiny") / "answers" / "right" / "total" / "other.py"
    path.parent.mkdir(parents=True)
    path.write_text("# another way\ntotal = 10\n")
    assert HINT not in run("--select", "TK811")
    assert json.loads(run("--select", "TK811", "--json"))["hints"] == []
