from pathlib import Path

parts = [Path(f"/dev/shm/terakoya-attack-{number}") for number in range(6)]
try:
    for part in parts:
        part.write_bytes(b"x" * 4 * 2**20)
finally:
    for part in parts:
        part.unlink(missing_ok=True)
