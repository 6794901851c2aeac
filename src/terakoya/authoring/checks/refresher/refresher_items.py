"""Which items are refreshers: each is an answer cell with tests, and has data that vary."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya.authoring.checks.refresher.refresher_trials import place_of, varies_data
from terakoya.authoring.finding import Found, Place
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.faces.refresher.items import list_refreshers
from terakoya.language import gettext as _

__all__ = ["NoDataToVary", "RefresherOfNoCell", "RefresherWithoutTest"]


class RefresherOfNoCell(Check):
    """The manifest speaks of a refresher that is no answer cell with the tag.

    Why:
        What is written under `[[refresher]]` is never asked.

    Example:
        [[refresher]]
        item = "shortest"

        and no answer cell `shortest` that is tagged `refresher`.

    Remedy:
        Tag the answer cell, or correct `item` in `assignment.toml`.
    """

    code = "TK511"
    name = "refresher-of-no-cell"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such entry."""
        tagged = {item.id for item in list_refreshers(subject.workspace, subject.assignment)}
        for entry in subject.assignment.refreshers:
            if entry.item not in tagged:
                what = _("{item} is no answer cell with the tag refresher.").format(item=entry.item)
                remedy = _("Tag the answer cell, or correct item in assignment.toml.")
                place = Place(f"{subject.folder}/assignment.toml", item=entry.item)
                yield Found(place, what, remedy)


class NoDataToVary(Check):
    """An item is tagged `refresher`, and no data can be made anew.

    Why:
        Whoever practised again would get the same data, and the same answer.

    Example:
        An entry under `[[data]]` without `generator`.

    Remedy:
        Name the `generator` of a data file under `[[data]]`.
    """

    code = "TK512"
    name = "no-data-to-vary"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield one finding where that is so."""
        items = list_refreshers(subject.workspace, subject.assignment)
        if items and not varies_data(subject.assignment):
            what = _("A refresher needs data that can be made anew.")
            remedy = _("Name the generator of a data file under [[data]].")
            yield Found(Place(subject.folder), what, remedy)


class RefresherWithoutTest(Check):
    """An item is tagged `refresher`, and no test follows its answer cell.

    Why:
        Nobody could say whether an answer is right.

    Example:
        The tag on an answer cell that only prepares something.

    Remedy:
        Tag the answer cell of an item that has tests.
    """

    code = "TK513"
    name = "refresher-without-test"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such item."""
        if varies_data(subject.assignment):  # else nothing is said but that
            for item in list_refreshers(subject.workspace, subject.assignment):
                if not item.checks:
                    what = _("No test cell follows this answer cell.")
                    remedy = _("Tag the answer cell of an item that has checks.")
                    yield Found(place_of(subject, item), what, remedy)
