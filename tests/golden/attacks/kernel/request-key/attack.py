import ctypes
import errno
import platform

NUMBER = {"x86_64": 249, "aarch64": 218}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall(NUMBER, b"user", b"terakoya-none", None, 0)
code = ctypes.get_errno()
assert result >= 0 or code not in (errno.EPERM, errno.ENOSYS, errno.EACCES), errno.errorcode.get(code)
