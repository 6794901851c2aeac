import ctypes

libc = ctypes.CDLL(None, use_errno=True)
segment = libc.shmget(0, 2**20, 0o1600)
assert segment >= 0
libc.shmctl(segment, 0, None)
