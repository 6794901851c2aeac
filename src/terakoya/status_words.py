"""What an answer that is none says to people, by its status: what happened, and what to do.

The same sentences from every part of an office: the site, JupyterHub's pages, the front.
"""

from __future__ import annotations

from terakoya.language import gettext as _

__all__ = ["explain_status"]

_FAILED = 500


def explain_status(status: int) -> tuple[str, str]:
    """Return what happened and what to do next, in the language of the moment.

    Args:
        status: of HTTP; an unknown one is explained by its kind.
    """
    failed = (
        _("Something went wrong on our side."),
        _("Wait a moment and try again. If that does not help, tell the administrator."),
    )
    refused = (_("This request cannot be answered."), _("Start again from the first page."))
    return _known().get(status, failed if status >= _FAILED else refused)


def _known() -> dict[int, tuple[str, str]]:
    away = (
        _("This part of the site does not answer just now."),
        _("Wait a moment and open the page again."),
    )
    return {
        400: (
            _("What was sent could not be read."),
            _("Go back, load the page again and try once more."),
        ),
        401: (_("You are not logged in."), _("Open the first page and log in.")),
        403: (
            _("You may not see this page."),
            _("If you need it, ask the person in charge of the training."),
        ),
        404: (
            _("This page does not exist."),
            _("Check the address, or start again from the first page."),
        ),
        409: (
            _("In the meantime something else has changed."),
            _("Nothing was changed by you. Load the page again, look, and try once more."),
        ),
        413: (_("What you sent is too large."), _("Send a smaller file.")),
        422: (
            _("Something in what was sent is not right."),
            _("Nothing was changed. Go back, correct it and send it again."),
        ),
        429: (_("Too much was asked for at once."), _("Wait a minute and try again.")),
        502: away,
        503: away,
        504: (
            _("The login does not answer just now."),
            _("Wait a moment and open the page again."),
        ),
    }
