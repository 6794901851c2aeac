"""Do refreshers hold on other data: solvable, each time another answer, and nobody else's?"""

from __future__ import annotations

from collections.abc import Iterator

from terakoya_autograde.sandbox import sandbox_available

from terakoya.authoring.quality import Subject
from terakoya.errors import NotebookError
from terakoya.faces.refresher.items import RefresherItem, list_refreshers
from terakoya.faces.refresher.kit import RefresherKit, Variant, open_refreshers
from terakoya.faces.refresher.notebook import write_swap
from terakoya.language import gettext as _

__all__ = ["check"]

SEEDS = (1, 2, 3)
Found = tuple[str, str, str]


def check(subject: Subject) -> Iterator[Found]:
    """Yield what is wrong with each refresher; an assignment without any passes."""
    workspace, assignment = subject.workspace, subject.assignment
    items = list_refreshers(workspace, assignment)
    where = f"source/{assignment.id}"
    tagged = {item.id for item in items}
    for entry in assignment.refreshers:
        if entry.item not in tagged:
            what = _("{item} is no answer cell with the tag refresher.").format(item=entry.item)
            remedy = _("Tag the answer cell, or correct item in assignment.toml.")
            yield f"{where}/assignment.toml", what, remedy
    if not items:
        return
    if not any(entry.generator for entry in assignment.data):
        what = _("A refresher needs data that can be made anew.")
        yield where, what, _("Name the generator of a data file under [[data]].")
        return
    shut_in = sandbox_available()
    with open_refreshers(workspace, assignment, sandbox=shut_in, clean_room=False) as kit:
        for item in items:
            yield from _try_item(kit, item, f"{where}, {item.id}")
            subject.advance(assignment.id)


def _try_item(kit: RefresherKit, item: RefresherItem, where: str) -> Iterator[Found]:
    if not item.checks:
        what = _("No test cell follows this answer cell.")
        yield where, what, _("Tag the answer cell of an item that has checks.")
        return
    try:
        variants = [kit.make_variant(item.id, seed, proves=seed == SEEDS[0]) for seed in SEEDS]
    except NotebookError as error:
        yield where, error.what, error.remedy
        return
    if variants[0].files == variants[1].files:
        what = _("The program that makes the data writes the same for each seed.")
        yield where, what, _("Let the data depend on the number behind --seed.")
        return
    answers = {variant.answer for variant in variants}
    if variants[0].answer is not None and len(answers) == 1:
        what = _("The answer is {answer} on every data.").format(answer=variants[0].answer)
        yield where, what, _("Ask for a value that depends more on the data.")
    verdict = kit.check_code(item.id, variants[0], item.answer.solved)
    if not verdict.right:
        what = _("The reference fails on other data: {message}").format(message=verdict.message)
        yield where, what, _("Make the check compute what is right from the data.")
    if _accepts_swap(kit, item, variants[0], variants[1]):
        what = _("The check accepts the results of other data.")
        yield where, what, _("Tag an item whose result depends on the data.")


def _accepts_swap(kit: RefresherKit, item: RefresherItem, mine: Variant, other: Variant) -> bool:
    files = {f"other/{name}": content for name, content in kit.data_files(other).items()}
    return kit.check_code(item.id, mine, write_swap(item), files).right
