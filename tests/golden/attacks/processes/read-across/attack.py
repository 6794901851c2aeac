import ctypes
import json
from pathlib import Path

target = json.loads(Path("target.json").read_text())
class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(16)
here = Vector(ctypes.addressof(buffer), 16)
there = Vector(target["address"], 16)
libc.process_vm_readv(target["bystander"], ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
assert buffer.raw == target["word"].encode()
