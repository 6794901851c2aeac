"""An OpenAI-compatible endpoint: one request, with everything about its answer bounded.

The whole exchange has one deadline, so that a server that sends a byte now and then ends as well.
Nobody is followed to another address: what was asked would go along. Of this machine and of the
environment's OpenAI variables nothing is sent.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from terakoya.ai.completion import read_completion
from terakoya.ai.endpoint_trouble import explain_failure
from terakoya.ai.provider import Reply
from terakoya.errors import AiError
from terakoya.language import gettext as _
from terakoya.model.ai_settings import AiSettings

if TYPE_CHECKING:
    import httpx2

__all__ = ["Endpoint"]

_MOST = 2**20  # bytes of an answer, with all that is around its text
_NO_KEY = "none"  # servers of one's own network need none; the library does
_SENT = frozenset({"host", "authorization", "proxy-authorization", "user-agent", "connection"})
_SENT |= {"accept", "accept-encoding", "content-type", "content-length"}
_SENT |= {"x-stainless-raw-response"}  # by which the library knows its own answers


class Endpoint:
    """The configured endpoint.

    Raises:
        AiError: the extra is missing, or address or model are not set.
    """

    def __init__(self, settings: AiSettings) -> None:
        _require(settings)
        self._settings = settings
        self._openai, self._http = _import("openai"), _import("httpx2")

    def reply(self, prompt: str) -> Reply:
        """Return what the model says; errors as `Provider.reply`."""
        try:
            body, kind = asyncio.run(self._ask_in_time(prompt))
        except self._failures as error:
            raise explain_failure(error, self._settings) from None
        return read_completion(body, kind, self._settings)

    @property
    def _failures(self) -> tuple[type[Exception], ...]:
        theirs = self._openai.OpenAIError, self._http.HTTPError, self._http.InvalidURL
        return TimeoutError, OSError, ValueError, *theirs

    async def _ask_in_time(self, prompt: str) -> tuple[bytes, str]:
        async with asyncio.timeout(self._settings.seconds), self._connection() as connection:
            client = self._client(connection)
            limit = {"max_tokens": self._settings.answer_tokens}
            try:
                return await self._ask(client, prompt, limit)
            except self._openai.BadRequestError as error:
                if "max_completion_tokens" not in str(error):
                    raise
            return await self._ask(
                client, prompt, {"max_completion_tokens": self._settings.answer_tokens}
            )

    def _connection(self) -> httpx2.AsyncClient:
        proxy = self._settings.proxy or None
        client: httpx2.AsyncClient = self._http.AsyncClient(
            proxy=proxy,
            trust_env=proxy is None,  # NO_PROXY would go round what the settings say
            follow_redirects=False,
            timeout=self._settings.seconds,
            event_hooks={"request": [_say_nothing_of_us]},
        )
        return client

    def _client(self, connection: httpx2.AsyncClient) -> Any:
        return self._openai.AsyncOpenAI(
            api_key=self._settings.key or _NO_KEY,
            base_url=self._settings.base_url,
            max_retries=0,
            http_client=connection,
            default_headers={"User-Agent": "terakoya"},
        )

    async def _ask(self, client: Any, prompt: str, limit: Mapping[str, int]) -> tuple[bytes, str]:
        messages: Any = [{"role": "user", "content": prompt}]
        asked = client.chat.completions.with_streaming_response.create(
            model=self._settings.model, messages=messages, **limit
        )
        async with asked as response:
            body = bytearray()
            async for piece in response.http_response.aiter_raw():
                body += piece
                if len(body) > _MOST:
                    raise AiError(_("The answer of the endpoint is larger than an answer can be."))
            return bytes(body), response.headers.get("content-type", "")


async def _say_nothing_of_us(request: httpx2.Request) -> None:
    """Take away what tells of this machine and its account; a packed answer could be any size."""
    for name in [name for name in request.headers if name.lower() not in _SENT]:
        del request.headers[name]
    request.headers["Accept-Encoding"] = "identity"


def _require(settings: AiSettings) -> None:
    where = "terakoya.toml, ai.base_url"
    try:
        parts = urlsplit(settings.base_url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        what = _("The address of the endpoint has to begin with https:// or http://.")
        raise AiError(what, where=where, remedy=_("Write it as far as /v1."))
    if not settings.model:
        what = _("It is not said which model is asked.")
        remedy = _("Write the name that the endpoint has for it.")
        raise AiError(what, where="terakoya.toml, ai.model", remedy=remedy)


def _import(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError:
        what = _("A live model needs the extra {extra}.").format(extra="ai")
        remedy = _("Install it: pip install '{package}'.").format(package="terakoya[ai]")
        raise AiError(what, remedy=remedy) from None
