"""Checks that other packages bring: used like ours, and a sentence where they are broken."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from terakoya.cli.main import app
from terakoya.errors import UsageError
from terakoya.language import use_language
from terakoya.workspace import Workspace
from tests.made import markdown, tiny_notebook, write_assignment

PACKAGE = Path(__file__).parents[2] / "golden" / "plugins" / "city_checks"
GIVES = frozenset({"TK004"})
"""The codes that only this module produces."""
NOTE = "## 図\n\nTODO: もっとよい図"
IGNORE = '[[ignore]]\ncode = "CITY101"\nreason = "The lesson is about such notes."\n'
LOOKING = "        print('looking')\n        for cell"
WORDLESS = """\
        class Wordless(Exception):
            def __str__(self):
                return self.args[7]
        raise Wordless
        for cell"""

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put the package where Python finds it, as an installer leaves it, with changed text."""

    def put(*changes: str) -> None:
        home = tmp_path / "installed"
        shutil.copytree(PACKAGE, home)
        module = f"city_{abs(hash(home))}"  # a module is imported once
        text = (home / "city_checks.py").read_text(encoding="utf-8")
        for old, new in zip(changes[::2], changes[1::2], strict=True):
            assert old in text
            text = text.replace(old, new)
        (home / f"{module}.py").write_text(text, encoding="utf-8")
        points = home / "city_checks-1.0.dist-info" / "entry_points.txt"
        points.write_text(points.read_text().replace("city_checks:", f"{module}:"))
        monkeypatch.syspath_prepend(home)

    return put


@pytest.fixture
def noted(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with a note in the eighth cell, and outputs in the third."""
    content = tiny_notebook()
    content["cells"].append(markdown("note", NOTE))
    content["cells"][2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]
    write_assignment(workspace, "tiny", content)
    monkeypatch.chdir(workspace.root)
    return workspace


def check(*options: str) -> Result:
    """Run the command over the form of the notebook, and what the city adds."""
    words = ["check", "--only", "structure", *options]
    return CliRunner().invoke(app, words, env={"COLUMNS": "300"})


def findings(*options: str) -> list[dict[str, Any]]:
    """What is found, as JSON."""
    return list(json.loads(check(*options, "--json").stdout)["findings"])


def test_check_of_another_package_runs_by_its_entry_point(
    noted: Workspace, install: Install
) -> None:
    """It has its own code, group and words, and its place is known like ours."""
    del noted
    install()
    ours, theirs = findings("--only", "city")
    assert ours["code"] == "TK102"
    expected = {
        "code": "CITY101",
        "name": "draft-note",
        "check": "city",
        "severity": "warning",
        "notebook": "tiny",
        "cell": 8,
        "line": 3,
        "what": "A note of the author's is left in the text.",
        "link": None,
    }
    assert {key: theirs[key] for key in expected} == expected
    with use_language("ja"):
        _ours, japanese = findings("--only", "city")
    assert japanese["what"] == "下書きのメモが残っています。"
    assert japanese.keys() == theirs.keys()


def test_check_of_no_package_is_unknown(noted: Workspace) -> None:
    """The control: where it is not installed, nothing of that name or code is there."""
    del noted
    for options in (("--only", "city"), ("--select", "CITY")):
        refused = check(*options).exception
        assert isinstance(refused, UsageError)
        assert options[1] in refused.what


def test_check_of_another_package_is_chosen_and_ignored_like_ours(
    noted: Workspace, install: Install
) -> None:
    """By the beginning of its codes, and by the manifest with a reason."""
    install()
    assert [one["code"] for one in findings("--only", "city", "--select", "CITY1")] == ["CITY101"]
    assert findings("--only", "city", "--select", "TK0,CITY", "--ignore", "CITY101") == []
    manifest = noted.source("tiny") / "assignment.toml"
    manifest.write_text(manifest.read_text("utf-8") + IGNORE, encoding="utf-8")
    document = json.loads(check("--only", "city", "--json").stdout)
    assert [one["code"] for one in document["findings"]] == ["TK102"]
    (ignored,) = document["ignored"]
    assert (ignored["code"], ignored["reason"]) == ("CITY101", "The lesson is about such notes.")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("CHECKS =", "raise SystemExit(0)\nCHECKS =", "cannot be imported: SystemExit: 0"),
        ('"CITY", (', '"TK", (', "begin with TK, which are those of terakoya"),
        ('code = "CITY101"', 'code = "CITY1"', "CITY1 cannot be the code of one of its rules"),
        ('code = "CITY101"', 'code = "TK102"', "TK102 cannot be the code of one of its rules"),
        ("(DraftNote,)", "(DraftNote, DraftNote)", "CITY101 cannot be the code"),
        ("(DraftNote,)", "(print,)", "cannot be the code of one of its rules"),
        ("(DraftNote,)", "(1,)", "1 cannot be the code of one of its rules"),
        ("(DraftNote,)", "None", "the rules of a group are no tuple"),
        ("(DraftNote,)", "(DraftNote,), 5", "the page of a group is no text"),
        ('"CITY", (', "None, (", "the prefix or the page of a group is no text"),
        ('    name = "draft-note"\n', "", "CITY101 cannot be the code of one of its rules"),
    ],
)
def test_package_that_cannot_be_used_is_one_sentence(
    noted: Workspace, install: Install, old: str, new: str, said: str
) -> None:
    """It names the package; our checks do their work, and the exit code is no success."""
    del noted
    install(old, new)
    done = check("--only", "city")
    assert said in done.stderr
    assert "Traceback" not in done.output
    assert "TK102 [structure]" in done.stdout
    assert done.exit_code == 1


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("        raise SystemExit(0)\n        for cell", "SystemExit: 0"),
        ("        raise type('Odd', (BaseException,), {})('no')\n        for cell", "Odd: no"),
        (WORDLESS, "CITY101 of"),
        ("        1 / 0\n        for cell", "ZeroDivisionError: division by zero"),
        ("        yield 'x'\n        for cell", "TypeError"),
        ("        self.rules[0]\n        for cell", "AttributeError"),
        ("        yield Found('here', 'x', 'y')\n        for cell", "TypeError"),
        ("        yield Found(Place('a', '8'), 'x', 'y')\n        for cell", "TypeError"),
        ("        yield Found(Place('a'), 8, 'y')\n        for cell", "TypeError"),
    ],
)
def test_check_that_ends_with_an_error_is_a_finding(
    noted: Workspace, install: Install, new: str, said: str
) -> None:
    """TK004 names it and its error; whatever it does, nobody reads that all is good."""
    (noted.source("tiny") / "tiny.ipynb").unlink()
    write_assignment(noted, "tiny", tiny_notebook())  # nothing else is wrong
    install("        for cell", new, "Check, CheckGroup", "Check, Place, CheckGroup")
    done = check("--only", "city")
    assert "tiny: 1 to correct" in done.stdout
    assert "TK004 [reading]" in done.stdout
    assert "The check CITY101" in done.stdout
    assert said in done.stdout
    assert done.exit_code == 1


def test_what_a_check_of_another_package_prints_is_not_in_the_json(
    noted: Workspace, install: Install
) -> None:
    """Neither when it is imported nor when it looks; its author still sees it."""
    del noted
    install("CHECKS =", "print('loaded')\nCHECKS =", "        for cell", LOOKING)
    done = check("--only", "city", "--json")
    assert [one["code"] for one in json.loads(done.stdout)["findings"]] == ["TK102", "CITY101"]
    assert "loaded\nlooking\n" in done.stderr


def test_obstacle_that_ends_with_an_error_keeps_no_other_check_from_looking(
    noted: Workspace, install: Install
) -> None:
    """Nor does one that cannot say how long it takes."""
    del noted
    install(
        "severity = Severity.WARNING",
        "is_obstacle = True\n    work = Work(len, lambda *_given: 1 / 0)",
        "        for cell",
        "        1 / 0\n        for cell",
        "Check, CheckGroup",
        "Check, Work, CheckGroup",
    )
    done = check("--only", "city")
    assert "TK004 [reading]" in done.stdout
    assert "TK102 [structure]" in done.stdout
    assert done.exit_code == 1
