"""Feedback pages: one for each learner and assignment, in plain words, safe to show."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Environment, FileSystemLoader, pass_context, select_autoescape
from markupsafe import Markup
from nbconvert import HTMLExporter
from terakoya_autograde import NBGRADER, Marks, Status

from terakoya import __version__
from terakoya.delivery import SubmissionStore
from terakoya.grading.apart import put_apart
from terakoya.grading.authored import Authored, read_authored
from terakoya.grading.cleaned_code import clean_code
from terakoya.grading.course_directory import CourseDirectory
from terakoya.grading.outcome import ItemOutcome, ItemState
from terakoya.grading.page_facts import PageMarks, digest_facts, digest_making, read_marks
from terakoya.grading.page_pictures import nothing, read_handed_in
from terakoya.grading.redact import redact
from terakoya.grading.sanitise import sanitise
from terakoya.grading.summary import Entry, Summary, describe_run, local_time
from terakoya.grading.time_limit import TookTooLongError, time_limit
from terakoya.grading.words import advise, explain_outcome, name_item_state, sign_of
from terakoya.language import current_language, gettext, ngettext
from terakoya.markdown import render_markdown
from terakoya.markdown.pictures import PictureReader
from terakoya.model.handed_in_cells import grade_id_of
from terakoya.model.left_out import explain_left_out
from terakoya.workspace import Workspace
from terakoya.workspace.atomic import write_text
from terakoya.workspace.mark_delimiters import course_marks

__all__ = ["PAGE", "Authoring", "WrittenPage", "render_feedback", "write_feedback"]

PAGE = "index.html"
LONGEST = 30.0
"""Seconds for a notebook to become HTML; an ordinary one takes less than one."""
MANY = 3
"""Items with the same words, from which on they stand once."""
MOST = 20
"""Files named on a page."""
_log = logging.getLogger(__name__)
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Authoring:
    """What of a notebook is its author's.

    Attributes:
        marks: the course's delimiters of what is hidden.
        texts: the author's texts in each notebook, by its name.
        pictures: finds those that a learner's texts and results name.
    """

    marks: Marks = NBGRADER
    texts: Mapping[str, Authored] = field(default_factory=dict)
    pictures: PictureReader = field(default=nothing, repr=False)


@dataclass(frozen=True)
class WrittenPage:
    """One page; `is_new` says whether it had to be made anew."""

    entry: Entry
    path: Path
    is_new: bool


def write_feedback(
    workspace: Workspace, summary: Summary, assignment_id: str | None = None
) -> Iterator[WrittenPage]:
    """Make the page of every graded entry anew where it is not as it would be made now.

    An assignment that is among the summary's problems keeps the pages that it has: what its authors
    wrote cannot be told from what is a learner's.
    """
    directory = CourseDirectory(workspace.cohort(summary.cohort.id))
    delimiters, store = course_marks(workspace), SubmissionStore.of(workspace)
    authored: dict[str, dict[str, Authored]] = {}
    for entry in summary.entries:
        if entry.grading is None or assignment_id not in (None, entry.assignment_id):
            continue
        if entry.assignment_id in summary.problems:
            continue
        assignment = workspace.read_assignment(entry.assignment_id)
        said = assignment.title.in_language(current_language())
        if assignment.id not in authored:
            authored[assignment.id] = read_authored(workspace, assignment, delimiters)
        authoring = Authoring(delimiters, authored[assignment.id])
        released = workspace.release(assignment.id)
        path = directory.feedback(entry.learner.id, entry.assignment_id) / PAGE
        executed = _read_executed(directory, entry)
        outcomes = summary.outcomes(entry)
        facts = digest_facts(entry, outcomes)
        files = executed | _read_templates() | {"authoring": repr(authoring).encode()}
        marks = PageMarks(facts, digest_making(facts, said, current_language(), files))
        is_new = read_marks(path) != marks
        if is_new:
            notebooks = {name: _parse(text) for name, text in executed.items()}
            reader = read_handed_in(entry.submission, store, released)
            made = replace(authoring, pictures=reader)
            page = render_feedback(entry, outcomes, said, notebooks, marks, made)
            write_text(path, page)
        yield WrittenPage(entry, path, is_new)


def render_feedback(
    entry: Entry,
    outcomes: tuple[ItemOutcome, ...],
    title: str,
    notebooks: Mapping[str, object],
    marks: PageMarks | str = "",
    authoring: Authoring = Authoring(),
) -> str:
    """Return one learner's page as HTML.

    Args:
        notebooks: the executed ones as plain JSON data, by name.
        authoring: how authors mark what is hidden, and their texts; all others are the learner's.
    """
    rows = _rows(outcomes, notebooks)
    bodies = []
    for name, notebook in notebooks.items():
        verdicts, texts = _verdicts(rows, name), authoring.texts.get(name)
        body = _body(notebook, verdicts, authoring.marks, texts, authoring.pictures)
        bodies.append({"name": name, "body": Markup(body)})  # noqa: S704 - sanitised
    score = entry.score
    return (
        _environment()
        .get_template("feedback.html.j2")
        .render(
            _=gettext,
            language=current_language(),
            marks=str(marks),
            title=title,
            style=Markup((_TEMPLATES / "feedback.css").read_text(encoding="utf-8")),  # noqa: S704
            learner=entry.learner,
            submitted_at=local_time(entry.submission.submitted_at) if entry.submission else "",
            status=describe_run(entry, entry.progress),
            advice=_advise(entry),
            score=_number(score.score if score else 0.0),
            max_score=_number(sum(outcome.item.points for outcome in outcomes)),
            penalty=_number(score.penalty) if score and score.penalty else "",
            rows=rows,
            shared=_find_shared(rows),
            comments=_comments(entry, outcomes),
            extra_files=_shorten(entry.extra_files),
            left_out=[(each.name, explain_left_out(each.why)) for each in entry.left_out[:MOST]],
            notebooks=bodies,
        )
    )


def _advise(entry: Entry) -> str:
    """Return what to do about how it ran; that an empty notebook does not run is no news."""
    if entry.grading is None or entry.is_blank:
        return ""
    if entry.is_half_done and entry.grading.status == Status.ERROR:
        return ""  # cells that nobody wrote into fail, and the table says so of each
    return advise(entry.grading.status)


def _rows(outcomes: tuple[ItemOutcome, ...], notebooks: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return what the page says of each item; anchors stay apart where two share an id."""
    counts = Counter(outcome.item.id for outcome in outcomes)
    there = {
        (name, grade_id_of(cell))
        for name, notebook in notebooks.items()
        for cell in notebook["cells"]
    }
    rows = []
    for number, outcome in enumerate(outcomes):
        item, state = outcome.item, outcome.state or ItemState.NOT_RUN
        points = f"{_number(outcome.score or 0.0)} / {_number(item.points)}"
        anchor = item.id if counts[item.id] == 1 else f"{item.id}-{number}"
        rows.append(
            {
                "notebook": item.notebook,
                "item": item.id,
                "id": anchor,
                "link": f"#item-{anchor}" if item.key in there else "",
                "title": item.title,
                "status": state.value,
                "sign": sign_of(state),
                "words": name_item_state(state),
                "of": points,
                "message": explain_outcome(outcome),
            }
        )
    return rows


def _find_shared(rows: list[dict[str, str]]) -> dict[str, str]:
    """Return the row whose words are those of many, so that they stand once; empty without one."""
    counts = Counter(row["message"] for row in rows if row["message"])
    message, count = counts.most_common(1)[0] if counts else ("", 0)
    many = next((row for row in rows if row["message"] == message), {})
    return many if count >= MANY else {}


def _verdicts(rows: list[dict[str, str]], notebook: str) -> dict[str, dict[str, str]]:
    return {row["item"]: row for row in rows if row["notebook"] == notebook}


def _comments(entry: Entry, outcomes: tuple[ItemOutcome, ...]) -> list[dict[str, str]]:
    """Return what a person wrote, each with the title of its item where it belongs to one."""
    titles = {outcome.item.key: outcome.item.title for outcome in outcomes}
    found = entry.score.comments.items() if entry.score else ()
    return [{"title": titles.get(key, ""), "text": text} for key, text in found]


def _shorten(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names as a page has room for them."""
    return names if len(names) <= MOST else (*names[:MOST], "…")


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _read_executed(directory: CourseDirectory, entry: Entry) -> dict[str, bytes]:
    folder = directory.autograded(entry.learner.id, entry.assignment_id)
    return {path.stem: path.read_bytes() for path in sorted(folder.glob("*.ipynb"))}


@cache
def _read_templates() -> dict[str, bytes]:
    """Return what pages are made with: after an update of the product they are made anew."""
    found = (path for path in _TEMPLATES.rglob("*") if path.is_file())
    return {str(path.relative_to(_TEMPLATES)): path.read_bytes() for path in found} | {
        "version": __version__.encode()
    }


def _parse(text: bytes) -> Any:
    return nbformat.reads(text.decode("utf-8"), as_version=4)


def _body(
    notebook: object,
    verdicts: Mapping[str, Mapping[str, str]],
    delimiters: Marks = NBGRADER,
    authored: Authored | None = None,
    pictures: PictureReader = nothing,
) -> str:
    """Return a notebook as safe HTML; one that cannot be shown says so, and costs no other page.

    Learners' code makes outputs of any form, and learners write any text: what turns them into HTML
    may fail on some, or take for ever.
    """
    versions: tuple[Callable[[Any], Any], ...] = (dict, _without_outputs)
    for version in versions:
        try:
            with time_limit(LONGEST):
                plain = redact(version(notebook), verdicts, delimiters)
                apart, pieces = put_apart(plain, authored or {}, pictures)
                return pieces.give_back(sanitise(_to_html(apart)))
        except (Exception, TookTooLongError):  # noqa: BLE001 - whatever it is, the others' pages are written
            _log.debug("a notebook could not be shown", exc_info=True)
    return sanitise(f"<p>{gettext('This could not be shown')}</p>")


def _without_outputs(notebook: Any) -> Any:
    """Return a copy in which a sentence stands in the place of every cell's outputs."""
    words = {"output_type": "stream", "name": "stderr", "text": gettext("This could not be shown")}
    cells = [
        {**cell, "outputs": [words] if cell["outputs"] else []} if "outputs" in cell else cell
        for cell in notebook["cells"]
    ]
    return {**notebook, "cells": cells}


def _to_html(notebook: object) -> str:
    body, _resources = _exporter().from_notebook_node(nbformat.from_dict(notebook))
    return str(body)


@cache
def _exporter() -> HTMLExporter:
    return HTMLExporter(
        template_name="terakoya-feedback",
        extra_template_basedirs=[str(_TEMPLATES)],
        exclude_anchor_links=True,
        filters={"markdown2html": _to_markup, "clean_html": clean_code},
    )


@pass_context
def _to_markup(context: Any, source: str) -> str:
    """Turn Markdown into HTML as nbconvert does, with formulas that need no script."""
    cell = context.get("cell", {})
    return render_markdown(source, cell.get("attachments", {}))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=select_autoescape(["html", "j2"])
    )
    environment.globals["ngettext"] = ngettext
    return environment
