import ctypes
import json
import mmap
import os
from pathlib import Path

target = json.loads(Path("target.json").read_text())
libc = ctypes.CDLL(None, use_errno=True)
libc.mincore.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p]
libc.mmap.restype = ctypes.c_void_p
file = os.open(Path(target["folder"], "env", "library.py"), os.O_RDONLY)
place = libc.mmap(None, ctypes.c_size_t(mmap.PAGESIZE), 1, 2, file, ctypes.c_long(0))
told = ctypes.create_string_buffer(1)
assert libc.mincore(place, mmap.PAGESIZE, told) == 0
assert told.raw[0] & 1
