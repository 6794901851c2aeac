import ctypes
import errno
import os
import platform

NUMBER = {"x86_64": 56, "aarch64": 220}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall(NUMBER, 0x10000011, 0, 0, 0, 0)
code = ctypes.get_errno()
assert result >= 0 and (result or os._exit(0) or True), errno.errorcode.get(code)
