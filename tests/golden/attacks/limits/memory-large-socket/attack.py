import socket


def capacity(size):
    one, other = socket.socketpair()
    if size:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size)
    one.setblocking(False)
    filled = 0
    try:
        while True:
            filled += one.send(b"x" * 4096)
    except BlockingIOError:
        other.close()
        return filled


assert capacity(1 << 22) > 1.3 * capacity(0)
