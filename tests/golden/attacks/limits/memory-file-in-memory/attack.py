import os

hidden = os.memfd_create("hidden")
for _ in range(4):
    os.write(hidden, b"x" * 2**20)
