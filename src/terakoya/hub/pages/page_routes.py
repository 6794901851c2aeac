"""Which pages JupyterHub has in an office: its own in our style, ours, and those it has not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NoReturn

from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.handlers.base import BaseHandler
from tornado.web import HTTPError

from terakoya.hub.office_run import PORTAL
from terakoya.hub.pages.office_page import OfficePage
from terakoya.hub.pages.own_server_page import OwnServerPage

__all__ = ["in_our_style", "office_pages"]


def office_pages() -> list[Any]:
    """Return the pages that stand in the place of JupyterHub's, for whatever way of logging in.

    Two of its pages are not there. Nobody in an office makes tokens by hand: one that leaves the
    browser would outlive a changed password. And nobody shares a JupyterLab: a handed-in notebook
    is one person's. Its page for administrators leads to the site's accounts.
    """
    return [
        (r"/home", OwnServerPage),
        (r"/admin", AccountsElsewhere),
        (r"/token", NoSuchPage),
        (r"/accept-share", NoSuchPage),
    ]


def in_our_style(routes: Sequence[Any]) -> list[Any]:
    """Return JupyterHub's routes with every page in our style; what programs ask for stays."""
    return [(route[0], _styled(route[1]), *route[2:]) for route in routes]


class NoSuchPage(OfficePage):
    """A page of JupyterHub that an office does not have."""

    def get(self) -> NoReturn:
        """Refuse.

        Raises:
            HTTPError: 404, always.
        """
        raise HTTPError(404)

    post = get


class AccountsElsewhere(OfficePage):
    """Leads to the site's accounts, which asks who may see them."""

    def get(self) -> None:
        """Lead there."""
        self.redirect(f"{self.base_url}services/{PORTAL}/accounts")


@cache
def _styled(handler: Any) -> Any:
    is_page = isinstance(handler, type) and issubclass(handler, BaseHandler)
    if not is_page or issubclass(handler, APIHandler | OfficePage):
        return handler
    return type(handler.__name__, (OfficePage, handler), {})
