import ctypes
import mmap

pages = mmap.mmap(-1, 2**20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
address = ctypes.addressof(ctypes.c_char.from_buffer(pages))
libc = ctypes.CDLL(None, use_errno=True)
assert libc.mlock(ctypes.c_void_p(address), ctypes.c_size_t(2**20)) == 0
