"""A silent firewall: every other host accepts a connection and never answers.

A firewall that drops packets is worse than one that refuses: whoever asks waits. Chromium can send
every host but this machine to one port (`--host-resolver-rules`: the first rule that fits counts,
and the port is replaced as well); there somebody has to be who never says a word.
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from types import TracebackType
from typing import Self

__all__ = ["BROWSERS_OWN", "NOT_FOUND", "TarPit"]

NOT_FOUND = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
"""Rules of a network without a firewall's silence: no other host is found, which shows at once."""
BROWSERS_OWN = (
    "accounts.google.com",
    "clients2.google.com",
    "clientservices.googleapis.com",
    "content-autofill.googleapis.com",
    "optimizationguide-pa.googleapis.com",
    "safebrowsing.googleapis.com",
    "update.googleapis.com",
)
"""Whom Chromium asks by itself, as it starts or sees a form, whatever page it shows: not found."""
_NAME = re.compile(rb"(?:[a-z0-9-]+\.)+[a-z]{2,}")
_HOST = re.compile(rb"\r\nHost: ([^\r]+)", re.IGNORECASE)
_LISTEN_SECONDS = 1.0


class TarPit:
    """Listens on a loopback port, takes every connection, and keeps it without a word.

    Use it in a ``with`` block; at its end every connection is closed.
    """

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._kept: list[socket.socket] = []
        self._callers: list[str] = []
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._accept, name="tar-pit", daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.getsockname()[1])

    @property
    def rules(self) -> str:
        """Chromium's host-resolver rules that send every other host here, whatever the port."""
        own = "".join(f"MAP {host} ~NOTFOUND, " for host in BROWSERS_OWN)
        return f"{own}MAP * 127.0.0.1:{self.port}, EXCLUDE 127.0.0.1, EXCLUDE localhost"

    @property
    def callers(self) -> tuple[str, ...]:
        """Whom each connection wanted, in the order in which they came; '?' where none said."""
        with self._lock:
            return tuple(self._callers)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):  # wakes whoever waits in `accept`
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        with self._lock:
            for connection in self._kept:
                connection.close()
            self._kept.clear()

    def _accept(self) -> None:
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self._kept.append(connection)
                self._callers.append("?")
                number = len(self._callers) - 1
            threading.Thread(target=self._listen, args=(number, connection), daemon=True).start()

    def _listen(self, number: int, connection: socket.socket) -> None:
        """Note whom the first bytes are for: an HTTP request and a TLS greeting both name it."""
        with contextlib.suppress(OSError):
            connection.settimeout(_LISTEN_SECONDS)
            said = connection.recv(4096)
            found = _HOST.search(said)
            name = found[1] if found else max(_NAME.findall(said), key=len, default=b"?")
            with self._lock:
                self._callers[number] = name.decode("ascii", errors="replace")
