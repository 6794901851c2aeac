import mmap

hidden = mmap.mmap(-1, 4 * 2**20)
hidden.write(b"x" * 4 * 2**20)
hidden.madvise(mmap.MADV_DONTNEED)
