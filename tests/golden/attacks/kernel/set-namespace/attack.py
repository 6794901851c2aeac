import ctypes
import errno
import os
import platform

NUMBER = {"x86_64": 308, "aarch64": 268}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall(NUMBER, os.open("/proc/self/ns/uts", os.O_RDONLY), 0)
code = ctypes.get_errno()
assert result >= 0, errno.errorcode.get(code)
