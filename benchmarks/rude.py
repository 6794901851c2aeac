"""Visitors who do everything wrong: what they send, when, and how they leave.

Each manner is a function of a `Site` and a random generator. It returns when the visit is over, and
raises `BadlyAnsweredError` where a page would have been left without an answer.
"""

from __future__ import annotations

import contextlib
import json
import random
import re
import socket
import struct
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

__all__ = ["BROKEN_OFF", "MANNERS", "BadlyAnsweredError", "Manner", "Site", "ask", "hang", "opened"]
__all__ += ["write_notebooks"]

PATIENCE = 60.0  # seconds that a page waits for an answer, on a machine that has much to do
BROKEN_OFF = (OSError, httpx.HTTPError, WebSocketException)  # what a client says of its server
MEBIBYTE = 2**20
PARAMETER = "number: int = 2  # 数 | 0..1000"
RESULT = """
if number == 901:
    1 / 0
while number == 902:
    pass
if number == 903:
    hoard = bytearray(10**10)
if number == 904:
    import os
    os._exit(1)
if number == 905:
    import time
    time.sleep(600)
print("RESULT", number * 10)
"""
TROUBLES = (901, 902, 903, 904)
WIDGETS = """
import ipywidgets as widgets
field = widgets.Text(description="name")
button = widgets.Button(description="more")
button.on_click(lambda _button: print("x" * 5_000_000))
display(field, button)
"""


class BadlyAnsweredError(Exception):
    """A page was left without an answer, or with a wrong one."""


@dataclass(frozen=True)
class Site:
    """Where the pages of the app are. `root` ends with a slash."""

    root: str
    app: str

    @property
    def page(self) -> str:
        """The address of the app's page."""
        return urljoin(self.root, f"apps/{self.app}/")

    @property
    def origin(self) -> str:
        """What a browser names as the origin of its requests."""
        parts = urlsplit(self.root)
        return f"{parts.scheme}://{parts.netloc}"

    def open_page(self) -> str:
        """Load the page; it may be made anew meanwhile, never missing."""
        answer = httpx.get(self.page, timeout=PATIENCE, trust_env=False)
        if not answer.is_success:
            raise BadlyAnsweredError(f"the page: {answer.status_code}")
        return answer.text

    def visit_address(self, page: str, generation: str = "") -> str:
        """Return where a page connects to."""
        place = re.search(r'data-visit="([^"]+)"', page)
        number = re.search(r'"generation":(\d+)', page)
        if place is None or number is None:
            raise BadlyAnsweredError("a page without an address for its visit")
        address = urljoin(self.page, place[1]).replace("http", "ws", 1)
        return f"{address}?generation={generation or number[1]}"


def write_notebooks() -> dict[str, list[str]]:
    """Return the code of the app's cells: the parameter's, and those that are shown."""
    return {"parameters": [PARAMETER], "shown": [RESULT, WIDGETS]}


@contextmanager
def opened(site: Site) -> Iterator[tuple[ClientConnection, str]]:
    """Load the page and connect as it does; yield the connection and the page."""
    page = site.open_page()
    with connect(
        site.visit_address(page),
        origin=Origin(site.origin),
        max_size=None,
        open_timeout=PATIENCE,
        proxy=None,
    ) as made:
        yield made, page


def ask(made: ClientConnection, **question: Any) -> dict[str, Any]:
    """Ask one thing; return the answer."""
    made.send(json.dumps({"n": 1, **question}))
    return hear(made)


def hear(made: ClientConnection) -> dict[str, Any]:
    """Wait for an answer."""
    try:
        answer: dict[str, Any] = json.loads(made.recv(timeout=PATIENCE))
    except TimeoutError:
        raise BadlyAnsweredError("no answer") from None
    return answer


def model_of(page: str, name: str) -> str:
    """Return the id of the page's widget of a kind."""
    data = re.search(r'<script[^>]*id="data"[^>]*>(.*?)</script>', page, re.DOTALL)
    models = json.loads(data[1])["models"] if data else {}
    return next(key for key, state in models.items() if state.get("_model_name") == f"{name}Model")


def calm(site: Site, dice: random.Random) -> None:
    """Choose a value, and get what belongs to it."""
    with opened(site) as (made, _page):
        expect(made, dice.randrange(900))


def expect(made: ClientConnection, number: int) -> None:
    """Choose a value; anything but its result is wrong, but for an app that was renewed."""
    answer = ask(made, set={"number": number})
    if "renewed" not in answer and f"RESULT {number * 10}" not in str(answer.get("areas")):
        raise BadlyAnsweredError(f"{number}: {str(answer)[:200]}")


def hang(site: Site, together: threading.Barrier) -> None:
    """With others at once, choose a value at which the cell hangs, and hear that it was stopped.

    It waits for something: so many cells that count would take the processors from one another.
    """
    with opened(site) as (made, _page):
        together.wait(10 * PATIENCE)
        ask(made, set={"number": 905})
        together.wait(10 * PATIENCE)


def malformed(site: Site, dice: random.Random) -> None:
    """Send what is no question; each is answered, and the page goes on."""
    with opened(site) as (made, page):
        for _question in range(dice.randrange(1, 6)):
            made.send(twisted(dice, model_of(page, "Text")))
            answer = hear(made)
            if "failed" not in answer and "areas" not in answer:
                raise BadlyAnsweredError(str(answer)[:200])
        expect(made, dice.randrange(900))


def twisted(dice: random.Random, model: str) -> str | bytes:
    """Return a question that is none, or hardly one."""
    odd = [None, 1, -1, 10**400, "", "x", "\ud800", [], [1], {}, {"a": {"b": []}}, True, 0.5]
    keys = ("set", "model", "state", "custom", "table", "form", "svg", "place", "park", "more")
    question: dict[str, Any] = {"n": dice.choice([1, 1, 1, -1, "x", [], 2**70])}
    for key in dice.sample(keys, dice.randrange(4)):
        question[key] = dice.choice([*odd, model])
    if "set" in question and question["set"] == {}:
        del question["set"]
    text = json.dumps(question)
    if dice.random() < 0.3:
        cut = dice.randrange(len(text))
        text = text[:cut] + dice.choice(["", "[" * 5000, "\x00", "NaN", "}"]) + text[cut + 1 :]
    return text.encode() if dice.random() < 0.2 else text


def huge(site: Site, dice: random.Random) -> None:
    """Send what is far too large, to a widget, as a table, as nothing at all."""
    size = dice.choice([2, 8, 15, 17]) * MEBIBYTE
    with opened(site) as (made, page), contextlib.suppress(ConnectionClosed):
        questions = (
            {"model": model_of(page, "Text"), "state": {"value": "x" * size}},
            {"model": model_of(page, "Text"), "state": {f"v{size}": "x" * size}},
            {"table": [["x" * size]], "form": "xlsx"},
            {"table": [[]] * (size // 4), "form": "csv-utf8"},
            {"set": {"number": "9" * size}},
        )
        for _question in range(3):
            answer = ask(made, **dice.choice(questions))
            if "failed" not in answer:
                raise BadlyAnsweredError(str(answer)[:200])


def presses(site: Site, dice: random.Random) -> None:
    """Press a button that shows more at each press, until it is too much."""
    del dice
    with opened(site) as (made, page), contextlib.suppress(ConnectionClosed):
        press = {"model": model_of(page, "Button"), "custom": {"event": "click"}}
        for _press in range(12):
            if "over" in ask(made, **press):
                return


def trouble(site: Site, dice: random.Random) -> None:
    """Choose a value at which the cell raises, hangs, eats memory or dies; then a good one."""
    with opened(site) as (made, _page):
        answer = ask(made, set={"number": dice.choice(TROUBLES)})
        if "failed" not in answer and "renewed" not in answer:
            raise BadlyAnsweredError(str(answer)[:200])
        expect(made, dice.randrange(900))


def flood(site: Site, dice: random.Random) -> None:
    """Ask a hundred things at once, hear nothing of it, and leave."""
    with opened(site) as (made, _page), contextlib.suppress(ConnectionClosed):
        for _question in range(100):
            made.send(json.dumps({"n": 1, "set": {"number": dice.randrange(900)}}))


def early(site: Site, dice: random.Random) -> None:
    """Come with the number of a version that is none, and talk at once."""
    page = site.open_page()
    number = dice.choice(["0", "-1", "x", "999999", "9" * 3000])
    address = site.visit_address(page, number)
    with (
        contextlib.suppress(ConnectionClosed),
        connect(address, origin=Origin(site.origin), open_timeout=PATIENCE, proxy=None) as made,
    ):
        for _question in range(10):
            made.send(json.dumps({"n": 1, "set": {"number": 1}, "more": "x" * 100_000}))
        while True:
            hear(made)


def gone(site: Site, dice: random.Random) -> None:
    """Ask, and leave while the kernel is forked or the cell runs."""
    with opened(site) as (made, page):
        press = {"model": model_of(page, "Button"), "custom": {"event": "click"}}
        cell = re.findall(r'data-cell="([^"]+)"', page)[0]
        question = dice.choice([{"set": {"number": dice.choice([1, 902])}}, press, {"svg": cell}])
        made.send(json.dumps({"n": 1, **question}))
        time.sleep(dice.random() ** 3 / 2)


def twice(site: Site, dice: random.Random) -> None:
    """Open one page two times, lose one connection, and make it again."""
    with opened(site) as (first, _page):
        with opened(site) as (second, _same):
            expect(second, dice.randrange(900))
            second.send(json.dumps({"n": 1, "set": {"number": 3}}))
        with opened(site) as (second, _same):
            expect(second, dice.randrange(900))
        expect(first, dice.randrange(900))


def by_hand(site: Site, dice: random.Random) -> None:
    """Connect by hand, and end like no browser: reset, half-closed, nonsense, or silent."""
    address = urlsplit(site.visit_address(site.open_page()))
    with socket.create_connection((address.hostname, address.port), timeout=PATIENCE) as made:
        made.sendall(_handshake(address.netloc, f"{address.path}?{address.query}", site.origin))
        made.recv(1000)
        question = json.dumps({"n": 1, "set": {"number": dice.choice([5, 902])}}).encode()
        ending = dice.choice(["reset", "half", "nonsense", "cut", "silent"])
        with contextlib.suppress(OSError):
            made.sendall(_frame(question) if ending != "nonsense" else dice.randbytes(200))
            if ending == "cut":
                made.sendall(_frame(b"x" * 30_000)[:1000])
            if ending == "half":
                made.shutdown(socket.SHUT_WR)
            if ending == "reset":
                time.sleep(dice.random() / 5)
                made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif ending == "silent":
                time.sleep(dice.random() * 8)


def slow(site: Site, dice: random.Random) -> None:
    """Ask for the page and read little of it; or ask for much and read no answer."""
    if dice.random() < 0.5:
        address = urlsplit(site.page)
        with socket.create_connection((address.hostname, address.port)) as made:
            made.sendall(f"GET {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode())
            made.recv(100)
            time.sleep(dice.random() * 4)
        return
    with opened(site) as (made, page), contextlib.suppress(ConnectionClosed):
        press = {"n": 1, "model": model_of(page, "Button"), "custom": {"event": "click"}}
        for _press in range(5):
            made.send(json.dumps(press))
        time.sleep(dice.random() * 8)


def _handshake(host: str, target: str, origin: str) -> bytes:
    key = b64encode(b"0123456789abcdef").decode()
    lines = [f"GET {target} HTTP/1.1", f"Host: {host}", f"Origin: {origin}", "Upgrade: websocket"]
    lines += ["Connection: Upgrade", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"]
    return "\r\n".join([*lines, "", ""]).encode()


def _frame(data: bytes) -> bytes:
    """Return a client's text frame; its mask is nothing."""
    return bytes([0x81, 0x80 | 126]) + len(data).to_bytes(2, "big") + bytes(4) + data


Manner = Callable[[Site, random.Random], None]
MANNERS: dict[Manner, int] = {  # and how many of some forty visits are so
    calm: 6,
    malformed: 8,
    huge: 3,
    presses: 1,
    trouble: 2,
    flood: 3,
    early: 4,
    gone: 6,
    twice: 2,
    by_hand: 6,
    slow: 2,
}
