import ctypes
import errno
import platform

NUMBER = {"x86_64": 161, "aarch64": 51}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall(NUMBER, b"/tmp")
code = ctypes.get_errno()
assert result >= 0, errno.errorcode.get(code)
