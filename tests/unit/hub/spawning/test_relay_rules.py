"""What may pass the relay: a short list, whatever way it is written."""

from __future__ import annotations

import pytest

from terakoya.hub.spawning.relay_rules import RelayRules

_HUB, _PORTAL = "http://127.0.0.1:8081", "http+unix://%2Frun%2Fportal.sock"
_RULES = RelayRules(_HUB, "/b/hub/api", _PORTAL, "/b/services/portal/api/", "%E5%B1%B1")


@pytest.mark.parametrize(
    ("method", "path", "address"),
    [
        ("GET", "/b/hub/api", _HUB),
        ("GET", "/b/hub/api/", _HUB),
        ("GET", "/b/hub/api/user", _HUB),
        ("POST", "/b/hub/api/oauth2/token", _HUB),
        ("POST", "/b/hub/api/users/%E5%B1%B1/activity", _HUB),
        ("GET", "/b/services/portal/api/exchange/cohorts", _PORTAL),
        ("POST", "/b/services/portal/api/exchange/%E5%B1%B1", _PORTAL),
    ],
)
def test_request_that_passes(method: str, path: str, address: str) -> None:
    """What a server needs goes to the part that answers it."""
    outlet = _RULES.outlet(method, path)
    assert outlet is not None
    assert outlet.address == address


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/b/hub/api/users"),
        ("POST", "/b/hub/api/user"),
        ("DELETE", "/b/hub/api/users/%E5%B1%B1/server"),
        ("POST", "/b/hub/api/users/other/activity"),
        ("POST", "/b/hub/api/users/other/tokens"),
        ("GET", "/b/hub/api/proxy"),
        ("GET", "/hub/api/user"),
        ("GET", "/b/hub/login"),
        ("GET", "/b/services/portal/"),
        ("GET", "/b/services/portal/marks"),
        ("GET", "/b/services/portal/api"),
        ("GET", "/b/services/portal/apix/y"),
        ("GET", "/b/services/portal/api/../marks"),
        ("GET", "/b/services/portal/api/%2e%2e/marks"),
        ("GET", "/b/services/portal/api/%2E./marks"),
        ("GET", "/b/services/portal/api/..%2fmarks"),
        ("GET", "/b/services/portal/api/%252e%252e/marks"),
        ("GET", "/b/services/portal/api/..\\marks"),
        ("GET", "/b/services/portal/api/./x"),
        ("GET", "/b/services/portal/api/a%00"),
        ("GET", "/b/services/portal/api/山"),
        ("GET", "http://elsewhere/b/services/portal/api/x"),
        ("GET", "//elsewhere/b/services/portal/api/x"),
        ("GET", ""),
        ("GET", "*"),
    ],
)
def test_request_that_is_refused(method: str, path: str) -> None:
    """Nothing else passes, and no path that somebody could read in another way."""
    assert _RULES.outlet(method, path) is None


def test_request_without_a_portal() -> None:
    """Where there is no portal, nothing goes there."""
    rules = RelayRules(_HUB, "/hub/api", "", "/services/portal/api/", "a")
    assert rules.outlet("GET", "/services/portal/api/x") is None
