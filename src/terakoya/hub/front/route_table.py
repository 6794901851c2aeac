"""Which part of an office an address belongs to; kept in a file, so that a restart forgets none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from terakoya_autograde.storage import recover, write_file

__all__ = ["Route", "RouteTable", "TargetError"]

_DEEPEST = 12  # segments of an address that a route can name
_UNIX = "http+unix"


class TargetError(ValueError):
    """A target that is no address of a server."""


@dataclass(frozen=True)
class Route:
    """Where to.

    Attributes:
        socket: the path of a unix socket; empty where `origin` is meant.
        origin: scheme, host and port.
        data: what JupyterHub notes of it, such as whose server it is.
    """

    socket: str = ""
    origin: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """The address as JupyterHub gave it."""
        return str(self.data.get("target", ""))

    @property
    def is_of_person(self) -> bool:
        """Whether somebody's own server is behind it."""
        return "user" in self.data


def read_target(data: Mapping[str, Any]) -> Route:
    """Return the route of what JupyterHub says about one.

    Raises:
        TargetError: its target is no address of HTTP, of TCP or of a unix socket.
    """
    target = data.get("target")
    if not isinstance(target, str):
        raise TargetError
    try:
        found = urlsplit(target)
        port = found.port if found.scheme == "http" else None
    except ValueError:
        raise TargetError from None
    if found.scheme == _UNIX and found.netloc:
        # JupyterHub adds ":80" to the addresses of people's servers; a path's own colon is quoted
        return Route(socket=unquote(found.netloc.partition(":")[0]), data=data)
    if found.scheme == "http" and found.hostname and port:
        return Route(origin=f"http://{found.netloc}", data=data)
    raise TargetError


class RouteTable:
    """Routes by the longest beginning of an address, whole segments at a time.

    Args:
        file: where routes are kept; nowhere without one.
        fixed: routes of the office itself, which JupyterHub neither sees nor changes.
    """

    def __init__(self, file: Path | None = None, fixed: Mapping[str, Route] | None = None) -> None:
        self._file = file
        self._fixed = {_segments(path): route for path, route in (fixed or {}).items()}
        self._routes: dict[tuple[str, ...], Route] = self._read()

    def find(self, raw_path: str) -> Route | None:
        """Return the route of an address, as it stands in a request."""
        parts = _segments(raw_path.partition("?")[0])[:_DEEPEST]
        for length in range(len(parts), -1, -1):
            key = parts[:length]
            route = self._fixed.get(key) or self._routes.get(key)
            if route is not None:
                return route
        return None

    def default(self) -> Route | None:
        """Return the route of JupyterHub itself, which answers for what is nobody else's."""
        return next((one for one in self._routes.values() if "hub" in one.data), None)

    def add(self, path: str, data: Mapping[str, Any]) -> None:
        """Take a route, in the place of one of the same address.

        Raises:
            TargetError: as `read_target`.
        """
        key, route = _segments(path), read_target(data)
        if self._routes.get(key) != route:
            self._routes[key] = route
            self._write()

    def remove(self, path: str) -> Route | None:
        """Forget a route; return what it was, None for none."""
        gone = self._routes.pop(_segments(path), None)
        if gone is not None:
            self._write()
        return gone

    def tell(self) -> dict[str, Mapping[str, Any]]:
        """Return JupyterHub's routes, by their address."""
        return {"/" + "/".join(key): route.data for key, route in self._routes.items()}

    def targets(self) -> frozenset[str]:
        """Return the addresses of all servers that a route leads to."""
        every = (*self._routes.values(), *self._fixed.values())
        return frozenset(route.socket or route.origin for route in every)

    def _read(self) -> dict[tuple[str, ...], Route]:
        """Read what is kept; what cannot be read, JupyterHub tells anew within seconds."""
        if self._file is None:
            return {}
        recover(self._file.parent, self._file.name)
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            return {_segments(path): read_target(data) for path, data in kept.items()}
        except (OSError, ValueError, AttributeError):
            return {}

    def _write(self) -> None:
        if self._file is not None:
            write_file(self._file, json.dumps(self.tell()).encode(), 0o600)


def _segments(path: str) -> tuple[str, ...]:
    return tuple(unquote(part) for part in path.split("/") if part)
