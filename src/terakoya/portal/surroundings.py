"""What stands around every page: who is logged in, where that person may go, and the way out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request

from terakoya.model.permissions import NOBODY, Action, Person, Scope
from terakoya.portal.access import Permissions
from terakoya.portal.form_guard import FormGuard
from terakoya.portal.links import path_within

__all__ = [
    "CohortFrame",
    "Destination",
    "Frame",
    "Places",
    "Surroundings",
    "frame_of",
    "has_any",
]


@dataclass(frozen=True)
class Places:
    """Addresses beside the portal's own, as browsers ask for them; empty where there are none.

    Attributes:
        logout: where logging out begins.
        lab: somebody's own JupyterLab; the path of a file there can follow.
        opening: what opens an assignment there; `COHORT/ASSIGNMENT` follows.
        whole: the path below which the whole office is, with the login's pages.
    """

    logout: str = ""
    lab: str = ""
    opening: str = ""
    whole: str = ""


@dataclass(frozen=True)
class Destination:
    """A part of the site that the navigation leads to.

    Attributes:
        path: of its first page.
        words: its name, in the language of the moment.
        is_for: tells for whom it is.
    """

    path: str
    words: Callable[[], str]
    is_for: Callable[[Person], bool]


@dataclass(frozen=True)
class Frame:
    """The frame of one page: (path, words, whether one is there) for each destination.

    `heard` is the number of the newest event that the page knows of; None where none are told.
    """

    person: Person = NOBODY
    destinations: tuple[tuple[str, str, bool], ...] = ()
    places: Places = field(default_factory=Places)
    heard: int | None = None


@dataclass(frozen=True)
class Surroundings:
    """What a site's pages share; `portal.state.surroundings` holds it."""

    permissions: Permissions
    forms: FormGuard
    destinations: tuple[Destination, ...] = ()
    places: Places = field(default_factory=Places)


@dataclass(frozen=True)
class CohortFrame:
    """The frame of one page of a cohort.

    Attributes:
        tabs: (path, words, whether it is this page).
        views_learners: whether names lead to what learners see.
        is_live: whether the page hears of what happens.
    """

    tabs: tuple[tuple[str, str, bool], ...] = ()
    views_learners: bool = False
    is_live: bool = False


def surroundings_of(request: Request) -> Surroundings | None:
    """Return those of the site that answers; None where an answer comes from before its door."""
    app = request.scope.get("app")
    return getattr(app.state, "surroundings", None) if app is not None else None


def frame_of(request: Request) -> Frame:
    """Return the frame of a page for whoever asks; an empty one for nobody."""
    around = surroundings_of(request)
    if around is None:
        return Frame()
    person = around.permissions.access.person(request)
    here = path_within(request.scope)
    shown = [each for each in around.destinations if each.is_for(person)]
    current = max((each.path for each in shown if _is_below(here, each.path)), key=len, default="")
    entries = tuple((each.path, each.words(), each.path == current) for each in shown)
    return Frame(person, entries, around.places, getattr(request.state, "heard", None))


def has_any(person: Person, action: Action, *scopes: Scope) -> bool:
    """Tell whether somebody may do something anywhere; only as far as these reach, if named."""
    return any(
        grant.action is action and (not scopes or grant.scope in scopes) for grant in person.grants
    )


def _is_below(path: str, above: str) -> bool:
    return path == above or (above != "/" and path.startswith(f"{above}/"))
