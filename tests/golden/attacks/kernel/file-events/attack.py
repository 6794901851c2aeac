import ctypes
import errno
import platform

NUMBER = {"x86_64": 300, "aarch64": 262}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall(NUMBER, 0, 0)
code = ctypes.get_errno()
assert result >= 0, errno.errorcode.get(code)
