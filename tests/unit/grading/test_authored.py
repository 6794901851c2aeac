"""An author's texts are found in the source and in the release, with their pictures inside."""

from __future__ import annotations

import base64

from terakoya.grading.authored import read_authored
from terakoya.workspace import Workspace
from tests.made import code, markdown, notebook, write_assignment, write_notebook

PNG = b"\x89PNG\r\n\x1a\nx"
PASTED = {"q.png": {"image/png": base64.b64encode(PNG).decode()}}


def test_texts_of_source_and_release_are_the_authors(workspace: Workspace) -> None:
    """Not code, and no answer in words: a learner's stands in its place."""
    answer = markdown("c", "模範")
    answer["metadata"]["nbgrader"] = {"grade": True, "solution": True, "grade_id": "c"}
    write_assignment(workspace, "tiny", notebook(markdown("a", "# 題"), answer, code("d", "1")))
    release = workspace.release("tiny") / "tiny.ipynb"
    write_notebook(release, notebook(markdown("a", "# 前の題")))
    texts = read_authored(workspace, workspace.read_assignment("tiny"))["tiny"]
    assert dict(texts) == {"# 題": "<h3>題</h3>\n", "# 前の題": "<h3>前の題</h3>\n"}


def test_release_that_is_spoilt_takes_no_text_away(workspace: Workspace) -> None:
    """The source is enough."""
    release = workspace.release("tiny") / "tiny.ipynb"
    release.parent.mkdir(parents=True, exist_ok=True)
    release.write_text("{", encoding="utf-8")
    texts = read_authored(workspace, workspace.read_assignment("tiny"))["tiny"]
    assert "# 小さな演習" in texts


def test_pictures_of_a_text_are_inside_it(workspace: Workspace) -> None:
    """Pasted ones and those of the folder, but none of another folder."""
    text = "![a](attachment:q.png) ![b](images/p.png) ![c](../../nbgrader_config.py) ![d](no.png)"
    folder = write_assignment(
        workspace, "tiny", notebook(markdown("a", text) | {"attachments": PASTED})
    )
    (folder / "images").mkdir()
    (folder / "images" / "p.png").write_bytes(PNG)
    (html,) = read_authored(workspace, workspace.read_assignment("tiny"))["tiny"].values()
    assert html.count(f"data:image/png;base64,{base64.b64encode(PNG).decode()}") == 2
    assert html.count("src=") == 2
