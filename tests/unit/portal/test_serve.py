"""Promises of starting the site."""

from __future__ import annotations

import pytest

from terakoya.errors import UsageError
from terakoya.portal import OpenAccess
from terakoya.portal.serve import ServeSettings, address_of, listen, serve
from tests.made_site import MadeUpSite


def test_taken_port_is_named_with_a_way_out() -> None:
    """The message says which port, and how to choose another."""
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"{port}.*--port"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize("port", [-1, 70_000])
def test_impossible_port_is_refused(port: int) -> None:
    """A number that is no port gets a sentence too."""
    with pytest.raises(UsageError, match=r"--port"):
        listen("127.0.0.1", port)


def test_any_free_port_is_told() -> None:
    """Port 0 becomes a real address."""
    with listen("127.0.0.1", 0) as listener:
        assert address_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}/"


def test_open_access_is_refused_on_the_network(site: MadeUpSite) -> None:
    """The demonstration's site cannot be shown to others by mistake."""
    settings = ServeSettings(host="0.0.0.0", port=0)  # noqa: S104
    with pytest.raises(UsageError, match=r"0\.0\.0\.0"):
        serve(site, OpenAccess(), announce=lambda _address: None, settings=settings)
