import os
import time

readers = []
for _ in range(6):
    reader, writer = os.pipe()
    if os.fork() == 0:
        held = b"x" * (50 * 2**20)
        os.write(writer, b"x")
        time.sleep(2)
        os._exit(0)
    os.close(writer)
    readers.append(reader)
assert all(os.read(reader, 1) == b"x" for reader in readers)
time.sleep(0.5)
