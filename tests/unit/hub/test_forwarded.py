"""Promises of what the front says about a request's way."""

from __future__ import annotations

import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from terakoya.hub.front.forwarded import Way, headers_back, headers_on, read_networks, way_of

PROXIES = read_networks(["10.0.0.0/8", "fd00::1"])


def given(**headers: str) -> CIMultiDictProxy[str]:
    """Return headers, with hyphens for underscores."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return CIMultiDictProxy(CIMultiDict({"host": "office.example"} | told))


SAID = {
    "x_forwarded_for": "6.6.6.6, 203.0.113.9, 10.1.1.1",
    "x_forwarded_proto": "https",
    "x_forwarded_host": "training.example",
}


@pytest.mark.parametrize(
    ("peer", "way"),
    [
        ("203.0.113.5", Way("203.0.113.5", "http", "office.example")),
        ("10.0.0.1", Way("203.0.113.9", "https", "training.example")),
        ("fd00::1", Way("203.0.113.9", "https", "training.example")),
        ("", Way("", "http", "office.example")),
    ],
)
def test_way_is_believed_of_named_proxies_only(peer: str, way: Way) -> None:
    """From the near end: what stands before the first stranger, that one may have invented."""
    assert way_of(given(**SAID), peer, "http", PROXIES) == way


def test_scheme_that_is_none_is_not_believed() -> None:
    """A proxy that says something else is taken as one that says nothing."""
    headers = given(x_forwarded_proto="gopher")
    assert way_of(headers, "10.0.0.1", "http", PROXIES).scheme == "http"


def test_part_sees_one_value_of_each_and_it_is_ours() -> None:
    """Whatever a visitor has sent along."""
    way = Way("203.0.113.5", "https", "office.example")
    extra = {"forwarded": "for=1.1.1.1", "x_real_ip": "1.1.1.1", "x_scheme": "http"}
    headers = headers_on(given(**SAID, **extra, x_forwarded_prefix="/evil"), way)
    about = {name: value for name, value in headers.items() if "forwarded" in name.lower()}
    assert about == {
        "X-Forwarded-For": "203.0.113.5",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "office.example",
    }
    assert headers.getall("X-Real-IP") == ["203.0.113.5"]
    assert "x-scheme" not in headers


def test_headers_of_one_connection_stay_on_it() -> None:
    """Those that HTTP names, and those that the connection itself does; all others pass."""
    headers = given(connection="keep-alive, X-Own", x_own="1", te="trailers", cookie="a=b")
    way = Way("1.2.3.4", "http", "h")
    assert {"x-own", "te", "connection"}.isdisjoint(map(str.lower, headers_on(headers, way)))
    assert headers_on(headers, way)["cookie"] == "a=b"
    back = CIMultiDictProxy(CIMultiDict({"transfer-encoding": "chunked", "set-cookie": "a=b"}))
    assert list(headers_back(back)) == ["set-cookie"]
