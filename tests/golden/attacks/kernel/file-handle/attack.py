import ctypes
import errno
import platform

NUMBER = {"x86_64": 304, "aarch64": 265}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall(NUMBER, -100, b"\0" * 8, 0)
code = ctypes.get_errno()
assert result >= 0 or code not in (errno.EPERM, errno.ENOSYS, errno.EACCES), errno.errorcode.get(code)
