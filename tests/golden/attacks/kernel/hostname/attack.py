import ctypes
import errno
import platform

NUMBER = {"x86_64": 170, "aarch64": 161}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall(NUMBER, b"mine", 4)
code = ctypes.get_errno()
assert result >= 0, errno.errorcode.get(code)
