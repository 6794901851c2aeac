import mmap
import os

hidden = mmap.mmap(os.open("/dev/zero", os.O_RDWR), 4 * 2**20, mmap.MAP_SHARED)
hidden.write(b"x" * 4 * 2**20)
