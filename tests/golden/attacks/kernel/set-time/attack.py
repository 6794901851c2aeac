import ctypes
import errno
import platform

NUMBER = {"x86_64": 164, "aarch64": 170}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall(NUMBER, None, None)
code = ctypes.get_errno()
assert result >= 0, errno.errorcode.get(code)
