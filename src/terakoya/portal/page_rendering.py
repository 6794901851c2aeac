"""Turning templates into pages, in the language of the moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from terakoya.dates import write_long_day
from terakoya.grading import name_standing
from terakoya.language import current_language, gettext, ngettext
from terakoya.language import gettext as _
from terakoya.model.standing import Standing
from terakoya.portal.links import base_of

__all__ = ["render_page", "show_error", "write_day", "write_points"]

_SYMBOLS = {
    Standing.MISSING: "–",
    Standing.WAITING: "○",
    Standing.GRADED: "●",
    Standing.UNANSWERED: "□",
    Standing.REVIEW: "◐",
    Standing.WITHDRAWN: "▽",
}


def render_page(
    request: Request, template: str, status: int = 200, **values: object
) -> HTMLResponse:
    """Return a page. Everything from outside is escaped."""
    language = current_language()
    content = _environment.get_template(template).render(
        base=base_of(request), language=language, switch=_switch(request, language), **values
    )
    return HTMLResponse(content, status_code=status, headers={"content-language": language})


def show_error(request: Request, status: int, detail: str = "") -> HTMLResponse:
    """Return the page for a refusal or failure: what happened, and what to do next."""
    title, remedy = _explain(status)
    return render_page(
        request, "error.html", status, number=status, title=title, remedy=detail or remedy
    )


def _explain(status: int) -> tuple[str, str]:
    known = {
        403: (
            _("You may not see this page."),
            _("If you need it, ask the person in charge of the training."),
        ),
        404: (
            _("This page does not exist."),
            _("Check the address, or start again from the first page."),
        ),
        409: (
            _("This step is over, or not open to you."),
            _("Go back to your list of refreshers."),
        ),
        413: (
            _("What you sent is too large."),
            _("Send a smaller file."),
        ),
        502: (
            _("The app is not running now."),
            _("Wait a moment and open it again. If that does not help, tell your instructor."),
        ),
        503: (
            _("Many people are opening apps just now."),
            _("Wait a minute and open it again."),
        ),
    }
    failed = (
        _("Something went wrong on our side."),
        _("Wait a moment and try again. If that does not help, tell the administrator."),
    )
    refused = (_("This request cannot be answered."), _("Start again from the first page."))
    return known.get(status, failed if status >= 500 else refused)


def _switch(request: Request, language: str) -> Mapping[str, str]:
    """Return where the link to the other language leads: the same page."""
    other = "en" if language == "ja" else "ja"
    kept = {name: value for name, value in request.query_params.items() if name != "lang"}
    label = {"ja": "日本語", "en": "English"}[other]
    return {"language": other, "label": label, "href": "?" + urlencode({**kept, "lang": other})}


def write_points(value: float | None) -> str:
    """Write points as people do, and as feedback pages do: 3, 2.5, and a dash for none."""
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def write_day(day: date | None) -> str:
    """Write a day with its weekday in the language of the moment; a dash for none."""
    if day is None:
        return "–"
    return write_long_day(day, weekday=True)


def _make_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=False)  # type: ignore[attr-defined]
    environment.filters["score"] = write_points
    environment.filters["day"] = write_day
    environment.filters["words"] = name_standing
    environment.filters["symbol"] = _SYMBOLS.__getitem__
    return environment


_environment = _make_environment()
