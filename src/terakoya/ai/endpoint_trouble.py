"""Why an endpoint gave no answer, as one sentence each.

What a server says of a failure may hold the key, or what was asked; so none of it is repeated.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from terakoya.errors import AiError
from terakoya.language import gettext as _
from terakoya.model.ai_settings import AiSettings

__all__ = ["explain_failure", "place_of_endpoint", "refused_to_answer"]

_REFUSALS = ("content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation")
_NO_MONEY = ("insufficient_quota", "billing_hard_limit_reached")


def place_of_endpoint(settings: AiSettings) -> str:
    """Return host and port alone: a name and a password may stand before them."""
    parts = urlsplit(settings.base_url)
    return parts.netloc.rpartition("@")[2]


def refused_to_answer(where: str) -> AiError:
    """Return the error for a model that does not want to answer."""
    return AiError(
        _("The model refused to answer this question."),
        where=where,
        remedy=_("Ask in other words, or ask for something else."),
    )


def explain_failure(error: Exception, settings: AiSettings) -> AiError:
    """Return one sentence for what a library or the system has raised."""
    where = place_of_endpoint(settings)
    if isinstance(error, AiError):
        return error
    status = getattr(error, "status_code", None)
    code = str(getattr(error, "code", None) or "")
    if isinstance(status, int) and code in _REFUSALS:
        return refused_to_answer(where)
    if isinstance(status, int):
        what, remedy = _words_of_status(status, code, settings)
    else:
        what, remedy = _words_of_connection(error, settings)
    return AiError(what, where=where, remedy=remedy)


def _words_of_status(status: int, code: str, settings: AiSettings) -> tuple[str, str]:
    if status in (401, 403):
        what = _("The endpoint did not accept the key.")
        remedy = _("Set TERAKOYA_AI__KEY to the right one, or ask whether it may use {model}.")
        return what, remedy.format(model=settings.model)
    if status == 404:
        what = _("The endpoint does not know the model {model}, or it is not at this address.")
        remedy = _("Look at ai.model, and at ai.base_url (often as far as /v1).")
        return what.format(model=settings.model), remedy
    if status == 429 and code in _NO_MONEY:
        what = _("What the endpoint was paid for is used up.")
        return what, _("Ask who looks after the contract.")
    if status == 429:
        return _("Too many questions were asked at a time."), _("Wait a minute, and ask again.")
    return _words_of_other_status(status)


def _words_of_other_status(status: int) -> tuple[str, str]:
    if status == 407:
        return _proxy_words()
    if 300 <= status < 400:
        what = _("The endpoint sent us on to another address; the question did not go there.")
        return what, _("Write the endpoint's true address in ai.base_url.")
    if status >= 500:
        what = _("The endpoint has trouble of its own (status {status}).")
        return what.format(status=status), _("Wait, and ask again.")
    what = _("The endpoint did not accept the question (status {status}).").format(status=status)
    return what, _("Look at ai.model, ai.answer_tokens and the length of the question.")


def _words_of_connection(error: Exception, settings: AiSettings) -> tuple[str, str]:
    kinds = _kinds_of(error)
    if {"TimeoutError", "APITimeoutError", "TimeoutException"} & kinds:
        what = _("The answer was not there within {seconds} seconds.").format(
            seconds=settings.seconds
        )
        return what, _("Ask again, or set ai.seconds higher.")
    if "ProxyError" in kinds:
        return _proxy_words()
    if {"RemoteProtocolError", "ReadError", "LocalProtocolError", "DecodingError"} & kinds:
        what = _("The endpoint broke off in the middle of its answer.")
        return what, _("Ask again; if it goes on, ask who looks after it.")
    what = _("The endpoint cannot be reached.")
    return what, _("Look at ai.base_url and ai.proxy, and whether it runs.")


def _proxy_words() -> tuple[str, str]:
    return _("The proxy did not let the question through."), _("Look at ai.proxy.")


def _kinds_of(error: BaseException) -> set[str]:
    """Return the names of all classes of an error and of what is behind it."""
    kinds: set[str] = set()
    behind: BaseException | None = error
    while behind is not None and len(kinds) < 100:
        kinds |= {kind.__name__ for kind in type(behind).__mro__}
        behind = behind.__cause__ or behind.__context__
    return kinds
