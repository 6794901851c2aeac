"""Promises of the markup: one reading of the author's tags for every face."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest

from terakoya.errors import NotebookError
from terakoya.faces.markup import CellKind, MarkedCell, read_markup
from tests.made import answer, check, code, markdown, notebook, tiny_notebook

FACES = ("app", "exercise", "handout", "refresher")


def read(*cells: dict[str, Any]) -> dict[str, MarkedCell]:
    """The marked cells of a notebook, by id."""
    made = nbformat.from_dict(notebook(*cells))
    return {cell.id: cell for cell in read_markup(made, "a.ipynb")}


def tagged(cell: dict[str, Any], *tags: str) -> dict[str, Any]:
    """The cell with tags."""
    cell["metadata"]["tags"] = list(tags)
    return cell


def test_kind_follows_nbgrader_before_tags() -> None:
    """A test stays a test and an answer an answer, whatever tag they carry."""
    cells = read(
        tagged(answer("double", "x = 1\nx"), "result"),
        tagged(check("test", "assert x", 1), "result", "app"),
        tagged(code("year", "year: int = 2026"), "parameters"),
        tagged(code("table", "x"), "result"),
        markdown("text", "文"),
    )
    kinds = [cell.kind.value for cell in cells.values()]
    assert kinds == ["answer", "test", "parameters", "result", "narrative"]
    assert cells["double"].is_result
    assert cells["test"].shown == {"exercise", "refresher"}


def test_written_answer_is_for_learners_alone() -> None:
    """What an instructor reads is neither in the app nor on paper."""
    essay = markdown("essay", "考えを書いてください")
    essay["metadata"]["nbgrader"] = {"grade": True, "solution": True, "grade_id": "essay"}
    cell = read(essay)["essay"]
    assert cell.kind is CellKind.MANUAL
    assert cell.faces == {"exercise", "refresher"}


@pytest.mark.parametrize("face", FACES)
def test_only_keeps_a_cell_to_its_face(face: str) -> None:
    """A cell with an only-tag is shown there and takes part nowhere else."""
    cell = read(tagged(markdown("text", "文"), f"{face}-only"))["text"]
    assert cell.faces == cell.shown == {face}


def test_two_only_tags_give_both_faces() -> None:
    """Paper and app may share a text that learners never see."""
    cell = read(tagged(markdown("text", "文"), "app-only", "handout-only"))["text"]
    assert cell.shown == {"app", "handout"}


def test_result_is_shown_in_app_and_handout() -> None:
    """A result is for both; the app's own tag adds the app only; other code runs unseen."""
    cells = read(
        code("prepare", "x = 1"),
        tagged(code("table", "x"), "result"),
        tagged(code("picture", "x"), "app"),
    )
    both = {"app", "handout"}
    assert cells["table"].shown >= both
    assert cells["picture"].shown & both == {"app"}
    assert cells["prepare"].faces == set(FACES)
    assert not cells["prepare"].shown & both


def test_untagged_notebook_shows_headline_and_results() -> None:
    """Without tags, the app has its headline, what draws or ends in a value, the text before."""
    cells = read(
        markdown("title", "# 題"),
        code("load", "x = [1]\nprint('読みました')"),
        markdown("task", "問いです"),
        markdown("before", "## 表"),
        markdown("hint", "<details><summary>ヒント</summary>x</details>"),
        code("table", "x"),
        code("draw", "plt.plot(x)"),
    )
    shown = [name for name, cell in cells.items() if "app" in cell.shown]
    assert shown == ["title", "before", "table", "draw"]
    on_paper = [name for name, cell in cells.items() if "handout" in cell.shown]
    assert on_paper == ["title", "task", "before", "table", "draw"]


def test_hint_in_a_text_takes_only_itself_away() -> None:
    """An untagged text with a hint in it is shown without the hint; a tagged one as it is."""
    folded = "<details><summary>開く</summary>\n\n中の文\n\n</details>"
    cells = read(markdown("title", f"# 題\n\n前の文\n\n{folded}\n\n後の文"), code("x", "x"))
    for face in ("app", "handout"):
        assert face in cells["title"].shown
        text = cells["title"].text_in(face)
        assert "前の文" in text
        assert "後の文" in text
        assert "中の文" not in text
    assert "中の文" in cells["title"].text_in("exercise")
    told = read(tagged(markdown("title", f"前の文\n\n{folded}"), "narrative"))["title"]
    assert "中の文" in told.text_in("app")


def test_text_is_shown_before_its_result_past_code_that_prepares() -> None:
    """Code that shows nothing does not part a text from its result; another text does."""
    cells = read(
        markdown("title", "# 題"),
        code("first", "x"),
        markdown("other", "別の話"),
        markdown("text", "## 図\n\n次の図"),
        code("prepare", "y = 1"),
        code("draw", "plt.plot(y)"),
        markdown("last", "おわりに"),
    )
    shown = [name for name, cell in cells.items() if "app" in cell.shown]
    assert shown == ["title", "first", "text", "draw"]


def test_untagged_notebook_that_only_prints_shows_its_prints() -> None:
    """An author who knows only print still gets an app."""
    cells = read(markdown("title", "# 題"), code("say", "print(1)"), code("quiet", "y = 2"))
    assert cells["say"].is_result
    assert not cells["quiet"].is_result


def test_tags_for_the_app_leave_the_handout_its_defaults() -> None:
    """A lab that is marked up for the app alone still gives a handout."""
    cells = read(markdown("text", "文"), tagged(code("app", "x"), "app"), code("table", "x"))
    assert "app" not in cells["text"].shown
    assert "handout" in cells["text"].shown
    assert "handout" in cells["table"].shown
    assert "app" not in cells["table"].shown


def test_slide_and_refresher_are_told() -> None:
    """A slide may begin at any cell; only an answer can be a refresher's item."""
    cells = read(
        tagged(markdown("text", "文"), "slide", "refresher"),
        tagged(answer("double", "x = 1"), "refresher"),
    )
    assert (cells["text"].starts_slide, cells["text"].is_refresher) == (True, False)
    assert (cells["double"].starts_slide, cells["double"].is_refresher) == (False, True)


def test_two_parameters_cells_are_refused() -> None:
    """The message names both places and says what to do."""
    cells = [tagged(code(name, "x: int = 1"), "parameters") for name in ("a", "b")]
    with pytest.raises(NotebookError, match=r"cell 2: .*cell 1\. Put all parameters") as caught:
        read(*cells)
    assert caught.value.remedy


def test_solved_source_has_the_solution_and_no_marks() -> None:
    """What runs in the faces is the reference solution."""
    cells = read_markup(nbformat.from_dict(tiny_notebook()), "a.ipynb")
    solved = next(cell.solved for cell in cells if cell.id == "double")
    assert "return 2 * x" in solved
    assert "SOLUTION" not in solved


def test_place_names_notebook_and_cell() -> None:
    """Messages can say where."""
    assert read(markdown("a", "x"), markdown("b", "y"))["b"].place == "a.ipynb, cell 2"
