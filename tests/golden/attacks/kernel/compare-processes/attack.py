import ctypes
import errno
import os
import platform

NUMBER = {"x86_64": 312, "aarch64": 272}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall(NUMBER, os.getpid(), os.getpid(), 0, 0, 0)
code = ctypes.get_errno()
assert result >= 0, errno.errorcode.get(code)
