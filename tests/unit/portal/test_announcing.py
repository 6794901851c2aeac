"""Whoever reads a site's address may stop it at once."""

from __future__ import annotations

import contextlib
import gc
import signal
import sys
import weakref
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


def test_ctrl_c_before_that_can_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: Python drops what a callback raises; the server's own handler raises nothing."""
    lost: list[type[BaseException] | None] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: lost.append(told.exc_type))
    server = make_server(Starlette())
    before = signal.getsignal(signal.SIGINT)
    try:
        for handler in (signal.default_int_handler, server.handle_exit):
            signal.signal(signal.SIGINT, handler)
            held = Starlette()
            watch = weakref.ref(held, lambda _gone: signal.raise_signal(signal.SIGINT))
            del held
            gc.collect()
            assert watch() is None
    finally:
        signal.signal(signal.SIGINT, before)
    assert lost == [KeyboardInterrupt]
    assert server.should_exit
