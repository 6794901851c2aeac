"""nbgrader's steps on what a notebook wrote, loaded only where they have something to do.

They are nbconvert's preprocessors, and nbconvert with what it brings is a fifth of a second of
processor time: too much for a cohort in which two people hand in again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from terakoya_autograde.notebooks.notebook_pipeline import Step

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["ignore_output", "missing_cell_notification", "shorten_output"]

# Settings of a class reach those that inherit from it (traitlets), so these speak of each step.
_ANCESTORS = frozenset(
    {
        "Configurable",
        "LoggingConfigurable",
        "NbConvertBase",
        "Preprocessor",
        "NbGraderPreprocessor",
    }
)
# nbgrader's defaults of `max_lines` and `max_traceback`
_MOST_LINES, _MOST_TRACEBACK = 1000, 100


def ignore_output(config: Mapping[str, object]) -> Sequence[Step]:
    """Return the step that leaves out what a course says is noise on stderr, if it says so."""
    if not _is_configured("IgnorePattern", config):
        return ()
    from nbgrader.preprocessors import IgnorePattern  # noqa: PLC0415 - brings nbconvert

    return (IgnorePattern(config=config).preprocess,)


def shorten_output(config: Mapping[str, object]) -> Sequence[Step]:
    """Return the step that cuts long output; by default it looks first whether any is long."""

    def shorten(notebook: NotebookNode, resources: object) -> tuple[Any, Any]:
        if not _is_configured("LimitOutput", config) and not _has_long_output(notebook):
            return notebook, resources
        from nbgrader.preprocessors import LimitOutput  # noqa: PLC0415 - brings nbconvert

        step: Step = LimitOutput(config=config).preprocess
        return step(notebook, resources)

    return (shorten,)


def missing_cell_notification(config: Mapping[str, object]) -> str | None:
    """Return what stands before a deleted graded cell that the course puts back; None: it stays."""
    if not _is_configured("OverwriteCells", config):
        return None
    from nbgrader.preprocessors import OverwriteCells  # noqa: PLC0415 - brings nbconvert

    step = OverwriteCells(config=config)
    return str(step.missing_cell_notification) if step.add_missing_cells else None


def _is_configured(step: str, config: Mapping[str, object]) -> bool:
    return not _ANCESTORS.union({step}).isdisjoint(config)


def _has_long_output(notebook: NotebookNode) -> bool:
    outputs = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    return any(
        sum(output.text.count("\n") + 1 for output in each if output.output_type == "stream")
        > _MOST_LINES
        or any(
            len(output.traceback) > _MOST_TRACEBACK
            for output in each
            if output.output_type == "error"
        )
        for each in outputs
    )
