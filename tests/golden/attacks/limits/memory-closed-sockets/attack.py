import os
import socket
import time

PROCESSES, PLACES = 12, 80
reader, writer = os.pipe()


def fill():
    ends = [socket.socketpair() for _ in range(PLACES // 2)]
    for one, other in ends:
        other.setblocking(False)
        try:
            while True:
                other.send(b"x" * 32768)
        except BlockingIOError:
            other.close()  # what it has sent still waits
    more = [socket.socketpair() for _ in range(PLACES // 4)]
    for one, other in more:
        other.setblocking(False)
        try:
            while True:
                other.send(b"x" * 32768)
        except BlockingIOError:
            other.close()
    os.write(writer, b"x")
    time.sleep(5)
    assert ends and more


for _ in range(PROCESSES):
    if os.fork() == 0:
        fill()
        os._exit(0)
assert b"".join(os.read(reader, 1) for _ in range(PROCESSES)) == b"x" * PROCESSES
time.sleep(1)
