"""A release holds nothing but what its author shows: every kind of leak is refused or left out.

Each case has its control: nbgrader alone, with the same source, lets the word out.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from terakoya_autograde import generate

from terakoya.authoring import check_assignment, make_release
from terakoya.errors import TerakoyaError
from terakoya.workspace import Workspace
from tests.made import markdown, tiny_notebook, write_notebook
from tests.marks_made import read_everything

SECRET = "THE-ANSWER-IS-TEN"
BODY = base64.b64encode(SECRET.encode()).decode()
BY_HAND = {"grade": True, "grade_id": "title", "locked": False, "points": 1, "schema_version": 3}
WIDGETS = "application/vnd.jupyter.widget-state+json"
Change = Callable[[dict[str, Any]], None]


def of_notebook(**metadata: Any) -> Change:
    """Metadata of the notebook."""
    return lambda content: content["metadata"].update(metadata)


def of_cell(number: int = 0, **metadata: Any) -> Change:
    """Metadata of a cell."""
    return lambda content: content["cells"][number]["metadata"].update(metadata)


def pasted(source: str, *, kind: str = "image/png", **nbgrader: Any) -> Change:
    """A text cell with something pasted into it."""

    def change(content: dict[str, Any]) -> None:
        cell = markdown("title", source) | {"attachments": {"a b.png": {kind: BODY}}}
        cell["metadata"] = {"nbgrader": BY_HAND | {"task": False} | nbgrader} if nbgrader else {}
        content["cells"][0] = cell

    return change


def region(name: str) -> str:
    """A region with a picture in it."""
    return f"# 小さな演習\n### BEGIN {name}\n![](attachment:a%20b.png)\n### END {name}"


TASK = {"grade": False, "locked": True, "solution": False, "task": True}
REFUSED: dict[str, Change] = {
    "picture of a solution": pasted(region("SOLUTION"), solution=True),
    "picture of a whole solution": pasted("# 答え\n![](<attachment:a b.png>)", solution=True),
    "picture of a solution as HTML": pasted('<img src="attachment:a b.png">', solution=True),
    "text beside a picture": lambda content: content["cells"].__setitem__(
        0,
        markdown("title", "# 絵 ![](attachment:a.png)")
        | {"attachments": {"a.png": {"image/png": "AAAA", "text/plain": SECRET}}},
    ),
    "file that is no picture": pasted("# 絵 [](attachment:a%20b.png)", kind="application/pdf"),
    "metadata of the notebook": of_notebook(solution=SECRET),
    "metadata of a cell": of_cell(2, answer=SECRET),
    "choices of another extension": of_cell(extended_cell={"type": "choice", "choice": [SECRET]}),
    "remark in a known key": of_cell(slideshow={"slide_type": "skip", "comment": SECRET}),
    "remark where something is folded": of_cell(2, jupyter={"source_hidden": True, "note": SECRET}),
    "tag that is a sentence": of_cell(tags=[f"note: {SECRET}"]),
    "title of many lines": of_notebook(title=f"演習\n{SECRET}"),
    "author with a remark": of_notebook(authors=[{"name": "講師", "remark": SECRET}]),
    "state of widgets": of_notebook(widgets={WIDGETS: {"state": {"a": {"value": SECRET}}}}),
    "switch that is text": of_cell(2, hide_input=SECRET, cellView=SECRET),
}
DROPPED: dict[str, Change] = {
    "picture that nothing shows": pasted("# 小さな演習"),
    "picture in a comment": pasted("# 小さな演習\n<!-- ![](attachment:a%20b.png) -->"),
    "picture with a longer name": pasted("# 小さな演習 ![](attachment:a%20b.png.svg)"),
    "jupytext": of_notebook(jupytext={"formats": SECRET}),
    "papermill": of_notebook(papermill={"parameters": {"total": SECRET}}),
    "Colab": of_notebook(colab={"provenance": [SECRET]}),
    "VS Code": of_notebook(vscode={"interpreter": {"hash": SECRET}}),
    "widgets without a state": of_notebook(widgets={WIDGETS: {"state": {}}}, toc={"a": SECRET}),
    "kernel": of_notebook(
        kernelspec={
            "display_name": "Python 3",
            "language": "python",
            "name": "python3",
            "env": {"KEY": SECRET},
        }
    ),
    "times": of_cell(2, execution={"iopub.status.busy": SECRET}, ExecuteTime={"end_time": SECRET}),
    "who ran it": of_cell(2, executionInfo={"user": {"displayName": SECRET}}),
    "papermill in a cell": of_cell(2, papermill={"exception": SECRET}),
    "values in a text": of_cell(variables={"total": SECRET}),
}
SHOWN = {
    "slideshow": {"slide_type": "fragment"},
    "tags": ["narrative", "週-3"],
    "editable": False,
    "jp-MarkdownHeadingCollapsed": True,
}


def write(workspace: Workspace, change: Change) -> None:
    """Write `tiny` with something more in it."""
    content = tiny_notebook()
    change(content)
    write_notebook(workspace.source("tiny") / "tiny.ipynb", content)


def release(workspace: Workspace) -> bool:
    """Make the release of `tiny`."""
    return make_release(workspace, workspace.read_assignment("tiny"))


def let_out(workspace: Workspace, to: Path) -> str:
    """What nbgrader alone gives to learners."""
    config = workspace.root / "nbgrader_config.py"
    generate(workspace.source("tiny"), config, to, f"sqlite:///{to}/gradebook.db")
    return read_everything(to / "release")["release/tiny/tiny.ipynb"]


@pytest.mark.parametrize("kind", REFUSED)
def test_leak_is_refused(workspace: Workspace, tmp_path: Path, kind: str) -> None:
    """The release names the place and is not made; the check says it before."""
    write(workspace, REFUSED[kind])
    assert SECRET in let_out(workspace, tmp_path)
    with pytest.raises(TerakoyaError, match=r"source/tiny/tiny\.ipynb") as caught:
        release(workspace)
    assert caught.value.remedy
    assert not workspace.release("tiny").exists()
    assignment = workspace.read_assignment("tiny")
    found = check_assignment(workspace, assignment, ("structure",), lambda _label: None)
    assert caught.value.sentence in {finding.sentence for finding in found}


@pytest.mark.parametrize("kind", DROPPED)
def test_leftover_is_dropped(workspace: Workspace, tmp_path: Path, kind: str) -> None:
    """What programs keep for themselves is in no release, and nothing else changes."""
    write(workspace, DROPPED[kind])
    assert SECRET in let_out(workspace, tmp_path)
    release(workspace)
    made = read_everything(workspace.release("tiny"))["tiny/tiny.ipynb"]
    assert SECRET not in made
    assert '"widgets"' not in made


def test_leftover_changes_nothing_else(workspace: Workspace) -> None:
    """A source with leftovers gives the bytes of one without."""
    release(workspace)
    before = (workspace.release("tiny") / "tiny.ipynb").read_bytes()

    def leave(content: dict[str, Any]) -> None:
        for kind in ("jupytext", "papermill", "kernel", "times", "who ran it", "values in a text"):
            DROPPED[kind](content)

    write(workspace, leave)
    assert not release(workspace)
    assert (workspace.release("tiny") / "tiny.ipynb").read_bytes() == before


def test_what_may_go_out_is_not_touched(workspace: Workspace, tmp_path: Path) -> None:
    """Slides, tags, what is locked or folded, and pictures of a question: as nbgrader gives it."""

    def show(content: dict[str, Any]) -> None:
        pasted("# 問い ![](attachment:a%20b.png)")(content)
        content["cells"][0]["metadata"].update(SHOWN)
        content["metadata"].update(title="演習", authors=[{"name": "講師"}])

    write(workspace, show)
    let_out(workspace, tmp_path)
    release(workspace)
    theirs = (tmp_path / "release" / "tiny" / "tiny.ipynb").read_bytes()
    assert (workspace.release("tiny") / "tiny.ipynb").read_bytes() == theirs


@pytest.mark.parametrize("setting", ["c.ClearMarkScheme.check_attachment_leakage = False", ""])
def test_picture_of_a_mark_scheme_is_refused(workspace: Workspace, setting: str) -> None:
    """Notebook, cell and remedy are named, also where nbgrader has been told not to look."""
    config = workspace.root / "nbgrader_config.py"
    config.write_text(f"{config.read_text(encoding='utf-8')}\n{setting}\n", encoding="utf-8")
    write(workspace, pasted(region("MARK SCHEME"), **TASK))
    with pytest.raises(TerakoyaError, match=r"tiny\.ipynb, cell 1: .*mark scheme.*answers/a b"):
        release(workspace)


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16"])
def test_mark_in_a_data_file_is_refused(workspace: Workspace, encoding: str) -> None:
    """A module beside the notebook goes out as it is: nobody clears it."""
    folder = workspace.source("tiny")
    text = f"### BEGIN SOLUTION\n{SECRET}\n### END SOLUTION\n"
    (folder / "data.py").write_text(text, encoding=encoding)
    manifest = folder / "assignment.toml"
    entry = '[[data]]\nfile = "data.py"\nja = "a"\nen = "a"\nsource = "generated"\n'
    more = f'\n{entry}licence = "BSD-3-Clause"\n'
    manifest.write_text(manifest.read_text(encoding="utf-8") + more, encoding="utf-8")
    with pytest.raises(TerakoyaError, match=r"source/tiny/data\.py: The file holds the mark"):
        release(workspace)


@pytest.mark.parametrize(
    ("source", "nbgrader", "told"),
    [
        (
            region("SOLUTION").replace("attachment:a%20b.png", "data/model.png"),
            {"solution": True},
            True,
        ),
        ("# 答え\n![](data/model.png)", {"solution": True}, True),
        (region("MARK SCHEME").replace("attachment:a%20b.png", "data/model.png"), TASK, True),
        ("# 問い\n![](data/model.png)", TASK, False),
    ],
)
def test_picture_file_of_a_solution(
    workspace: Workspace, source: str, nbgrader: dict[str, Any], told: bool
) -> None:
    """A picture that the manifest names, as the folder must hold no others, is not given away."""
    folder = workspace.source("tiny")
    (folder / "data").mkdir()
    (folder / "data" / "model.png").write_bytes(SECRET.encode())
    manifest = folder / "assignment.toml"
    entry = '[[data]]\nfile = "data/model.png"\nja = "a"\nen = "a"\nsource = "generated"\n'
    more = f'\n{entry}licence = "BSD-3-Clause"\n'
    manifest.write_text(manifest.read_text(encoding="utf-8") + more, encoding="utf-8")

    def change(content: dict[str, Any]) -> None:
        pasted(source, **nbgrader)(content)
        del content["cells"][0]["attachments"]

    write(workspace, change)
    if told:
        with pytest.raises(TerakoyaError, match=r"data/model\.png: Only a solution"):
            release(workspace)
    else:
        assert release(workspace)


@pytest.mark.parametrize(
    "file",
    [
        "answers/right/total/a.py",
        ".answers/a.py",
        ".hidden",
        "__pycache__/answer.cpython-311.pyc",
        ".ipynb_checkpoints/tiny-checkpoint.ipynb",
        "solution.py",
        "data/answer.csv",
        "other.ipynb",
    ],
)
def test_file_of_the_author_stays_behind(workspace: Workspace, file: str) -> None:
    """It is left out or refused; with a configuration that ignores nothing, refused or left out."""
    config = workspace.root / "nbgrader_config.py"
    path = workspace.source("tiny") / file
    if path.suffix == ".ipynb":
        write_notebook(path, tiny_notebook())
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SECRET, encoding="utf-8")
    for more in ("", "c.CourseDirectory.ignore = []\n"):
        config.write_text(f"{config.read_text(encoding='utf-8')}\n{more}", encoding="utf-8")
        try:
            release(workspace)
        except TerakoyaError as error:
            assert file.rpartition("/")[2].partition(".")[0] in str(error) or "named" in str(error)
        folder = workspace.release("tiny")
        assert {entry.name for entry in folder.rglob("*")} <= {"tiny.ipynb"}
