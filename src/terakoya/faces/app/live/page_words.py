"""The words around an app's content, for templates and scripts, in the visitor's language."""

from __future__ import annotations

from terakoya.language import current_language
from terakoya.language import gettext as _

__all__ = ["page_words"]


def page_words(text: str = "") -> dict[str, str]:
    """Return every word of an app's page by name; ``{…}`` is filled in by the script.

    ``language`` is the language that they are in.

    Args:
        text: not looked at; there because Jinja gives one to a filter.
    """
    del text
    return {"language": current_language()} | _frame() | _state() | _results() | _briefing()


def _frame() -> dict[str, str]:
    return {
        "skip": _("Skip to the content"),
        "home": _("All apps and exercises"),
        "no_script": _(
            "This app needs JavaScript. Turn it on in your browser's settings and open the "
            "page again."
        ),
        "no_script_light": _(
            "To change values, turn on JavaScript in your browser's settings and open the "
            "page again."
        ),
        "controls": _("Choose what to show"),
        "choose": _("Choose a value"),
        "play": _("Play or pause"),
        "stop": _("Stop"),
        "repeat": _("Repeat"),
        "print": _("Print"),
        "printed_on": _("Printed on {date}"),
        "sources": _("Where the data come from"),
        "start_briefing": _("Briefing view"),
        "absent": _("This app does not exist. Check the address."),
        "not_opened": _("The app could not be opened"),
        "later": _("Wait a moment and open it again. If it happens again, tell your instructor."),
    }


def _state() -> dict[str, str]:
    return {
        "loading": _("Getting ready…"),
        "loading_more": _(
            "Reading the data and calculating. This usually takes a few seconds. The page "
            "then appears by itself."
        ),
        "loading_progress": _("How far it is"),
        "failure": _("This could not be shown"),
        "failure_more": _(
            "You did nothing wrong. Wait a moment and open the page again. If it happens "
            "again, tell your instructor the name of this page."
        ),
        "again": _("Open again"),
        "busy": _("Calculating…"),
        "updated": _("The results were updated."),
        "failed": _("This could not be calculated. Choose other values and try again."),
        "idle": _("The connection ended because nothing happened for a while."),
        "lost": _("The connection was lost. Connecting again…"),
        "retry": _("The connection could not be made again."),
        "renewed": _("This app has been renewed."),
        "too_much": _("That was too much at once. Enter less and try again."),
        "wrong_value": _("This value cannot be used. Give another one."),
        "wrong_range": _("Give a number from {low} to {high}."),
        "wrong_low": _("Give a number of {low} or more."),
        "wrong_whole": _("Give a whole number."),
        "wrong_step": _("Give a multiple of {step}."),
        "wrong_high": _("Give a number of {high} or less."),
    }


def _results() -> dict[str, str]:
    return {
        "figure": _("Figure"),
        "figure_of": _("Figure: {heading}"),
        "table": _("Table"),
        "table_of": _("Table: {heading}"),
        "results": _("Results"),
        "save_table": _("Save this table"),
        "save_picture": _("Save this picture"),
        "csv": "CSV",
        "csv_old": "CSV (Shift_JIS)",
        "excel": "Excel",
        "png": _("PNG (picture)"),
        "svg": _("SVG (sharp at any size)"),
        "no_chart": _("This chart could not be drawn. Load the page again."),
        "no_svg": _("This picture cannot be saved as SVG. Use PNG."),
    }


def _briefing() -> dict[str, str]:
    return {
        "briefing": _("Briefing"),
        "previous": _("Back"),
        "next": _("Next"),
        "leave": _("Leave"),
        "part": _("table {at}/{of}"),
    }
