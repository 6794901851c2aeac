import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
name = f"/terakoya-{os.getpid()}".encode()
queue = libc.mq_open(name, os.O_CREAT | os.O_RDWR, 0o600, None)
assert queue >= 0
libc.mq_unlink(name)
