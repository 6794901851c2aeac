import ctypes
import errno
import platform

NUMBER = {"x86_64": 442, "aarch64": 442}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall(NUMBER, -100, b"/", 0, b"\0" * 8 + b"\1" + b"\0" * 23, 32)
code = ctypes.get_errno()
assert result >= 0, errno.errorcode.get(code)
