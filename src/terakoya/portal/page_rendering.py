"""Turning templates into pages, in the language of the moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from terakoya.dates import write_long_day
from terakoya.grading import name_standing
from terakoya.language import current_language, gettext, ngettext
from terakoya.language import gettext as _
from terakoya.model import local_time
from terakoya.model.standing import Standing
from terakoya.portal.form_guard import OLD_PAGE, FormToken
from terakoya.portal.links import base_of
from terakoya.portal.observing import REQUEST_ID
from terakoya.portal.role_words import role_words
from terakoya.portal.surroundings import Frame, frame_of, surroundings_of
from terakoya.status_words import explain_status

__all__ = ["render_page", "show_error", "show_trouble", "write_day", "write_points"]
__all__ += ["write_with_id"]

FAILED = 500
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
    # the frame may be what failed
    frame = frame_of(request) if status != FAILED else Frame()
    return _render(request, template, status, frame, values)


def _render(
    request: Request, template: str, status: int, frame: Frame, values: Mapping[str, object]
) -> HTMLResponse:
    language = current_language()
    forms = _token(request)
    content = _environment.get_template(template).render(
        base=base_of(request),
        frame=frame,
        form_token=forms.use if forms is not None else str,
        language=language,
        switch=_switch(request, language),
        **values,
    )
    answer = HTMLResponse(content, status_code=status, headers={"content-language": language})
    if forms is not None:
        forms.remember(answer)
    return answer


def _token(request: Request) -> FormToken | None:
    around = surroundings_of(request)
    if around is None:
        return None
    return FormToken(around.forms, request, around.permissions.access.person)


def show_error(request: Request, status: int, detail: str = "") -> HTMLResponse:
    """Return the page for a refusal or failure: what happened, what to do next, and ways back."""
    title, remedy = _of_apps().get(status) or explain_status(status)
    if detail == OLD_PAGE:
        title, detail = _("This page was too old to be sent."), ""
        remedy = _("Nothing was changed. Go back, load the page again and send once more.")
    return show_trouble(request, status, title, detail or remedy)


def show_trouble(
    request: Request, status: int, title: str, remedy: str, *, framed: bool = True
) -> HTMLResponse:
    """Return a page that says what happened, and what to do next.

    Args:
        framed: whether it says who is logged in, and leads elsewhere.
    """
    frame = frame_of(request) if framed and status != FAILED else Frame()
    told = {
        "number": status,
        "title": title,
        "remedy": remedy,
        "back": _page_before(request),
        "request_id": str(request.scope.get(REQUEST_ID, "")),
    }
    return _render(request, "error.html", status, frame, told)


def _of_apps() -> dict[int, tuple[str, str]]:
    """Return what the site itself says with these: it is the apps that are meant."""
    return {
        502: (
            _("The app is not running now."),
            _("Wait a moment and open it again. If that does not help, tell your instructor."),
        ),
        503: (_("Many people are opening apps just now."), _("Wait a minute and open it again.")),
    }


def _page_before(request: Request) -> str:
    """Return the page of this site from which somebody came; empty where that is not known."""
    before = urlsplit(request.headers.get("referer", ""))
    if not before.netloc or before.netloc != request.headers.get("host", ""):
        return ""
    path = "/" + before.path.lstrip("/")  # never to another host
    here = request.method in ("GET", "HEAD") and path == request.url.path
    return "" if here else f"{path}?{before.query}" if before.query else path


def _switch(request: Request, language: str) -> Mapping[str, str]:
    """Return where the link to the other language leads: the same page."""
    other = "en" if language == "ja" else "ja"
    kept = {name: value for name, value in request.query_params.items() if name != "lang"}
    label = {"ja": "日本語", "en": "English"}[other]
    return {"language": other, "label": label, "href": "?" + urlencode({**kept, "lang": other})}


def write_points(value: float | None) -> str:
    """Write points as people do, and as feedback pages do: 3, 2.5, and a dash for none."""
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def write_with_id(name: str, told: str) -> str:
    """Write what tells a name from others in brackets beside it."""
    space = "" if current_language() == "ja" else " "
    return f"{name}{space}{_put_in_brackets(told)}"


def _put_in_brackets(text: str) -> str:
    return f"（{text}）" if current_language() == "ja" else f"({text})"


def _dot() -> str:
    """Return what stands between two short things of one line."""
    return "・" if current_language() == "ja" else "·"


def write_day(day: date | None) -> str:
    """Write a day with its weekday in the language of the moment; a dash for none."""
    if day is None:
        return "–"
    return write_long_day(day, weekday=True)


def _name_for_learner(standing: Standing) -> str:
    """Name how far an assignment has come, to who works on it."""
    return {
        Standing.MISSING: _("Not handed in yet"),
        Standing.WAITING: _("Handed in; it is being graded"),
        Standing.REVIEW: _("A person looks at it"),
    }.get(standing) or name_standing(standing)


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
    environment.globals["dot"] = _dot
    environment.filters["score"] = write_points
    environment.filters["day"] = write_day
    environment.filters["with_id"] = write_with_id
    environment.filters["in_brackets"] = _put_in_brackets
    environment.filters["moment"] = local_time
    environment.filters["words"] = name_standing
    environment.filters["learner_words"] = _name_for_learner
    environment.filters["role_words"] = role_words
    environment.filters["symbol"] = _SYMBOLS.__getitem__
    return environment


_environment = _make_environment()
