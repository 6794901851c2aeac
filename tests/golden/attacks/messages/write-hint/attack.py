import fcntl
import json
import struct
from pathlib import Path

F_SET_RW_HINT, WORD = 1036, 4
target = json.loads(Path("target.json").read_text())
with Path(target["folder"], "env", "library.py").open("rb") as file:
    fcntl.fcntl(file, F_SET_RW_HINT, struct.pack("Q", WORD))
