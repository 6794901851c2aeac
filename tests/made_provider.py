"""A provider of OpenID Connect over real HTTP: oauthlib's own server, with a form to log in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import quote, unquote

import jwt
import pytest
from fastapi import FastAPI, Request
from oauthlib.oauth2.rfc6749.errors import OAuth2Error
from oauthlib.openid import RequestValidator, Server
from starlette.responses import HTMLResponse, Response

from terakoya.portal.background import portal_in_background

__all__ = ["Provider", "run_provider"]

CLIENT, SECRET = "terakoya", "as the provider has given it"


@dataclass
class Provider(RequestValidator):  # type: ignore[misc]
    """What a provider knows: its one client, its people, and what it has given out.

    Attributes:
        people: name -> password.
        callback: the one address that codes are sent to.
        logged_out: how often somebody came to be logged out.
    """

    people: dict[str, str]
    callback: str = ""
    codes: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    logged_out: int = 0

    def validate_client_id(self, client_id: str, request: Any, *_a: Any, **_k: Any) -> bool:
        """Know one client."""
        del request
        return client_id == CLIENT

    def validate_redirect_uri(self, _client: str, address: str, *_a: Any, **_k: Any) -> bool:
        """Send codes nowhere else."""
        return address == self.callback

    def validate_response_type(self, _client: str, kind: str, *_a: Any, **_k: Any) -> bool:
        """Give codes only."""
        return kind == "code"

    def validate_scopes(self, _client: str, scopes: list[str], *_a: Any, **_k: Any) -> bool:
        """Take OpenID Connect's own."""
        return {*scopes} <= {"openid", "profile"} and "openid" in scopes

    def validate_user_match(self, *_a: Any) -> bool:
        """Let whoever logs in be anybody: no client says whom it expects."""
        return True

    def is_pkce_required(self, *_a: Any) -> bool:
        """Take no code without its verifier."""
        return True

    def save_authorization_code(self, _client: str, code: Any, request: Any, **_k: Any) -> None:
        """Keep what a code is for, until it is used."""
        self.codes[code["code"]] = request

    def get_code_challenge(self, code: str, _request: Any) -> Any:
        """Return what the verifier has to fit."""
        return self.codes[code].code_challenge

    def get_code_challenge_method(self, code: str, _request: Any) -> Any:
        """Return how."""
        return self.codes[code].code_challenge_method

    def client_authentication_required(self, _request: Any, *_a: Any, **_k: Any) -> bool:
        """Ask for the secret."""
        return True

    def authenticate_client(self, request: Any, *_a: Any, **_k: Any) -> bool:
        """Compare it."""
        import base64  # noqa: PLC0415 - here only

        given = str(request.headers.get("authorization", "")).removeprefix("Basic ")
        basic = base64.b64decode(given).decode().partition(":") if given else None
        name, secret = (basic[0], basic[2]) if basic else (request.client_id, request.client_secret)
        request.client = self
        return (name, secret) == (CLIENT, SECRET)

    client_id = CLIENT

    def validate_grant_type(self, _client: str, kind: str, *_a: Any, **_k: Any) -> bool:
        """Take codes only."""
        return kind == "authorization_code"

    def validate_code(self, _id: str, code: str, _client: Any, request: Any, **_k: Any) -> bool:
        """Take a code once, and know whose it is."""
        kept = self.codes.get(code)
        if kept is None:
            return False
        request.user, request.scopes = kept.user, kept.scopes
        return True

    def confirm_redirect_uri(self, _id: str, _code: str, address: str, *_a: Any, **_k: Any) -> bool:
        """Compare it again."""
        return address == self.callback

    def invalidate_authorization_code(self, _id: str, code: str, *_a: Any, **_k: Any) -> None:
        """Forget a code that was used."""
        del self.codes[code]

    def get_authorization_code_scopes(self, _id: str, code: str, *_a: Any) -> Any:
        """Return what a code is for."""
        return self.codes[code].scopes

    def get_authorization_code_nonce(self, _id: str, code: str, *_a: Any) -> Any:
        """Return the client's own word, if it gave one."""
        return getattr(self.codes[code], "nonce", None)

    def save_bearer_token(self, token: Any, request: Any, *_a: Any, **_k: Any) -> None:
        """Keep whose a token is."""
        self.tokens[token["access_token"]] = request.user

    def finalize_id_token(self, told: dict[str, Any], _t: Any, _h: Any, request: Any) -> str:
        """Sign who it is."""
        now = int(time.time())
        told |= {"iss": "https://id.city.example", "sub": request.user, "exp": now + 600}
        return jwt.encode(told, "k" * 32, algorithm="HS256")

    def validate_bearer_token(self, token: str, _scopes: Any, request: Any) -> bool:
        """Know a token that was given out."""
        request.user, request.client, request.scopes = self.tokens.get(token), self, ["openid"]
        return request.user is not None

    def get_userinfo_claims(self, request: Any) -> dict[str, Any]:
        """Tell who it is; and of groups, which are nobody's business."""
        groups = ["admin", "hr", "instructor"]
        return {"sub": f"s-{request.user}", "preferred_username": request.user, "groups": groups}


def _site(provider: Provider) -> FastAPI:
    site, server = FastAPI(openapi_url=None), Server(provider)

    def answer(told: tuple[dict[str, str], Any, int]) -> Response:
        headers, body, status = told
        return Response(body or "", status, headers)

    @site.get("/authorize")
    def ask(request: Request) -> Response:
        try:
            server.validate_authorization_request(str(request.url))
        except OAuth2Error as error:
            return HTMLResponse(escape(error.description or error.error or ""), 400)
        known = unquote(request.cookies.get("provider", ""))
        return _give(request, known) if known else HTMLResponse("<form>name password</form>")

    @site.post("/authorize")
    async def log_in(request: Request) -> Response:
        form = await request.form()
        name, password = str(form["name"]), str(form["password"])
        if provider.people.get(name) != password:
            return HTMLResponse("Wrong.", 403)
        found = _give(request, name)
        found.set_cookie("provider", quote(name))
        return found

    def _give(request: Request, name: str) -> Response:
        user = {"user": name}
        return answer(
            server.create_authorization_response(
                str(request.url), scopes=["openid", "profile"], credentials=user
            )
        )

    @site.post("/token")
    async def give_token(request: Request) -> Response:
        body, headers = (await request.body()).decode(), dict(request.headers)
        return answer(server.create_token_response(str(request.url), "POST", body, headers))

    @site.get("/userinfo")
    def tell(request: Request) -> Response:
        headers = {"Authorization": request.headers.get("authorization", "")}
        return answer(server.create_userinfo_response(str(request.url), "GET", None, headers))

    @site.get("/logout")
    def leave() -> Response:
        provider.logged_out += 1
        found = HTMLResponse("Logged out of the city.")
        found.delete_cookie("provider")
        return found

    return site


@contextmanager
def run_provider(people: dict[str, str]) -> Iterator[tuple[Provider, str]]:
    """Yield the provider and its address, on this machine, in the block."""
    provider = Provider(people)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # HTTP, as it is on this machine only
        with portal_in_background(_site(provider)) as address:
            yield provider, address.rstrip("/")
