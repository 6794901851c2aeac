import ctypes

libc = ctypes.CDLL(None, use_errno=True)
timer = ctypes.c_void_p()
assert all(libc.timer_create(1, None, ctypes.byref(timer)) == 0 for _ in range(900))
