import ctypes

assert ctypes.CDLL(None).prctl(1, 0, 0, 0, 0) == 0
