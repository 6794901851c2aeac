"""Manifests: what is read, and the sentence that each mistake gets."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from terakoya.errors import ManifestError, UsageError
from terakoya.model import Skill, Tier
from terakoya.workspace import Workspace
from terakoya.workspace.manifest import read_assignment_manifest
from tests.made import COURSE, MANIFEST

TINY = MANIFEST.format(id="tiny")
MISTAKES = {
    "no TOML": (TINY.replace("minutes = 10", "minutes 10"), "not valid TOML"),
    "missing key": (TINY.replace("minutes = 10\n", ""), "minutes: The key is missing"),
    "unknown key": (TINY + "\n[extra]\nx = 1\n", "line 19, extra: There is no such key"),
    "unknown skill": (TINY.replace('["data"]', '["magic"]'), "line 4, skills.0: The value is not"),
    "text for a number": (TINY.replace("= 10", '= "ten"'), "line 3, minutes: A whole number"),
    "number out of range": (TINY.replace("= 10", "= 0"), "line 3, minutes: The number is out"),
    "id is not the folder": (TINY.replace('id = "tiny"', 'id = "big"'), "name of its folder, tiny"),
    "empty title": (TINY.replace('"小さな演習"', '""'), "title.ja: It must not be empty"),
    "app is no notebook": ('app = "other"\n' + TINY, "line 1, app: No such notebook"),
    "path outside": (
        TINY + '\n[[data]]\nfile = "../x"\nja = "a"\nen = "b"\nsource = "c"\n',
        "line 20, data.0.file: '../x' is not an allowed name",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_manifest_mistake_names_file_line_and_key(workspace: Workspace, mistake: str) -> None:
    """A broken manifest gets one sentence with the file, the line, the key and a remedy."""
    text, expected = MISTAKES[mistake]
    (workspace.source("tiny") / "assignment.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ManifestError) as caught:
        workspace.read_assignment("tiny")
    assert str(caught.value).startswith("source/tiny/assignment.toml")
    assert expected in str(caught.value)


def test_manifest_in_another_encoding_is_refused(workspace: Workspace) -> None:
    """A manifest in cp932 is refused with the remedy."""
    (workspace.source("tiny") / "assignment.toml").write_bytes(TINY.encode("cp932"))
    with pytest.raises(ManifestError, match="Save it again as UTF-8"):
        workspace.read_assignment("tiny")


def test_every_problem_of_a_manifest_is_listed(workspace: Workspace) -> None:
    """Two mistakes give two sentences."""
    text = TINY.replace("= 10", "= 0").replace('["data"]', "[]")
    (workspace.source("tiny") / "assignment.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ManifestError) as caught:
        workspace.read_assignment("tiny")
    assert len(caught.value.problems) == 2


def test_course_manifest_is_read(workspace: Workspace) -> None:
    """A course knows its tier, its skills and the order of its assignments."""
    course = workspace.read_course("small")
    assert (course.tier, course.skills) == (Tier.PRACTITIONER, (Skill.DATA,))
    assert course.assignments == ("tiny",)


@pytest.mark.parametrize(
    ("before", "said"),
    [('["small"]', "cannot come before itself"), ('["other", "other"]', "is named twice")],
)
def test_course_that_comes_after_itself_is_refused(
    workspace: Workspace, before: str, said: str
) -> None:
    """What comes before a course is another course, named once; the message names the line."""
    path = workspace.root / "courses" / "small" / "course.toml"
    path.write_text(f"prerequisites = {before}\n{COURSE}", encoding="utf-8")
    with pytest.raises(ManifestError, match=f"line 1, prerequisites: .*{said}"):
        workspace.read_course("small")


def test_course_names_what_comes_before_it(workspace: Workspace) -> None:
    """In the manifest's order; a course that names none has none."""
    assert workspace.read_course("small").prerequisites == ()
    path = workspace.root / "courses" / "small" / "course.toml"
    path.write_text(f'prerequisites = ["b", "a"]\n{COURSE}', encoding="utf-8")
    assert workspace.read_course("small").prerequisites == ("b", "a")


def test_course_with_unknown_tier_names_the_choices(workspace: Workspace) -> None:
    """The remedy lists the allowed values."""
    path = workspace.root / "courses" / "small" / "course.toml"
    path.write_text(COURSE.replace("practitioner", "boss"), encoding="utf-8")
    with pytest.raises(ManifestError, match=r"line 2, tier: .*'leader', 'practitioner'"):
        workspace.read_course("small")


def test_unknown_assignment_suggests_the_nearest(workspace: Workspace) -> None:
    """A slip of the finger gets the right name."""
    with pytest.raises(UsageError, match="Did you mean tiny"):
        workspace.read_assignment("tinny")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('title = "まち"', None),
        ('title = { ja = "まち", en = "Town" }', None),
        ("title = 7", "title: The value has the wrong form. Write it as docs/reference/manifests"),
        ('title = "まち"\nnotebooks = "a"', "notebooks: A list is needed. Write it in brackets"),
        ('title = "まち"\nnotebooks = [7]', "notebooks.0: A text is needed. Write it in quotes."),
        (f'title = "{"ま" * 501}"', "title.ja: It is too long. At most 500 are allowed."),
        ('title = "まち"\n[ignore]\ncode = "TK102"', r"ignore: .* brackets: \[\[ignore\]\]"),
        ('title = "まち"\n[data]\nfile = "a"', r"data: .* brackets: \[\[data\]\]"),
    ],
)
def test_title_is_a_text_or_a_table(tmp_path: Path, line: str, said: str | None) -> None:
    """Who writes Japanese only needs no English; a refusal is in the words of people."""
    (tmp_path / "own").mkdir()
    path = tmp_path / "own" / "assignment.toml"
    notebooks = "" if "notebooks" in line else 'notebooks = ["own"]\n'
    text = f'id = "own"\nminutes = 5\nskills = ["data"]\nsummary = "s"\n{notebooks}{line}\n'
    path.write_text(text, encoding="utf-8")
    if said is None:
        assert read_assignment_manifest(path, "own").title.ja == "まち"
    else:
        with pytest.raises(ManifestError, match=said):
            read_assignment_manifest(path, "own")


def test_mark_at_the_beginning_of_a_manifest_is_no_part_of_it(workspace: Workspace) -> None:
    """An editor of Windows writes one that nobody sees."""
    path = workspace.root / "courses" / "small" / "course.toml"
    path.write_text(COURSE, encoding="utf-8-sig")
    assert path.read_bytes().startswith(codecs.BOM_UTF8)
    assert workspace.read_course("small").assignments == ("tiny",)
