import ctypes
import errno
import platform

NUMBER = {"x86_64": 179, "aarch64": 60}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall(NUMBER, 0x80000700, b"/nowhere", 0, None)
code = ctypes.get_errno()
assert result >= 0 or code not in (errno.EPERM, errno.ENOSYS, errno.EACCES), errno.errorcode.get(code)
