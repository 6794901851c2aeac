import ctypes
import errno
import platform

NUMBER = {"x86_64": 166, "aarch64": 39}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall(NUMBER, b"/proc", 2)
code = ctypes.get_errno()
assert result >= 0, errno.errorcode.get(code)
