"""An OpenAI-compatible server of the tests' own, on loopback: it answers, stalls and lies."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

__all__ = ["ModelServer", "document", "serve_model"]

MODEL = "minato-1"


def document(text: str | None = "はい。", model: Any = MODEL, **changes: Any) -> dict[str, Any]:
    """Return an answer as such servers send it; `changes` go into its first choice's message."""
    message = {"role": "assistant", "content": text} | changes
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}
    return {"id": "1", "object": "chat.completion", "model": model, "choices": [choice]} | {
        "usage": usage
    }


@dataclass
class ModelServer:
    """What the server does, and what reached it.

    `behave` answers one request; `ended` is set when the test is over: who stalls waits for it.
    """

    behave: Callable[[Handler], None]
    address: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[Message] = field(default_factory=list)
    ended: Event = field(default_factory=Event)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    models: ModelServer

    def do_POST(self) -> None:
        """Keep what was asked, and behave."""
        length = int(self.headers.get("Content-Length", 0))
        self.models.asked.append(json.loads(self.rfile.read(length)))
        self.models.headers.append(self.headers)
        self.close_connection = True
        try:
            self.models.behave(self)
        except OSError:  # the client has gone, as it should
            return

    def log_message(self, *_words: object) -> None:
        """Say nothing."""

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        """Send a whole answer; `content_type` and the like name headers."""
        self.begin(status, **{"content_length": str(len(body))} | headers)
        self.wfile.write(body)

    def begin(self, status: int = 200, **headers: str) -> None:
        """Send the status and the headers."""
        self.send_response(status)
        for name, value in ({"content_type": "application/json"} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Connection", "close")
        self.end_headers()


def says(body: object = None, status: int = 200, **headers: str) -> Callable[[Handler], None]:
    """Send a document, or bytes as they are."""
    sent = body if isinstance(body, bytes) else json.dumps(body or document()).encode()
    return lambda handler: handler.send(sent, status, **headers)


def fails(status: int, code: str = "", message: str = "no") -> Callable[[Handler], None]:
    """Send an error as such servers do."""
    return says({"error": {"message": message, "code": code, "type": "x"}}, status)


def streams(*texts: str, whole: bool = True) -> Callable[[Handler], None]:
    """Send the answer in pieces, as a stream of events."""

    def behave(handler: Handler) -> None:
        handler.begin(content_type="text/event-stream; charset=utf-8")
        for text in texts:
            _send_event(handler, {"content": text}, None)
        if whole:
            _send_event(handler, {}, "stop")
            handler.wfile.write(b"data: [DONE]\n\n")

    return behave


def _send_event(handler: Handler, delta: dict[str, str], ending: str | None) -> None:
    choices = [{"index": 0, "delta": delta, "finish_reason": ending}]
    told = json.dumps({"model": MODEL, "choices": choices}, ensure_ascii=False)
    handler.wfile.write(f"data: {told}\n\n".encode())
    handler.wfile.flush()


def stalls(handler: Handler) -> None:
    """Say nothing at all until the test is over."""
    handler.models.ended.wait()


def drips(handler: Handler) -> None:
    """Send a blank every now and then, so that no single wait is long."""
    handler.begin()
    while not handler.models.ended.wait(0.05):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def breaks_off(handler: Handler) -> None:
    """Promise more than comes."""
    handler.begin(content_length="5000")
    handler.wfile.write(json.dumps(document()).encode()[:40])


def floods(handler: Handler) -> None:
    """Send without an end."""
    handler.begin()
    while not handler.models.ended.is_set():
        handler.wfile.write(b" " * 65_536)


def packs(handler: Handler) -> None:
    """Send a packed answer that nobody has asked for."""
    handler.send(gzip.compress(json.dumps(document()).encode()), content_encoding="gzip")


def needs_new_limit(handler: Handler) -> None:
    """Take `max_completion_tokens` only, as some models do."""
    if "max_tokens" in handler.models.asked[-1]:
        fails(400, "unsupported_parameter", "Use 'max_completion_tokens' instead.")(handler)
    else:
        says()(handler)


@contextmanager
def serve_model(behave: Callable[[Handler], None]) -> Iterator[ModelServer]:
    """Serve on a free port of loopback until the block ends."""
    models = ModelServer(behave)
    kind = type("OneHandler", (Handler,), {"models": models})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        models.address = f"http://127.0.0.1:{server.server_port}/v1"
        try:
            yield models
        finally:
            models.ended.set()
            server.shutdown()
            thread.join()
