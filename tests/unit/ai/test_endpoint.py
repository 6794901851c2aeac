"""An endpoint that answers, streams, stalls, breaks off, refuses and lies: one sentence each."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from terakoya.ai import AiError
from terakoya.ai.provider import Reply, open_provider
from terakoya.model.ai_settings import AiSettings
from tests import model_server as server
from tests.model_server import Handler, document, serve_model

KEY = "sk-Hunter2Hunter2Hunter2"
ASKING = AiSettings(provider="endpoint", key=KEY, model=server.MODEL, seconds=20)
Behaviour = Callable[[Handler], None]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own proxy has no part in this."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def _ask(address: str, **changes: Any) -> Reply:
    return open_provider(replace(ASKING, base_url=address, **changes)).reply("人口は？")


def test_endpoint_that_answers_is_read() -> None:
    """Text, model and tokens as it says; asked were the model, the prompt and a limit."""
    with serve_model(server.says()) as models:
        assert _ask(models.address, answer_tokens=9) == Reply("はい。", "minato-1", False, 7)
    (asked,) = models.asked
    assert asked["messages"] == [{"role": "user", "content": "人口は？"}]
    assert (asked["model"], asked["max_tokens"]) == ("minato-1", 9)
    assert models.headers[0]["Authorization"] == f"Bearer {KEY}"


def test_endpoint_learns_nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No system, version or organisation goes along, whatever the environment says."""
    monkeypatch.setenv("OPENAI_ORG_ID", "org-1")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "p-1")
    monkeypatch.setenv("OPENAI_API_KEY", "other")
    with serve_model(server.says()) as models:
        _ask(models.address)
    (headers,) = models.headers
    known = {"host", "accept", "content-type", "content-length", "authorization", "connection"}
    known |= {"user-agent", "accept-encoding", "x-stainless-raw-response"}
    assert {name.lower() for name in headers} <= known
    assert headers["User-Agent"] == "terakoya"
    assert headers["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("behave", "text"),
    [
        (server.streams("みな", "と", "\u2028市"), "みなと\u2028市"),
        (server.needs_new_limit, "はい。"),
        (server.says(document(model="minato-1-2026-11-01")), "はい。"),
        (server.says(document(model="/models/Minato-1.gguf")), "はい。"),
    ],
    ids=["stream", "another-limit", "dated", "path"],
)
def test_endpoint_that_answers_in_another_way_is_read(behave: Behaviour, text: str) -> None:
    """A stream, a newer name of the limit, a dated model or the file of one."""
    with serve_model(behave) as models:
        assert _ask(models.address).text == text


WRONG: dict[str, tuple[Behaviour, str]] = {
    "wrong-key": (server.fails(401, "invalid_api_key", f"Bad key {KEY}"), "did not accept the key"),
    "forbidden": (server.fails(403, message=KEY), "did not accept the key"),
    "no-model": (server.fails(404, "model_not_found"), "does not know the model minato-1"),
    "rate-limit": (server.fails(429, "rate_limit_exceeded"), "Too many questions"),
    "no-money": (server.fails(429, "insufficient_quota"), "used up"),
    "bad-question": (server.fails(400, message=KEY), "did not accept the question (status 400)"),
    "filter": (server.fails(400, "content_filter"), "refused to answer"),
    "trouble": (server.fails(503), "trouble of its own (status 503)"),
    "refusal": (server.says(document(None, refusal="No.")), "refused to answer"),
    "breaks-off": (server.breaks_off, "broke off"),
    "half-a-stream": (server.streams("みな", whole=False), "no answer of a model"),
    "closes": (lambda handler: handler.connection.close(), "broke off"),
    "page": (server.says(b"<html>Login</html>", content_type="text/html"), "no answer of a model"),
    "number": (server.says(b"3"), "no answer of a model"),
    "deep": (server.says(b"[" * 200_000), "no answer of a model"),
    "no-choice": (server.says({"model": "minato-1", "choices": []}), "no answer of a model"),
    "no-name": (server.says(document(model=None)), "no answer of a model"),
    "list": (server.says(document(["a"])), "no answer of a model"),  # type: ignore[arg-type]
    "packed": (server.packs, "no answer of a model"),
    "nothing": (server.says(document(" \n")), "said nothing"),
    "other-model": (server.says(document(model="other-9")), "Not minato-1 answered, but other-9."),
    "smaller": (server.says(document(model="minato-1-mini")), "but minato-1-mini."),
    "flood": (server.floods, "larger than an answer can be"),
}


@pytest.mark.parametrize("case", WRONG)
def test_endpoint_that_gives_no_answer_is_one_sentence(case: str) -> None:
    """What happened and what to do, in one line, without the key."""
    behave, sentence = WRONG[case]
    with serve_model(behave) as models, pytest.raises(AiError) as caught:
        _ask(models.address)
    assert sentence in caught.value.sentence
    assert len(caught.value.sentence.splitlines()) == 1
    assert "Hunter" not in str(caught.value) + repr(caught.value.__cause__)


@pytest.mark.parametrize("behave", [server.stalls, server.drips])
def test_endpoint_that_keeps_us_waiting_is_left(behave: Behaviour) -> None:
    """The whole answer has one deadline: also of a server that sends a byte now and then."""
    began = time.monotonic()
    with serve_model(behave) as models, pytest.raises(AiError, match="within 1 seconds"):
        _ask(models.address, seconds=1)
    assert time.monotonic() - began < 60  # it would be for ever


def test_endpoint_that_sends_us_on_is_not_followed() -> None:
    """What was asked stays with the configured host. Control: a client that follows takes it on."""
    import httpx2  # noqa: PLC0415 - of the extra alone

    with serve_model(server.says()) as other:
        to = f"{other.address}/chat/completions"
        with serve_model(server.says(b"", 307, Location=to)) as models:
            with pytest.raises(AiError, match="another address"):
                _ask(models.address)
            assert other.asked == []
            told = httpx2.post(models.address, json={"x": 1}, follow_redirects=True, timeout=60)
    assert told.status_code == 200
    assert other.asked == [{"x": 1}]


def test_endpoint_that_is_not_there_is_one_sentence() -> None:
    """Nobody listens at the address."""
    with serve_model(server.says()) as models:
        address = models.address
    with pytest.raises(AiError, match="cannot be reached"):
        _ask(address)


def test_proxy_of_the_settings_is_used() -> None:
    """What is asked goes through it; one that refuses is named; its password is in no sentence."""
    with serve_model(server.says()) as proxy:
        there = proxy.address.removesuffix("/v1").replace("//", "//me:hunter2@")
        assert _ask("http://model.example/v1", proxy=there).text == "はい。"
    assert proxy.headers[0]["Host"] == "model.example"
    with serve_model(server.fails(407)) as proxy, pytest.raises(AiError, match="proxy") as caught:
        _ask("http://model.example/v1", proxy=proxy.address)
    assert "hunter" not in caught.value.sentence


@pytest.mark.parametrize(
    "changes",
    [
        {"base_url": ""},
        {"base_url": "model.example/v1"},
        {"base_url": "ftp://model.example"},
        {"base_url": "http://[::1"},
        {"base_url": "http://model.example:99999/v1"},
        {"model": ""},
    ],
)
def test_settings_that_name_no_endpoint_are_one_sentence(changes: dict[str, str]) -> None:
    """Before anything is sent."""
    with pytest.raises(AiError, match=r"terakoya\.toml, ai\."):
        open_provider(replace(ASKING, **{"base_url": "http://127.0.0.1:9/v1"} | changes))


def test_answer_under_another_name_is_taken_where_the_settings_say_so() -> None:
    """Some endpoints name what stands behind theirs."""
    with serve_model(server.says(document(model="other-9"))) as models:
        assert _ask(models.address, answers_as="other-9").model == "other-9"


def test_provider_that_is_not_configured_is_one_sentence() -> None:
    """The usual settings ask nobody."""
    with pytest.raises(AiError, match="recorded answers"):
        open_provider(AiSettings())
