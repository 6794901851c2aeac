import ctypes
import errno
import platform

NUMBER = {"x86_64": 272, "aarch64": 97}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall(NUMBER, 0x10000000)
code = ctypes.get_errno()
assert result >= 0, errno.errorcode.get(code)
