"""What an author ignores in the manifest: with a reason, no more than that, and never for good."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from terakoya.authoring import Report, Selection, examine, read_registry
from terakoya.workspace import Workspace
from tests.made import markdown, tiny_notebook, write_assignment

IGNORE = '\n[[ignore]]\ncode = "{code}"\nreason = "It is meant so."\n{more}'
STATIC = ("TK0", "TK1", "TK2", "TK3")


def look(workspace: Workspace, *ignores: tuple[str, str], select: Sequence[str] = STATIC) -> Report:
    """The report on a notebook with a heading too deep and a tag misspelt, some of it ignored."""
    content = tiny_notebook()
    content["cells"][2]["metadata"]["tags"] = ["Refreshers"]
    content["cells"].append(markdown("deep", "#### 深い"))
    folder = write_assignment(workspace, "tiny", content)
    text = "".join(IGNORE.format(code=code, more=more) for code, more in ignores)
    manifest = folder / "assignment.toml"
    manifest.write_text(manifest.read_text("utf-8") + text, encoding="utf-8")
    assignment = workspace.read_assignment("tiny")
    selection = Selection(select=tuple(select))
    return examine(workspace, assignment, read_registry(), selection, lambda _label: None)


def codes(report: Report) -> list[str]:
    """The codes of what is to be corrected."""
    return [finding.code for finding in report.to_correct]


def test_nothing_is_ignored_unasked(workspace: Workspace) -> None:
    """The control of all others."""
    report = look(workspace)
    assert (codes(report), report.ignored) == (["TK103", "TK201"], ())


def test_ignored_finding_is_kept_apart_with_its_reason(workspace: Workspace) -> None:
    """It does not count, and it is not lost."""
    report = look(workspace, ("TK103", ""))
    assert codes(report) == ["TK201"]
    assert [(one.finding.code, one.reason) for one in report.ignored] == [
        ("TK103", "It is meant so.")
    ]


@pytest.mark.parametrize(
    ("code", "more", "left"),
    [
        ("TK103", 'notebook = "tiny"', ["TK201"]),
        ("TK103", 'notebook = "other"', ["TK103", "TK201", "TK013"]),
        ("TK201", 'item = "double"', ["TK103"]),
        ("TK201", 'item = "total"', ["TK103", "TK201", "TK013"]),
    ],
)
def test_ignore_reaches_as_far_as_it_says(
    workspace: Workspace, code: str, more: str, left: list[str]
) -> None:
    """Where it names a notebook or an item, the same elsewhere is told, and the ignore is idle."""
    assert codes(look(workspace, (code, more))) == left


@pytest.mark.parametrize(("select", "left"), [(("TK0", "TK2"), ["TK201"]), (("TK1",), ["TK103"])])
def test_ignore_of_what_was_not_looked_for_is_not_idle(
    workspace: Workspace, select: Sequence[str], left: list[str]
) -> None:
    """Whoever looks at a part is told nothing of the rest, nor of idle ignores unasked."""
    assert codes(look(workspace, ("TK102", ""), select=select)) == left


def test_ignore_of_a_fault_that_hides_others_is_not_idle(workspace: Workspace) -> None:
    """Where other checks could not look, nobody knows whether it ignores something."""
    report = look(workspace, ("TK102", ""))
    assert "TK013" in codes(report)  # the control
    (workspace.source("tiny") / "tiny.ipynb").unlink()
    content = tiny_notebook()
    content["cells"][6]["source"] = "### BEGIN HIDDEN TEST\nassert total"
    write_assignment(workspace, "tiny", content)
    manifest = workspace.source("tiny") / "assignment.toml"
    ignore = IGNORE.format(code="TK102", more="")
    manifest.write_text(manifest.read_text("utf-8") + ignore, encoding="utf-8")
    assignment = workspace.read_assignment("tiny")
    hidden = examine(workspace, assignment, read_registry(), Selection(), lambda _label: None)
    assert codes(hidden) == ["TK301"]


def test_finding_that_cannot_be_ignored_is_told_beside_its_ignore(workspace: Workspace) -> None:
    """Whatever the manifest says of it."""
    (workspace.source("tiny") / "stray.txt").write_text("x")
    assert codes(look(workspace, ("TK403", ""), select=("TK4",))) == ["TK012", "TK403"]
