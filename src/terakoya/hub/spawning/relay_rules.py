"""What a learner's server may ask of the office from inside its sandbox: a short list."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

__all__ = ["Outlet", "RelayRules"]

_PARENTS = (b".", b"..")
_NEVER = (b"/", b"\\", b"\0")  # in a part of a path, however it is written


@dataclass(frozen=True)
class Outlet:
    """Where a request may go on to.

    Attributes:
        address: of the part of the office, ``http://…`` or ``http+unix://…``, without a path.
    """

    address: str


@dataclass(frozen=True)
class RelayRules:
    """Who may ask what; whatever is not named here is refused.

    Attributes:
        hub: the address of JupyterHub.
        hub_api: its API's path, such as ``/hub/api``.
        portal: the address of the portal; empty where there is none.
        portal_api: the path below which the portal answers learners' servers; it ends with ``/``.
        account: whose server it is, as JupyterHub writes it in paths.
    """

    hub: str
    hub_api: str
    portal: str
    portal_api: str
    account: str

    def outlet(self, method: str, path: str) -> Outlet | None:
        """Return where a request goes on to; None where it may not.

        Args:
            path: as it came, without the query.
        """
        if not _is_plain(path):
            return None
        if (method, path) in self._of_hub():
            return Outlet(self.hub)
        if self.portal and self.portal_api and path.startswith(self.portal_api):
            return Outlet(self.portal)
        return None

    def _of_hub(self) -> set[tuple[str, str]]:
        """What JupyterHub's own single-user extension asks: whose token, and that it is used."""
        return {
            ("GET", self.hub_api),
            ("GET", f"{self.hub_api}/"),
            ("GET", f"{self.hub_api}/user"),
            ("POST", f"{self.hub_api}/oauth2/token"),
            ("POST", f"{self.hub_api}/users/{self.account}/activity"),
        }


def _is_plain(path: str) -> bool:
    """Tell whether a path is one and the same for everybody who reads it."""
    if not path.startswith("/") or not path.isascii():
        return False
    parts = [unquote_to_bytes(part) for part in path.split("/")]
    if any(b"%" in part for part in parts):  # written twice: whoever unpacks it twice reads more
        return False
    return not any(part in _PARENTS or any(sign in part for sign in _NEVER) for part in parts)
