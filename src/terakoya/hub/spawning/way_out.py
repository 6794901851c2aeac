"""The way out of a learner's sandbox: the loopback inside, and the socket of the relay behind it.

Programs inside speak HTTP to 127.0.0.1, as they would anywhere. The network is the sandbox's own:
nothing but this listens there, and behind it the relay (`relay.py`) lets through what may pass.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from pathlib import Path

__all__ = ["PORT", "open_way_out"]

PORT = 8765  # in a network of the sandbox's own: the same for everybody
_PIECE = 1 << 16
_MOST = 64  # connections at a time
_STARTING = 10.0  # seconds


def open_way_out(relay: Path) -> None:
    """Lead connections to PORT on to the relay's socket, in a thread of its own.

    A thread, as parts of Jupyter's server wait for an answer without letting its loop go on.

    Raises:
        OSError: somebody has the port.
    """
    begun: list[OSError | None] = []
    ready = threading.Event()
    work = threading.Thread(
        target=lambda: asyncio.run(_serve(relay, begun, ready)), name="way-out", daemon=True
    )
    work.start()
    ready.wait(_STARTING)
    if begun and begun[0] is not None:
        raise begun[0]


async def _serve(relay: Path, begun: list[OSError | None], ready: threading.Event) -> None:
    places = asyncio.Semaphore(_MOST)

    async def lead(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with places:
            await _lead(relay, reader, writer)

    try:
        server = await asyncio.start_server(lead, "127.0.0.1", PORT)
    except OSError as error:
        begun.append(error)
        return
    finally:
        ready.set()
    async with server:
        await server.serve_forever()


async def _lead(relay: Path, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry what either side says to the other, until one of them has ended."""
    try:
        beyond_reader, beyond_writer = await asyncio.open_unix_connection(str(relay))
    except OSError:  # the relay begins again: who asks hears that nobody answers, and asks again
        writer.close()
        return
    await asyncio.gather(_carry(reader, beyond_writer), _carry(beyond_reader, writer))


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError, asyncio.CancelledError):
        while data := await reader.read(_PIECE):
            writer.write(data)
            await writer.drain()
    with suppress(OSError):
        writer.close()
        await writer.wait_closed()
