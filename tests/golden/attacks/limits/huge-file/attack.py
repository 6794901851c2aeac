from pathlib import Path

with Path("huge.bin").open("wb") as huge:
    for _ in range(3):
        huge.write(b"x" * 4 * 2**20)
