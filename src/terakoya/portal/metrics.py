"""Figures of a running site for Prometheus: answers, visits, kernels, gradings; no names."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response

from terakoya.model.permissions import ANYTHING, Action
from terakoya.portal.access import Permissions
from terakoya.portal.proxy import AppGate

__all__ = ["Metrics", "Watching", "metrics_router"]

_METHODS = frozenset({"GET", "HEAD", "POST", "WEBSOCKET"})
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)  # seconds


def _no_gradings() -> Mapping[str, int]:
    return {}


@dataclass(frozen=True)
class Watching:
    """What a site needs for its figures.

    Attributes:
        token: what whoever asks for figures alone carries; with none, only people may.
        gradings: how many gradings are kept, by their status.
    """

    token: str = field(default="", repr=False)
    gradings: Callable[[], Mapping[str, int]] = _no_gradings

    def fits(self, connection: HTTPConnection) -> bool:
        """Tell whether a request carries the token: ``Authorization: Bearer …``."""
        given = connection.headers.get("authorization", "").removeprefix("Bearer ")
        return bool(self.token) and hmac.compare_digest(given.encode(), self.token.encode())


class Metrics:
    """The figures of one site, in a registry of their own: two sites in one process share none."""

    def __init__(self) -> None:
        own = self._registry = CollectorRegistry()
        self._answers = Counter(
            "terakoya_requests", "Answers of the site.", ["method", "route", "status"], registry=own
        )
        self._seconds = Histogram(
            "terakoya_request_seconds",
            "Seconds from a request to the end of its answer.",
            ["route"],
            buckets=_BUCKETS,
            registry=own,
        )
        self._up = Gauge("terakoya_apps_up", "1 where the apps' server answers.", registry=own)
        self._visits = Gauge("terakoya_visits", "Pages of apps that are open.", registry=own)
        self._kernels = Gauge(
            "terakoya_kernels", "Kernels of apps, by what for.", ["use"], registry=own
        )
        self._apps = Gauge("terakoya_apps", "Apps, by how far they are.", ["state"], registry=own)
        self._gradings = Gauge(
            "terakoya_gradings", "Gradings kept, by status.", ["status"], registry=own
        )

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer; how long a WebSocket was open is no time that anybody waited."""
        known = method if method in _METHODS else "OTHER"  # who asks may invent any word
        self._answers.labels(known, route, str(status)).inc()
        if known != "WEBSOCKET":
            self._seconds.labels(route).observe(seconds)

    def write(self, apps: Mapping[str, object] | None, gradings: Mapping[str, int]) -> bytes:
        """Return all figures as Prometheus reads them; `apps` is None where nobody answers."""
        self._up.set(apps is not None)
        self._tell_apps(apps or {})
        self._gradings.clear()
        for status, count in gradings.items():
            self._gradings.labels(status).set(count)
        return generate_latest(self._registry)

    def _tell_apps(self, apps: Mapping[str, object]) -> None:
        self._visits.set(_number(apps.get("pages")))
        for use, key in (("visit", "kernels"), ("prepared", "prepared"), ("full", "full_kernels")):
            self._kernels.labels(use).set(_number(apps.get(key)))
        self._apps.clear()
        states = apps.get("apps")
        for state in states.values() if isinstance(states, Mapping) else ():
            self._apps.labels(str(state)).inc()


def metrics_router(
    metrics: Metrics, watching: Watching, permissions: Permissions, gate: AppGate
) -> APIRouter:
    """Return the route of the figures, for whoever carries the token or may see them."""
    router = APIRouter()

    async def tell(request: Request) -> Response:
        allowed = watching.fits(request) or permissions.may(request, Action.SEE_METRICS, ANYTHING)
        if not allowed:
            raise HTTPException(403)
        apps, gradings = await asyncio.gather(
            gate.read_status(), run_in_threadpool(watching.gradings)
        )
        return Response(metrics.write(apps, gradings), media_type=CONTENT_TYPE_LATEST)

    router.add_api_route("/metrics", tell, methods=["GET", "HEAD"], response_model=None)
    return router


def _number(value: object) -> int:
    """Return a count, or how many a list has; none where the apps' server says something else."""
    if isinstance(value, list):
        return len(value)
    return value if isinstance(value, int) else 0
