"""A visitor without a browser: fetches the app's page, changes one control, and stays.

What a page does is done by hand: for ours, its connection and one question; for Voila's page, the
kernel's channels and the messages of ipywidgets (its control comm, version 1.0, tells all widgets).
"""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from terakoya_bench.apps.servers import Address

__all__ = ["PATIENCE", "Visit", "base_of", "kernel_in", "make_client", "visit_ours", "visit_stock"]

PATIENCE = 120.0
_KERNEL = re.compile(r'"kernelId":\s*"([0-9a-f-]{36})"')
_DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)

Visit = Callable[[httpx.AsyncClient, Address, AsyncExitStack], Awaitable[None]]
"""Opens the app and changes one control; the visitor stays until the stack is closed.

Raises ValueError where there is no app or no answer.
"""


def make_client(address: Address, connections: int) -> httpx.AsyncClient:
    """Return a client that carries the server's token and waits for at most two minutes."""
    headers = {"Authorization": f"token {address.token}"} if address.token else {}
    limits = httpx.Limits(max_connections=connections)
    return httpx.AsyncClient(timeout=PATIENCE, limits=limits, headers=headers, trust_env=False)


def base_of(address: Address) -> str:
    """Return the address below which a Voila has its own pages and its kernels."""
    return address.page.partition("voila/render")[0]


def kernel_in(page: str) -> str:
    """Return the kernel that runs for one of Voila's pages.

    Raises:
        ValueError: the page names none.
    """
    found = _KERNEL.search(page)
    if found is None or "voila" not in page:
        raise ValueError("no kernel in the page")
    return found[1]


async def visit_ours(client: httpx.AsyncClient, address: Address, stack: AsyncExitStack) -> None:
    """Fetch the light page, connect as it does, choose another entry, and wait for the results."""
    answer = await client.get(address.page)
    answer.raise_for_status()
    found = _DATA.search(answer.text)
    if found is None:
        raise ValueError("the page is not ready")
    data = json.loads(found[1])
    place = re.search(r'data-visit="([^"]+)"', answer.text)
    parts = urlsplit(address.page)
    url = f"ws://{parts.netloc}{place[1] if place else ''}?generation={data['generation']}"
    socket = await _connect(stack, url, address)
    await socket.send(json.dumps(_question(data, answer.text)))
    told = json.loads(await socket.recv())
    if "failed" in told or not (told.get("areas") or told.get("models")):
        raise ValueError("no results")


async def visit_stock(client: httpx.AsyncClient, address: Address, stack: AsyncExitStack) -> None:
    """Fetch Voila's page, connect to its kernel, choose another entry, and wait for the results."""
    answer = await client.get(address.page)
    answer.raise_for_status()
    kernel, base = kernel_in(answer.text), base_of(address)
    stack.push_async_callback(client.post, f"{base}voila/api/shutdown/{kernel}")
    session = uuid.uuid4().hex
    url = f"ws{base.removeprefix('http')}api/kernels/{kernel}/channels?session_id={session}"
    socket = await _connect(stack, url, address)
    control = uuid.uuid4().hex
    target = {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}}
    await _say(socket, session, "comm_open", target | {"metadata": {"version": "1.0.0"}})
    request = {"comm_id": control, "data": {"method": "request_states"}}
    heard = await _say(socket, session, "comm_msg", request)
    model = _list_in(heard, control)
    data = {"method": "update", "state": {"index": 1}, "buffer_paths": []}
    heard = await _say(socket, session, "comm_msg", {"comm_id": model, "data": data})
    others = {message["content"].get("comm_id") for message in heard} - {model, None}
    if not others:
        raise ValueError("no results")


async def _connect(stack: AsyncExitStack, url: str, address: Address) -> ClientConnection:
    """Connect as a page of the server; nobody reads later, so there is no keeping alive."""
    headers = {"Authorization": f"token {address.token}"} if address.token else {}
    return await stack.enter_async_context(
        connect(
            url,
            origin=Origin(f"http://{urlsplit(address.page).netloc}"),
            additional_headers=headers,
            max_size=None,
            open_timeout=PATIENCE,
            ping_interval=None,
            close_timeout=2,
        )
    )


def _question(data: dict[str, Any], page: str) -> dict[str, Any]:
    """Choose the second entry of the first list."""
    for key, state in data["models"].items():
        if state.get("_model_name") == "DropdownModel":
            return {"n": 1, "model": key, "state": {"index": 1}}
    name = re.search(r'data-parameter="([^"]+)"', page)
    return {"n": 1, "set": {name[1] if name else "": 1}}


async def _say(
    socket: ClientConnection, session: str, kind: str, content: dict[str, Any]
) -> list[dict[str, Any]]:
    """Send a kernel one message; return what it says of it, until it is idle again."""
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": kind,
        "session": session,
        "username": "",
        "version": "5.3",
    }
    message = {"header": header, "parent_header": {}, "metadata": content.pop("metadata", {})}
    await socket.send(json.dumps(message | {"content": content, "channel": "shell"}))
    heard: list[dict[str, Any]] = []
    async with asyncio.timeout(PATIENCE):
        while True:
            told = _read(await socket.recv())
            if told["parent_header"].get("msg_id") != header["msg_id"]:
                continue
            if told["content"].get("execution_state") == "idle":
                return heard
            heard.append(told)


def _read(received: str | bytes) -> dict[str, Any]:
    """Read a message; one with binary parts begins with their places (jupyter_server's form)."""
    if isinstance(received, bytes):
        count = int.from_bytes(received[:4], "big")
        starts = [int.from_bytes(received[4 * n : 4 * n + 4], "big") for n in range(1, count + 1)]
        received = received[starts[0] : (starts[1:] or [len(received)])[0]].decode()
    message: dict[str, Any] = json.loads(received)
    return message


def _list_in(heard: list[dict[str, Any]], control: str) -> str:
    """Return the first list among all widgets that the control comm told of."""
    for message in heard:
        if message["content"].get("comm_id") == control:
            for key, widget in message["content"]["data"].get("states", {}).items():
                if widget["model_name"] == "DropdownModel":
                    return str(key)
    raise ValueError("no list among the widgets")
