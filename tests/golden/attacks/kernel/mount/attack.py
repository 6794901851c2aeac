import ctypes
import errno
import platform

NUMBER = {"x86_64": 165, "aarch64": 40}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall(NUMBER, b"none", b"/tmp", b"tmpfs", 0, None)
code = ctypes.get_errno()
assert result >= 0, errno.errorcode.get(code)
