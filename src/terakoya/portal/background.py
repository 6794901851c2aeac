"""A portal in a thread of this process: for whoever drives it from the same program."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp

from terakoya.portal.serving import address_of, listen, make_server

__all__ = ["portal_in_background"]


@contextmanager
def portal_in_background(portal: ASGIApp) -> Iterator[str]:
    """Yield the address of `portal`, served on any free loopback port inside the block."""
    listener = listen("127.0.0.1", 0)
    server = make_server(portal)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="portal", daemon=True
    )
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield address_of(listener)
    finally:
        server.should_exit = True
        thread.join(timeout=15)
        listener.close()
