"""The pages about faces say what the code does."""

from __future__ import annotations

from dataclasses import fields

import pytest

from terakoya.model.cell_choice import Untagged, only_tag
from terakoya.model.face import FACES, Face, Made
from terakoya.model.face_cells import not_released, only_tags
from terakoya.plugins import resolve
from tests.unit.docs.pages import ROOT, code_in_first_cells, fences, read_page, section

PACKAGE = ROOT / "tests" / "golden" / "plugins" / "terakoya_poster"
PAGE = "docs/how-to/write-a-face.md"
PAGES = (PAGE, "docs/ja/how-to/write-a-face.md")


@pytest.mark.parametrize("page", PAGES)
def test_package_on_the_page_is_the_one_that_is_tested(page: str) -> None:
    """Who copies the page has a package that works."""
    made = [
        PACKAGE / "terakoya_poster" / "__init__.py",
        PACKAGE / "terakoya_poster" / "poster.py",
        PACKAGE / "terakoya_poster" / "checks.py",
        PACKAGE / "pyproject.toml",
    ]
    told = [*fences(read_page(page), "python"), *fences(read_page(page), "toml")]
    assert [text.strip() for text in told] == [path.read_text("utf-8").strip() for path in made]


def test_page_tells_all_that_a_face_says() -> None:
    """Each part of a face has its row, and so has each way to show untagged cells."""
    page = read_page(PAGE)
    told = code_in_first_cells(section(page, "What a face says"))
    assert told == [field.name for field in fields(Face)]
    shown = code_in_first_cells(section(page, "Which cells it shows"))
    assert shown == [way.name for way in Untagged]
    assert all(f"Made.{made.name}" in page for made in Made)


def test_command_line_tells_what_each_face_makes() -> None:
    """Every face of ours is named, with what comes out."""
    page = section(read_page("docs/reference/command-line.md"), "terakoya build")
    for face in FACES.load().parts.values():
        assert f"- {face.name}: `FOLDER/<assignment>" in page
        assert all(f".{file.form}`" in page for file in face.files)


def test_cell_tags_tell_which_keep_a_cell_to_a_face() -> None:
    """Each of them has its row, and the configurations that come with us take them out."""
    told = code_in_first_cells(read_page("docs/reference/cell-tags.md"))
    assert set(only_tags()) <= set(told)
    assert only_tag("exercise") not in not_released()
    for path in ("nbgrader_config.py", "src/terakoya/workspace/template/nbgrader_config.py"):
        text = (ROOT / path).read_text("utf-8")
        assert all(f'"{tag}"' in text for tag in not_released())


@pytest.mark.parametrize("name", FACES.names())
def test_face_names_a_function_that_is_there(name: str) -> None:
    """What is imported only when it is used is there to be imported."""
    face = FACES.find(name)
    assert face is not None
    assert callable(resolve(face.build))
    assert all(file.words.ja and file.words.en for file in face.files)
