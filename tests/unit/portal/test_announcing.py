"""Whoever reads a site's address may stop it at once."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable

import pytest
import uvicorn
from starlette.applications import Starlette

from terakoya.portal.serving import listen, make_server


def stopped_when_told(make: Callable[[Callable[[], None]], uvicorn.Server]) -> list[bool]:
    """Run a server that is interrupted as soon as it tells of itself; return what was seen then."""
    seen: list[bool] = []

    def interrupt() -> None:
        seen.append(signal.getsignal(signal.SIGINT) == server.handle_exit)
        signal.raise_signal(signal.SIGINT)

    server = make(interrupt)
    with contextlib.closing(listen("127.0.0.1", 0)) as listener, pytest.raises(KeyboardInterrupt):
        server.run(sockets=[listener])  # uvicorn raises it again, after its clean end
    assert server.started
    return seen


def test_server_that_tells_its_address_ends_by_ctrl_c() -> None:
    """The signal reaches the server itself: it is no exception that anything could swallow."""
    assert stopped_when_told(lambda announce: make_server(Starlette(), announce)) == [True]


def test_address_that_is_told_before_can_be_met_by_an_exception() -> None:
    """The control: what is told before the server runs meets Python's own handler."""
    server = make_server(Starlette())
    assert signal.getsignal(signal.SIGINT) != server.handle_exit
