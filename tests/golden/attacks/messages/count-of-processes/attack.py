import os
import time

until = time.monotonic() + 10
while time.monotonic() < until:
    if os.fork() == 0:
        os._exit(0)
    os.wait()
