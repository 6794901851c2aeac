import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


class Part(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


reader, writer = os.pipe()
page = ctypes.create_string_buffer(b"x" * 4096)
part = Part(ctypes.addressof(page), 4096)
assert libc.vmsplice(writer, ctypes.byref(part), 1, 0) == 4096, os.strerror(ctypes.get_errno())
