"""Requests in the log: one line each, one id on both sides of the gate, and nobody's words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from terakoya.logs import keep_logs
from terakoya.model.settings import LogSettings
from terakoya.portal import OpenAccess, create_portal
from terakoya.portal.background import portal_in_background
from terakoya.portal.proxy import Upstream
from tests.made_site import MadeUpSite

from .conftest import Visitor

LOGS = LogSettings("json", "info", "log")


def read_log(folder: Path) -> tuple[str, list[dict[str, Any]]]:
    """Return the log as text, and its lines."""
    text = (folder / LOGS.file).read_text(encoding="utf-8")
    return text, [json.loads(line) for line in text.splitlines()]


def test_request_is_logged_under_the_id_of_its_answer(site: MadeUpSite, tmp_path: Path) -> None:
    """With the form of its address; whose page it was and the key are not in it."""
    with keep_logs(LOGS, tmp_path):
        visitor = Visitor(create_portal(site, OpenAccess()))
        answers = [
            visitor.get("/cohorts/r8-a/learners/00101/feedback/tiny?key=k3y", x_request_id="mine"),
            visitor.get("/refreshers/calendars/SECRET.ics"),
        ]
    text, told = read_log(tmp_path)
    assert [line["request_id"] for line in told] == [
        answer.headers["x-request-id"] for answer in answers
    ]
    assert [line["status"] for line in told] == [answer.status_code for answer in answers]
    assert "mine" not in {line["request_id"] for line in told}
    for secret in ("r8-a", "00101", "k3y", "SECRET"):
        assert secret not in text


def test_failed_request_is_logged_without_its_words(tmp_path: Path, site: MadeUpSite) -> None:
    """Where it failed is told, under the same id; what the error says may be about anybody."""
    portal = create_portal(site, OpenAccess())

    async def broken(_request: Request) -> None:
        raise KeyError("山田 太郎")

    portal.router.routes.append(Route("/broken/{name}", broken))
    with keep_logs(LOGS, tmp_path, also=("uvicorn",)):
        answer = Visitor(portal).get("/broken/yamada")
    assert answer.status_code == 500
    text, (failed, request) = read_log(tmp_path)
    assert failed["error"] == "KeyError"
    assert failed["at"][-1].endswith(" broken")
    assert failed["request_id"] == request["request_id"]
    assert request["status"] == 500
    assert "山田" not in text
    assert "yamada" not in text


def test_apps_server_is_told_the_id_of_the_site_and_not_the_visitors(site: MadeUpSite) -> None:
    """No visitor can choose under which id it is told."""
    seen: list[str] = []

    def see(request: Request) -> JSONResponse:
        seen.append(request.headers.get("x-request-id", ""))
        return JSONResponse({})

    with portal_in_background(Starlette(routes=[Route("/{path:path}", see)])) as origin:
        upstream = Upstream(origin.rstrip("/"), "secret", "/apps/_/")
        visitor = Visitor(create_portal(site, OpenAccess(), apps=upstream))
        answer = visitor.get("/apps/population/", x_request_id="f" * 16)
    assert answer.status_code == 200
    assert seen == [answer.headers["x-request-id"]]
    assert seen != ["f" * 16]
