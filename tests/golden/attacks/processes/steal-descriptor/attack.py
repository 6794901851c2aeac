import ctypes
import json
import os
from pathlib import Path

target = json.loads(Path("target.json").read_text())
libc = ctypes.CDLL(None, use_errno=True)
taken = libc.syscall(438, os.pidfd_open(target["bystander"]), target["descriptor"], 0)
assert os.read(taken, 16) == target["word"].encode()
