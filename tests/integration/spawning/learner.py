"""A learner at a running server: cells in a kernel, lines in a terminal, requests to the server."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import aiohttp

from terakoya.hub.spawning.server_record import server_is_there

__all__ = ["Learner"]

_Result = TypeVar("_Result")
_SECONDS = 60
_HEADER = {"username": "", "session": "tests", "version": "5.3"}


@dataclass
class Learner:
    """One server and who uses it.

    Attributes:
        folder: the server's, outside.
        base: its path.
        token: of the account.
        pid, started: the first process of its sandbox.
        kernel: the id of the one kernel that is used; made at the first cell.
    """

    folder: Path
    base: str
    token: str
    pid: int
    started: int
    kernel: str = field(default="")

    @property
    def is_there(self) -> bool:
        """Whether the server runs."""
        return server_is_there(self.pid, self.started)

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Ask the server; return the status and what it says."""

        async def work(client: aiohttp.ClientSession) -> tuple[int, Any]:
            async with client.request(method, self._address(path), json=body) as answer:
                is_json = answer.content_type == "application/json"
                return answer.status, await (answer.json() if is_json else answer.text())

        return self._run(work)

    def run(self, code: str) -> str:
        """Run a cell; return what it writes, or its error."""
        if not self.kernel:
            status, made = self.ask("POST", "api/kernels", {"name": "python3"})
            assert status == 201, made
            self.kernel = made["id"]

        async def work(client: aiohttp.ClientSession) -> str:
            path = self._address(f"api/kernels/{self.kernel}/channels")
            async with client.ws_connect(path) as channels:
                return await _run_cell(channels, code)

        return self._run(work)

    def type(self, line: str) -> str:
        """Type a line in a new terminal; return what is written until it has ended."""
        _status, made = self.ask("POST", "api/terminals")
        end = uuid.uuid4().hex

        async def work(client: aiohttp.ClientSession) -> str:
            path = self._address(f"terminals/websocket/{made['name']}")
            async with client.ws_connect(path) as terminal:
                # What is typed is written, too: the end is there only when both halves meet.
                await terminal.send_json(["stdin", f"{line}; printf %s%s {end[:9]} {end[9:]}\n"])
                written = ""
                while end not in written:
                    kind, *said = await terminal.receive_json()
                    written += said[0] if kind == "stdout" else ""
                return written.replace("\r", "")

        return self._run(work)

    def _address(self, path: str) -> str:
        return f"http://lab{self.base}{path}"

    def _run(self, work: Callable[[aiohttp.ClientSession], Awaitable[_Result]]) -> _Result:
        async def inside() -> _Result:
            connector = aiohttp.UnixConnector(str(self.folder / "server.sock"))
            headers = {"Authorization": f"token {self.token}"}
            async with (
                asyncio.timeout(_SECONDS),
                aiohttp.ClientSession(connector=connector, headers=headers) as client,
            ):
                return await work(client)

        return asyncio.run(inside())


async def _run_cell(channels: aiohttp.ClientWebSocketResponse, code: str) -> str:
    name = uuid.uuid4().hex
    content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
    await channels.send_json(
        {
            "header": _HEADER | {"msg_id": name, "msg_type": "execute_request"},
            "parent_header": {},
            "metadata": {},
            "content": content | {"user_expressions": {}},
            "buffers": [],
            "channel": "shell",
        }
    )
    written = ""
    while True:
        message = await channels.receive_json()
        if message["parent_header"].get("msg_id") != name:
            continue
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            written += content["text"]
        elif kind == "execute_result":
            written += content["data"]["text/plain"]
        elif kind == "error":
            written += f"{content['ename']}: {content['evalue']}"
        elif kind == "status" and content["execution_state"] == "idle":
            return written
