import ctypes
import os
import time

PAGE, PIECES, PROCESSES = 4096, 28_000, 12
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
reader, writer = os.pipe()


def cut():
    place = libc.mmap(None, 2 * PIECES * PAGE, 0, 0x22, -1, 0)
    for piece in range(PIECES):
        assert libc.mprotect(place + 2 * piece * PAGE, PAGE, 1) == 0
    os.write(writer, b"x")
    time.sleep(16)


for _ in range(PROCESSES):
    if os.fork() == 0:
        cut()
        os._exit(0)
assert b"".join(os.read(reader, 1) for _ in range(PROCESSES)) == b"x" * PROCESSES
time.sleep(10)
