import fcntl
import socket
import struct

asking = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
fcntl.ioctl(asking, 0x8914, struct.pack("16sh14x", b"lo", 1))
