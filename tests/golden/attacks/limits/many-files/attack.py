from pathlib import Path

for number in range(6000):
    Path(f"file{number}").touch()
