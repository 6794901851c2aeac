import ctypes
import json
from pathlib import Path

target = json.loads(Path("target.json").read_text())
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.restype = ctypes.c_long
assert libc.ptrace(16, target["bystander"], None, None) == 0
