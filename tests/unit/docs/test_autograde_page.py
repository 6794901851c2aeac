"""The page on terakoya-autograde has every option of the command."""

from __future__ import annotations

from terakoya_autograde.nbgrader_course.command import _parser

from tests.unit.docs.pages import code_in_first_cells, read_page, section


def test_every_option_is_in_the_table() -> None:
    """Each option is in the table, and the table has no other."""
    table = section(read_page("docs/how-to/terakoya-autograde.md"), "Options")
    known = {name for action in _parser()._actions for name in action.option_strings}
    assert set(code_in_first_cells(table)) == known - {"-h", "--help"}


def test_every_option_has_a_help_text() -> None:
    """--help explains each."""
    assert [action.dest for action in _parser()._actions if not action.help] == []
