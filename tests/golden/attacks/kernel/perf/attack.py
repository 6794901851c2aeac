import ctypes
import errno
import platform

NUMBER = {"x86_64": 298, "aarch64": 241}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall(NUMBER, ctypes.c_void_p(0), 0, -1, -1, 0)
code = ctypes.get_errno()
assert result >= 0 or code not in (errno.EPERM, errno.ENOSYS, errno.EACCES), errno.errorcode.get(code)
