import os
from pathlib import Path

for number in range(6):
    Path(os.environ["TMPDIR"], f"part{number}").write_bytes(b"x" * 4 * 2**20)
