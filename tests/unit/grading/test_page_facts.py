"""A page knows what it says, and what it was made of."""

from __future__ import annotations

from pathlib import Path

from terakoya.grading.page_facts import PageMarks, digest_making, read_marks


def test_marks_are_read_back(tmp_path: Path) -> None:
    """Both digests come out of the page as they went in."""
    marks = PageMarks("a" * 64, "b" * 64)
    page = tmp_path / "index.html"
    page.write_text(f'<meta charset="utf-8">\n<meta name="terakoya-page" content="{marks}">')
    assert read_marks(page) == marks


def test_marks_of_a_learner_are_none(tmp_path: Path) -> None:
    """What stands further down in a page, where a learner's words are, is not looked at."""
    page = tmp_path / "index.html"
    marks = PageMarks("a" * 64, "b" * 64)
    page.write_text(" " * 3000 + f'<meta name="terakoya-page" content="{marks}">')
    assert read_marks(page) is None
    assert read_marks(tmp_path / "none.html") is None


def test_making_depends_on_all_that_makes_a_page() -> None:
    """Facts, words, language and each file change the digest; nothing else does."""
    made = digest_making("facts", "title", "ja", {"book": b"1"})
    assert made == digest_making("facts", "title", "ja", {"book": b"1"})
    others = [
        digest_making("other", "title", "ja", {"book": b"1"}),
        digest_making("facts", "other", "ja", {"book": b"1"}),
        digest_making("facts", "title", "en", {"book": b"1"}),
        digest_making("facts", "title", "ja", {"book": b"2"}),
    ]
    assert len({made, *others}) == 5
