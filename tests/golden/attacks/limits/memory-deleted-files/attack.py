import tempfile
import time

held = b"x" * (80 * 2**20)
files = []
for folder in (".", "/tmp", "/dev/shm"):
    for _ in range(2):
        file = tempfile.TemporaryFile(dir=folder)
        file.write(b"x" * 7 * 2**20)
        file.flush()
        files.append(file)
time.sleep(1)
assert len(held) and len(files) == 6
