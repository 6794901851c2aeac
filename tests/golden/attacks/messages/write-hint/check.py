import fcntl
import json
import struct
import sys
from pathlib import Path

F_GET_RW_HINT, WORD = 1035, 4
target = json.loads(Path("target.json").read_text())
with Path(target["folder"], "env", "library.py").open("rb") as file:
    told = fcntl.fcntl(file, F_GET_RW_HINT, struct.pack("Q", 0))
sys.exit(struct.unpack("Q", told)[0] != WORD)
