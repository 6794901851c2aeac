import os
import socket
import time

PROCESSES, PAIRS = 12, 50
reader, writer = os.pipe()


def fill():
    held = [socket.socketpair() for _ in range(PAIRS)]
    filled = 0
    for end in (end for pair in held for end in pair):
        end.setblocking(False)
        try:
            while True:
                filled += end.send(b"x" * 32768)
        except BlockingIOError:
            continue
    os.write(writer, b"x" if filled > PAIRS * 2 * 100_000 else b"-")
    time.sleep(5)


for _ in range(PROCESSES):
    if os.fork() == 0:
        fill()
        os._exit(0)
assert b"".join(os.read(reader, 1) for _ in range(PROCESSES)) == b"x" * PROCESSES
time.sleep(1)
