"""Feedback pages: one for each learner and assignment, in plain words, safe to show."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Environment, FileSystemLoader, pass_context, select_autoescape
from markupsafe import Markup
from nbconvert import HTMLExporter

from terakoya.grading.course_directory import CourseDirectory, open_course_directory
from terakoya.grading.redact import redact
from terakoya.grading.sanitise import sanitise
from terakoya.grading.summary import Entry, Summary, describe_run, local_time
from terakoya.grading.time_limit import TookTooLongError, time_limit
from terakoya.grading.words import advise, explain, name_item_status, sign_of
from terakoya.language import current_language, gettext, ngettext
from terakoya.markdown import render_markdown
from terakoya.workspace import Workspace
from terakoya.workspace.atomic import write_text
from terakoya.workspace.outline import OutlineItem

__all__ = ["PAGE", "render_feedback", "write_feedback"]

PAGE = "index.html"
LONGEST = 30.0
"""Seconds for a notebook to become HTML; an ordinary one takes less than one."""
_log = logging.getLogger(__name__)
_HEADING = re.compile(r"(</?h)([1-6])(?=[\s>])")
_TEMPLATES = Path(__file__).parent / "templates"


def write_feedback(
    workspace: Workspace, summary: Summary, assignment_id: str | None = None
) -> Iterator[tuple[Entry, Path]]:
    """Write the page of every graded entry and yield it with its path."""
    course = workspace.read_course(summary.cohort.course_id)
    directory = open_course_directory(workspace, summary.cohort, course)
    for entry in summary.entries:
        if entry.grading is None or assignment_id not in (None, entry.assignment_id):
            continue
        title = workspace.read_assignment(entry.assignment_id).title
        page = render_feedback(
            entry,
            summary.outlines[entry.assignment_id],
            title.in_language(current_language()),
            _read_executed(directory, entry),
        )
        path = directory.feedback(entry.learner.id, entry.assignment_id) / PAGE
        write_text(path, page)
        yield entry, path


def render_feedback(
    entry: Entry, outline: tuple[OutlineItem, ...], title: str, notebooks: Mapping[str, Any]
) -> str:
    """Return one learner's page as HTML; `notebooks` are executed ones as plain JSON data."""
    rows = [_row(entry, item) for item in outline]
    verdicts = {row["id"]: row for row in rows}
    bodies = [
        {"name": name, "body": Markup(_body(notebook, verdicts))}  # noqa: S704 - sanitised
        for name, notebook in notebooks.items()
    ]
    return (
        _environment()
        .get_template("feedback.html.j2")
        .render(
            _=gettext,
            language=current_language(),
            title=title,
            style=Markup((_TEMPLATES / "feedback.css").read_text(encoding="utf-8")),  # noqa: S704
            learner=entry.learner,
            submitted_at=local_time(entry.submission.submitted_at) if entry.submission else "",
            status=describe_run(entry),
            advice=advise(entry.grading.status) if entry.grading else "",
            score=_number(entry.score.score if entry.score else 0.0),
            max_score=_number(entry.score.max_score if entry.score else 0.0),
            rows=rows,
            comments=list(entry.score.comments.values()) if entry.score else [],
            notebooks=bodies,
        )
    )


def _row(entry: Entry, item: OutlineItem) -> dict[str, str]:
    run = entry.item_run(item)
    status = str(run.get("status", "not-run"))
    score = entry.item_score(item)
    points = f"{_number(score or 0.0)} / {_number(item.points)}"
    return {
        "id": item.id,
        "title": item.title,
        "status": status,
        "sign": sign_of(status),
        "words": name_item_status(status),
        "score": _number(score or 0.0),
        "points": _number(item.points),
        "of": points,
        "message": explain(str(run.get("message", ""))),
    }


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _read_executed(directory: CourseDirectory, entry: Entry) -> dict[str, Any]:
    folder = directory.autograded(entry.learner.id, entry.assignment_id)
    return {
        path.stem: nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        for path in sorted(folder.glob("*.ipynb"))
    }


def _body(notebook: Any, verdicts: Mapping[str, Mapping[str, str]]) -> str:
    """Return a notebook as safe HTML; one that cannot be shown says so, and costs no other page.

    Learners' code makes outputs of any form, and learners write any text: what turns them into HTML
    may fail on some, or take for ever.
    """
    versions: tuple[Callable[[Any], Any], ...] = (dict, _without_outputs)
    for version in versions:
        try:
            with time_limit(LONGEST):
                return sanitise(_to_html(redact(version(notebook), verdicts)))
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


def _to_html(notebook: Any) -> str:
    body, _resources = _exporter().from_notebook_node(nbformat.from_dict(notebook))
    return _HEADING.sub(_lower_heading, str(body))


def _lower_heading(tag: re.Match[str]) -> str:
    """Put a notebook's headings below the page's own: h1 becomes h3."""
    return f"{tag.group(1)}{min(6, int(tag.group(2)) + 2)}"


@cache
def _exporter() -> HTMLExporter:
    return HTMLExporter(
        template_name="terakoya-feedback",
        extra_template_basedirs=[str(_TEMPLATES)],
        exclude_anchor_links=True,
        filters={"markdown2html": _to_markup},
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
