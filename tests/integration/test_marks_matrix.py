"""The marks matrix: every spelling of nbgrader's marks × everything that reads them.

What nbgrader takes for a mark is one for every reader; what it does not, though it looks like one,
is refused by each that could let something out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from terakoya_autograde import generate
from terakoya_autograde.checks.code_cells import read_cells
from terakoya_autograde.clean_room.failure_messages import message_for_learner
from terakoya_autograde.notebooks.master import MasterCell, MasterNotebook

from terakoya.authoring import answer_cells, make_release
from terakoya.authoring.marking import look_at_marking
from terakoya.authoring.released_cells import find_secrets
from terakoya.errors import NotebookError
from terakoya.faces.app import make_app_notebook
from terakoya.faces.markup import read_markup
from terakoya.faces.paper.document import Shown, make_answers, make_blocks
from terakoya.faces.refresher.items import list_refreshers
from terakoya.faces.refresher.refresher_notebook import make_refresher_notebook
from terakoya.grading.redact import redact
from terakoya.markdown import Numbering
from terakoya.workspace import Workspace
from terakoya.workspace.outline import read_outline
from tests.made import answer, check, code, markdown, notebook, write_assignment

SOLUTION, HIDDEN, SCHEME, MODEL = "SECRET_ONE", "SECRET_TWO", "SECRET_THREE", "SECRET_FOUR"
SPELLINGS = [
    "### {} {}",
    "# {} {}",
    "#{} {}",
    "# --- {} {} ---",
    "########## {} {} ##########",
    "\t# {} {}",
    "    ### {} {}   ",
    "### {} {} (2 points)",
    "# 解答 {} {}：ここ",
    "## {} {}\r",
    "#! {} {}!",
    "# ({} {})",
]
SLIPS = [
    "### {}  {}",
    "# {}\t{}",
    "### {}_{}",
    "###{}{}",
    "### {}\u00a0{}",
    "### {}\u3000{}",
    "# {}: {}",
    "# {} OF {}",
    "### {0}N {1}",
    "＃＃＃ {} {} ".replace(" ", "\u2003"),
]
SMALL = ["### {} {}"]


def region(spelling: str, name: str, *lines: str) -> str:
    """A region of a kind in a spelling."""
    begin, end = (spelling.format(verb, name) for verb in ("BEGIN", "END"))
    return "\n".join([begin, *lines, end])


def written(spelling: str) -> dict[str, Any]:
    """A notebook with a region of each kind."""
    by_hand = {"grade": True, "grade_id": "text", "locked": False, "points": 1, "solution": True}
    task = {"grade": False, "grade_id": "task", "locked": True, "points": 1, "solution": False}
    rest = {"schema_version": 3, "task": False}
    text = markdown("text", f"# 問い\n{region(spelling, 'SOLUTION', f'## {MODEL}')}")
    scheme = markdown("task", f"# 課題\n{region(spelling, 'MARK SCHEME', f'# {SCHEME}')}")
    text["metadata"]["nbgrader"] = by_hand | rest
    scheme["metadata"]["nbgrader"] = task | rest | {"task": True}
    solved = answer("one", f"{region(spelling, 'SOLUTION', f'one = 1  # {SOLUTION}')}\none")
    solved["metadata"]["tags"] = ["refresher", "result"]
    hidden = region(spelling, "HIDDEN TESTS", f"assert one == 1, one  # {HIDDEN}")
    return notebook(
        markdown("title", "# 演習"),
        solved,
        check("one-check", f"assert one\n{hidden}", 1),
        code("plain", "print(one)"),
        text,
        scheme,
    )


KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
Reader = Callable[[Workspace, Path], tuple[str, set[str]]]


def source_of(workspace: Workspace) -> dict[str, Any]:
    """The instructor's notebook."""
    path = workspace.source("tiny") / "tiny.ipynb"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def marked(workspace: Workspace) -> Any:
    """The instructor's cells, as faces see them."""
    return read_markup(nbformat.from_dict(source_of(workspace)), "tiny.ipynb")


def by_release(workspace: Workspace, _to: Path) -> tuple[str, set[str]]:
    """The learner's version."""
    make_release(workspace, workspace.read_assignment("tiny"))
    return (workspace.release("tiny") / "tiny.ipynb").read_text("utf-8"), set()


def by_refresher(workspace: Workspace, _to: Path) -> tuple[str, set[str]]:
    """The small notebook of the refresher."""
    (item,) = list_refreshers(workspace, workspace.read_assignment("tiny"))
    return json.dumps(make_refresher_notebook(item, "x", KERNEL), ensure_ascii=False), set()


def by_app(workspace: Workspace, _to: Path) -> tuple[str, set[str]]:
    """The app's notebook, which runs the solution."""
    made = make_app_notebook(nbformat.from_dict(source_of(workspace)), "x", where="here")
    return json.dumps(made, ensure_ascii=False), {SOLUTION}


def by_handout(workspace: Workspace, _to: Path) -> tuple[str, set[str]]:
    """The handout with the code of its results."""
    blocks = make_blocks(
        marked(workspace), {}, lambda _name: None, Numbering(), Shown("handout", code=True)
    )
    return " ".join(block.html for block in blocks), set()


def by_answers(workspace: Workspace, _to: Path) -> tuple[str, set[str]]:
    """The handout's answers, for instructors: solutions, and no test or scheme."""
    blocks = make_answers(marked(workspace), lambda _name: None, Numbering(), "handout")
    return " ".join(block.html for block in blocks), {SOLUTION, MODEL}


def by_reference(workspace: Workspace, _to: Path) -> tuple[str, set[str]]:
    """The reference solution, as it is handed in for a trial."""
    return json.dumps(answer_cells(source_of(workspace))), {SOLUTION}


def by_titles(workspace: Workspace, _to: Path) -> tuple[str, set[str]]:
    """The items' titles."""
    outline = read_outline(workspace, workspace.read_assignment("tiny"))
    assert [item.title for item in outline] == ["演習", "問い", "課題"]
    return " ".join(item.title for item in outline), set()


def by_feedback(workspace: Workspace, _to: Path) -> tuple[str, set[str]]:
    """What of the executed notebook a learner sees; his own text cell is left aside."""
    content = source_of(workspace)
    content["cells"] = [cell for cell in content["cells"] if cell["id"] not in ("one", "text")]
    return json.dumps(redact(content, {}), ensure_ascii=False), set()


def by_words(workspace: Workspace, _to: Path) -> tuple[str, set[str]]:
    """What is said of a check that failed in its hidden part."""
    (source,) = (cell["source"] for cell in source_of(workspace)["cells"] if cell["id"] == CHECK)
    known = MasterCell(CHECK, source, None, "code", True, 1.0, graded=True)
    master = MasterNotebook("tiny", {}, {CHECK: known})
    cells = read_cells(source_of(workspace), master, None)
    (cell,) = (cell for cell in cells if cell.name == CHECK)
    names: dict[str, Any] = {"one": OwnError(HIDDEN)}
    with pytest.raises(OwnError) as caught:
        exec(compile(source.replace("\t", "    "), "<check>", "exec"), names)  # noqa: S102
    return message_for_learner(caught.value, names, cell.hidden) or str(caught.value), set()


CHECK = "one-check"


class OwnError(Exception):
    """An answer that fails, quoting a word, where it is compared."""

    def __bool__(self) -> bool:
        return True

    def __eq__(self, _other: object) -> bool:
        raise self

    __hash__ = Exception.__hash__


def by_secrets(workspace: Workspace, _to: Path) -> tuple[str, set[str]]:
    """What the release looks for: it is the one reader that has to know all of it."""
    return " ".join(find_secrets(source_of(workspace)["cells"])), {SOLUTION, HIDDEN, SCHEME, MODEL}


def by_nbgrader(workspace: Workspace, to: Path) -> tuple[str, set[str]]:
    """nbgrader itself."""
    config = workspace.root / "nbgrader_config.py"
    generate(workspace.source("tiny"), config, to, f"sqlite:///{to}/gradebook.db")
    return (to / "release" / "tiny" / "tiny.ipynb").read_text("utf-8"), set()


READERS: list[Reader] = [
    by_release,
    by_refresher,
    by_app,
    by_handout,
    by_answers,
    by_reference,
    by_titles,
    by_feedback,
    by_words,
    by_secrets,
    by_nbgrader,
]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
@pytest.mark.parametrize("spelling", SPELLINGS, ids=ascii)
def test_spelling_by_reader(
    workspace: Workspace, tmp_path: Path, spelling: str, reader: Reader
) -> None:
    """Each reader tells what it is for, and nothing else that is between marks."""
    write_assignment(workspace, "tiny", written(spelling))
    assert not list(look_at_marking(workspace, workspace.read_assignment("tiny")))
    made, expected = reader(workspace, tmp_path)
    assert {word for word in (SOLUTION, HIDDEN, SCHEME, MODEL) if word in made} == expected


@pytest.mark.parametrize("spelling", SLIPS, ids=ascii)
def test_slip_is_refused_by_all(workspace: Workspace, tmp_path: Path, spelling: str) -> None:
    """What is almost a mark is found, and no release or face is made; nbgrader lets it all out."""
    write_assignment(workspace, "tiny", written(spelling))
    made, _expected = by_nbgrader(workspace, tmp_path)
    assert HIDDEN in made
    assert SCHEME in made
    assert len(list(look_at_marking(workspace, workspace.read_assignment("tiny")))) == 8
    for reader in (by_release, by_refresher, by_app, by_answers):
        with pytest.raises(NotebookError, match=r"cell 2, line 1"):
            reader(workspace, tmp_path)


def test_slip_in_a_header_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    """Cells that nbgrader puts before the author's are looked at as well."""
    header = tmp_path / "header.ipynb"
    cells = notebook(code("head", region("### {}  {}", "HIDDEN TESTS", f"# {HIDDEN}")))
    header.write_text(json.dumps(cells), encoding="utf-8")
    config = workspace.root / "nbgrader_config.py"
    setting = f'c.IncludeHeaderFooter.header = "{header}"\n'
    config.write_text(config.read_text(encoding="utf-8") + setting, encoding="utf-8")
    with pytest.raises(Exception, match="would be released with a solution or a hidden test"):
        by_release(workspace, tmp_path)


@pytest.mark.parametrize("kind", ["code", "markdown", "raw"])
@pytest.mark.parametrize("name", ["SOLUTION", "HIDDEN TESTS", "MARK SCHEME"])
def test_mark_in_a_cell_of_another_kind(workspace: Workspace, kind: str, name: str) -> None:
    """nbgrader stops there without a word of where: here the cell is named, by faces too."""
    content = written("# {} {}")
    extra = code("extra", region("# {} {}", name, f"x = 1  # {HIDDEN}"))
    if kind != "code":
        extra = markdown("extra", extra["source"]) | {"cell_type": kind}
    content["cells"].insert(1, extra)
    write_assignment(workspace, "tiny", content)
    with pytest.raises(NotebookError, match=r"cell 2: The mark ### BEGIN .* of another kind"):
        make_release(workspace, workspace.read_assignment("tiny"))
    cell = marked(workspace)[1]
    with pytest.raises(NotebookError, match="of another kind"):
        cell.solved.strip()
