"""Which headers go on from a visitor to a part, and back; who the visitor is, and how it came here.

What a request says about its way here (``X-Forwarded-…``) is believed only of the proxies that the
settings name. A part sees exactly one such value of each, and it is ours.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from multidict import CIMultiDict, CIMultiDictProxy

__all__ = ["HOP_BY_HOP", "Network", "Way", "headers_back", "headers_on", "read_networks"]
__all__ += ["way_of"]

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Headers = CIMultiDictProxy[str]

# RFC 9110, 7.6.1, and what each side of a proxy negotiates for itself.
HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"}
    | {"te", "trailer", "transfer-encoding", "upgrade", "expect"}
)
_ABOUT_THE_WAY = frozenset({"forwarded", "x-real-ip", "x-scheme", "via"})
_FORWARDED = "x-forwarded-"


@dataclass(frozen=True)
class Way:
    """How a request came: the visitor's address, ``http`` or ``https``, and the host it asked."""

    client: str
    scheme: str
    host: str


def read_networks(names: Iterable[str]) -> tuple[Network, ...]:
    """Read addresses or networks, such as ``10.0.0.0/8``.

    Raises:
        ValueError: one is none.
    """
    return tuple(ipaddress.ip_network(name, strict=False) for name in names)


def way_of(headers: Headers, peer: str, scheme: str, trusted: Sequence[Network]) -> Way:
    """Return how a request came here.

    Args:
        headers: of the request.
        peer: the address at the other end of the connection.
        scheme: of the connection.
        trusted: the proxies that are believed.
    """
    direct = Way(peer, scheme, headers.get("host", ""))
    if not _is_in(peer, trusted):
        return direct
    chain = [*_list(headers, "x-forwarded-for"), peer]
    # from the near end: the first that is none of ours is the visitor; what it says, it may invent
    client = next((one for one in reversed(chain) if not _is_in(one, trusted)), chain[0])
    said = (_list(headers, "x-forwarded-proto") or [scheme])[-1].lower()
    host = (_list(headers, "x-forwarded-host") or [direct.host])[-1]
    return Way(client, said if said in ("http", "https") else scheme, host)


def headers_on(headers: Headers, way: Way) -> CIMultiDict[str]:
    """Return a request's headers as a part gets them."""
    kept = _without(headers, HOP_BY_HOP | _ABOUT_THE_WAY | _named_by_connection(headers))
    for name in [name for name in kept if name.lower().startswith(_FORWARDED)]:
        kept.popall(name, None)
    kept["Host"] = way.host
    kept["X-Forwarded-For"] = kept["X-Real-IP"] = way.client
    kept["X-Forwarded-Proto"] = way.scheme
    kept["X-Forwarded-Host"] = way.host
    return kept


def headers_back(headers: Headers) -> CIMultiDict[str]:
    """Return an answer's headers as the visitor gets them."""
    return _without(headers, HOP_BY_HOP | {"server", "date"} | _named_by_connection(headers))


def _without(headers: Headers, shut: frozenset[str]) -> CIMultiDict[str]:
    return CIMultiDict((name, value) for name, value in headers.items() if name.lower() not in shut)


def _named_by_connection(headers: Headers) -> frozenset[str]:
    """Return which headers are about one connection only, because ``Connection`` says so."""
    lists = headers.getall("connection", [])
    return frozenset(name.strip().lower() for one in lists for name in one.split(","))


def _list(headers: Headers, name: str) -> list[str]:
    parts = (part.strip() for one in headers.getall(name, []) for part in one.split(","))
    return [part for part in parts if part]


def _is_in(address: str, networks: Sequence[Network]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)
