"""Puts the portal together: pages, files, the apps' gate, and what guards them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from terakoya.errors import NotNowError
from terakoya.language import use_language
from terakoya.portal.access import Access, DenyAll, Permissions
from terakoya.portal.exchange_api import ExchangeService, exchange_router
from terakoya.portal.exchange_api.api_route import is_for_programs, put_off, refuse_program
from terakoya.portal.exercises import exercise_router
from terakoya.portal.form_guard import OLD_PAGE, FormGuard
from terakoya.portal.headers import SecurityHeaders, add_security_headers
from terakoya.portal.live import LiveEvents, live_router, note_heard
from terakoya.portal.metrics import Metrics, Watching, metrics_router
from terakoya.portal.not_now import Condition, is_passing, show_not_now
from terakoya.portal.observing import ID_HEADER, REQUEST_ID, Observed
from terakoya.portal.office import destinations_of, office_routers, start_of
from terakoya.portal.page_context import Office, PageContext
from terakoya.portal.page_rendering import show_error
from terakoya.portal.pages import InOffice, page_router
from terakoya.portal.papers import PaperStore, guide_router, paper_router
from terakoya.portal.plain_addresses import PlainAddresses
from terakoya.portal.proxy import AppGate, Upstream
from terakoya.portal.proxy_routes import app_router
from terakoya.portal.reading_language import ReadingLanguage, language_of
from terakoya.portal.refreshers.calendars import Calendars
from terakoya.portal.refreshers.refresher_pages import refresher_router
from terakoya.portal.refreshers.refresher_service import RefresherService
from terakoya.portal.site import SiteSource
from terakoya.portal.site_description import description_router
from terakoya.portal.surroundings import Places, Surroundings
from terakoya.portal.teaching.cohort_frame import frame_cohort

__all__ = ["create_portal"]

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")


def create_portal(  # noqa: PLR0913 - each is a part of the site
    source: SiteSource,
    access: Access | None = None,
    *,
    apps: Upstream | AppGate | None = None,
    refreshers: RefresherService | None = None,
    papers: Path | None = None,
    hosts: Sequence[str] = LOCAL_HOSTS,
    watching: Watching | None = None,
    forms: FormGuard | None = None,
    office: Office | None = None,
    exchange: ExchangeService | None = None,
    live: LiveEvents | None = None,
) -> FastAPI:
    """Return the site as an ASGI application.

    Args:
        source: the facts on the pages.
        access: tells who is asking; nobody is known, if it is not given.
        apps: where the apps run, or the gate to them; without it their pages say that they do not.
        refreshers: what learners practise; without it there are no such pages. It is closed with
            the portal.
        papers: the folder of built handouts and slides; without it none are offered.
        hosts: the names under which the site may be asked for.
        watching: who beside its people may have its figures, and what is told of gradings.
        forms: signs forms; with a key of its own, that lasts as long as it, where none is given.
        office: what people of an office do here; without it there are no such pages.
        exchange: what learners' servers fetch and hand in; without it they cannot.
        live: tells open pages what happens; without it they find out when they ask.
    """
    gate = apps if isinstance(apps, AppGate) else AppGate(apps)
    metrics = Metrics()
    portal = FastAPI(
        title="Terakoya",
        openapi_url=None,  # its pages would load scripts from another host
        lifespan=_close_at_the_end(gate, refreshers, live),
        middleware=[
            Middleware(Observed, metrics=metrics),
            Middleware(SecurityHeaders),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
            Middleware(ReadingLanguage, place=office.places.whole if office is not None else ""),
            Middleware(PlainAddresses),
        ],
        exception_handlers={
            HTTPException: _refuse,
            NotNowError: _put_off,
            OSError: _put_off,
            Exception: _fail,
        },
    )
    permissions = Permissions(access or DenyAll(), source)
    forms = forms or FormGuard()
    portal.state.surroundings = Surroundings(
        permissions,
        forms,
        destinations_of() if office is not None else (),
        office.places if office is not None else Places(),
    )
    condition = Condition(office.database, office.workspace.var) if office else Condition()
    portal.add_api_route("/healthz", condition.answer, response_model=None, methods=["GET", "HEAD"])
    portal.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    context = PageContext(office, permissions, forms, exchange) if office is not None else None
    heard = [Depends(note_heard(live))] if live is not None else []
    for router in _page_routers(source, permissions, forms, refreshers, papers, context):
        portal.include_router(router, dependencies=heard)
    if context is not None:
        portal.state.office = context
        for router in office_routers(context):
            portal.include_router(router, dependencies=heard)
    portal.include_router(metrics_router(metrics, watching or Watching(), permissions, gate))
    portal.include_router(app_router(source, permissions, gate))
    if exchange is not None:
        portal.include_router(exchange_router(exchange, permissions))
    if live is not None:
        portal.include_router(live_router(live, permissions))
    portal.include_router(description_router(portal, permissions))
    return portal


def _page_routers(
    source: SiteSource,
    permissions: Permissions,
    forms: FormGuard,
    refreshers: RefresherService | None,
    papers: Path | None,
    context: PageContext | None,
) -> Iterator[APIRouter]:
    """Yield the routes of the pages that this site has; `context` is that of an office."""
    store = PaperStore(papers) if papers is not None else None
    yield page_router(
        source,
        permissions,
        refreshers=refreshers is not None,
        papers=store,
        in_office=InOffice()
        if context is None
        else InOffice(start_of, partial(frame_cohort, context), context.note_look),
    )
    yield exercise_router(source, permissions)
    yield guide_router(permissions)
    if store is not None:
        yield paper_router(store, permissions)
    if refreshers is not None:
        calendars = Calendars(refreshers.workspace, refreshers.database, refreshers.clock)
        yield refresher_router(refreshers, calendars, permissions, forms)


def _close_at_the_end(
    gate: AppGate, refreshers: RefresherService | None, live: LiveEvents | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Return the portal's lifespan: what the site holds open is closed with it."""

    @asynccontextmanager
    async def lifespan(_portal: FastAPI) -> AsyncIterator[None]:
        yield
        if live is not None:
            await live.close()
        await gate.close()
        if refreshers is not None:
            await run_in_threadpool(refreshers.close)

    return lifespan


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    if is_for_programs(request.scope):
        return refuse_program(error.status_code, error.detail, error.headers)
    detail = OLD_PAGE if error.detail == OLD_PAGE else ""
    response = show_error(request, error.status_code, detail)
    response.headers.update(error.headers or {})  # such as Allow: what may be done instead
    return response


async def _put_off(request: Request, error: Exception) -> Response:
    """Say that it can be tried again, where the machine lacks something for a while."""
    if not is_passing(error):
        raise error
    return put_off(error) if is_for_programs(request.scope) else show_not_now(request, error)


async def _fail(request: Request, error: Exception) -> Response:
    """Say that we failed, without a word of how; the server's log has the rest."""
    del error
    is_program = is_for_programs(request.scope)
    with use_language(language_of(request)):  # this runs outside of the middleware
        response: Response = refuse_program(500) if is_program else show_error(request, 500)
    add_security_headers(response.headers)
    if request_id := request.scope.get(REQUEST_ID):
        response.headers[ID_HEADER] = str(request_id)
    return response
