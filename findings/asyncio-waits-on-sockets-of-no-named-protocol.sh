#!/bin/sh
# asyncio (CPython 3.11, Linux)
# Guess before the run: asyncio switches Nagle's algorithm off on every TCP connection, also on those of a
#   listening socket that is handed to it (uvicorn's `sockets=`).
# Seen: it does so only where the socket object says that it is TCP's. `socket.socket(AF_INET, SOCK_STREAM)`
#   says protocol 0, an accepted socket takes that from its listener, and a small part of an answer then waits
#   up to 40 ms until the part before is acknowledged. Named IPPROTO_TCP, or made by create_server of asyncio,
#   nothing waits.
# Output seen: protocol not named: TCP_NODELAY 0; named: TCP_NODELAY 1
set -eu
python3 - <<'PY'
import asyncio, socket

async def no_delay(protocol):
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, protocol)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    accepted = asyncio.Queue()
    server = await asyncio.start_server(lambda _reader, writer: accepted.put_nowait(writer), sock=listener)
    async with server:
        _reader, visitor = await asyncio.open_connection(*listener.getsockname())
        writer = await accepted.get()
        seen = writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        visitor.close()
        writer.close()
    return bool(seen)

unnamed, named = asyncio.run(no_delay(0)), asyncio.run(no_delay(socket.IPPROTO_TCP))
print(f"protocol not named: TCP_NODELAY {unnamed:d}; named: TCP_NODELAY {named:d}")
assert named and not unnamed, "asyncio looks at it differently now"
PY
