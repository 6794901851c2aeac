import ctypes
import errno
import platform

NUMBER = {"x86_64": 430, "aarch64": 430}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall(NUMBER, b"tmpfs", 0)
code = ctypes.get_errno()
assert result >= 0, errno.errorcode.get(code)
