import ctypes

libc = ctypes.CDLL(None, use_errno=True)
watch = libc.inotify_init1(0)
assert watch >= 0
assert libc.inotify_add_watch(watch, b".", 0x100) >= 0
