import mmap
import time

NO_RESERVE, STEP, TABLES = 0x4000, 2 * 2**20, 24_000
flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | NO_RESERVE
place = mmap.mmap(-1, TABLES * STEP, flags=flags, prot=mmap.PROT_READ)
assert sum(place[at] for at in range(0, len(place), STEP)) == 0
time.sleep(1)
