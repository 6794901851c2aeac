import fcntl
import os
import struct

FLOCK, MANY = "hhqqi4x", 3000
with open("locked", "wb") as file:
    for at in range(MANY):
        fcntl.lockf(file, fcntl.LOCK_EX, 1, 2 * at)
    child = os.fork()
    if child == 0:  # whose the locks are not
        asked = struct.pack(FLOCK, fcntl.F_WRLCK, 0, 2 * (MANY - 1), 1, 0)
        told = struct.unpack(FLOCK, fcntl.fcntl(file, fcntl.F_GETLK, asked))
        os._exit(told[0] != fcntl.F_WRLCK)
    _, status = os.waitpid(child, 0)
assert status == 0
