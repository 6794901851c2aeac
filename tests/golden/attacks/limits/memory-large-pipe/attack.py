import fcntl
import os

F_SETPIPE_SZ = 1031
reader, writer = os.pipe()
fcntl.fcntl(writer, F_SETPIPE_SZ, 1 << 18)
os.set_blocking(writer, False)
assert sum(os.write(writer, b"x" * 65536) for _ in range(3)) == 3 * 65536
