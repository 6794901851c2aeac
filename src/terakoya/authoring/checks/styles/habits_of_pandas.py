"""Code of the author's that pandas 3 does not take as pandas 2 did."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya.authoring.finding import Found, Place, Severity
from terakoya.authoring.mutants.pandas_habits import find_habits
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _

__all__ = ["OldPandas"]


class OldPandas(Check):
    """Code of a cell works with pandas 2 only.

    Why:
        With pandas 3, texts are no `object`, moments are counted in microseconds, and what is set
        in a column that was taken out of a table first is lost.

    Example:
        table["people"][table["people"] < 0] = 0

    Remedy:
        Set with one `table.loc[rows, column] = …`; ask `pd.api.types.is_string_dtype`; divide a
        difference of moments by `pd.Timedelta("1s")`.
    """

    code = "TK917"
    name = "old-pandas"
    severity = Severity.WARNING

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such line."""
        said = {
            "object-texts": (
                _("With pandas 3, texts are not of dtype object: {code}"),
                _("Ask pd.api.types.is_string_dtype, or compare values."),
            ),
            "nanoseconds": (
                _("With pandas 3, moments are not counted in nanoseconds: {code}"),
                _("Divide by pd.Timedelta, or ask is_datetime64_any_dtype."),
            ),
            "chained": (
                _("With pandas 3, this changes nothing in the table: {code}"),
                _("Set it at once: table.loc[rows, column] = value."),
            ),
        }
        for cell in subject.cells:
            for habit in find_habits(cell.source) if cell.is_code else ():
                what, remedy = said[habit.kind]
                known = cell.place(habit.line)
                place = Place(known.path, known.cell, known.line, known.item, known.words)
                yield Found(place, what.format(code=habit.code), remedy)
