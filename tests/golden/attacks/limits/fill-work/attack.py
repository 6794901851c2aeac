from pathlib import Path

for number in range(6):
    Path(".", f"part{number}").write_bytes(b"x" * 4 * 2**20)
