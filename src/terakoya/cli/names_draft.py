"""The table of names that a collection could not place: to be corrected, and given back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from terakoya.cli.console import warn
from terakoya.cli.session import Session
from terakoya.delivery import NAME_HEADINGS, Refused
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.records import list_learners
from terakoya.sheets import write_table

__all__ = ["require_new_draft", "write_names_draft"]


def require_new_draft(path: Path) -> None:
    """Raise UsageError where a file is there already: somebody may have corrected it."""
    if path.suffix.lower() not in (".csv", ".xlsx"):
        what = _("The form of this file is not known.")
        raise UsageError(what, where=str(path), remedy=_("End its name in .csv or .xlsx."))
    if path.exists():
        what = _("This file is there already.")
        raise UsageError(what, where=str(path), remedy=_("Choose another name, or remove it."))


def write_names_draft(
    session: Session, cohort_id: str, refused: Iterable[Refused], path: Path
) -> None:
    """Write each name once, with the staff number where one person may be meant, else without.

    Raises:
        ExportError: the file cannot be written.
    """
    with session.database.reading() as records:
        people = {learner.id: learner.name for learner in list_learners(records, cohort_id)}
    unknown = {each.who: each.meant for each in refused if each.who}
    rows = [
        [
            who,
            meant[0] if len(meant) == 1 else "",
            ", ".join(f"{number} {people.get(number, '')}".strip() for number in meant),
        ]
        for who, meant in sorted(unknown.items())
    ]
    form: Literal["xlsx", "csv-utf8"] = "xlsx" if path.suffix.lower() == ".xlsx" else "csv-utf8"
    write_table(path, (*NAME_HEADINGS, "候補"), rows, form)
    message = _("Names to look at: {count}, in {file}. Correct it and give it back with --names.")
    warn(message.format(count=len(rows), file=path))
