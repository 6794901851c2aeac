held = bytearray(300 * 2**20)
held[:: 4096] = b"x" * len(held[:: 4096])
