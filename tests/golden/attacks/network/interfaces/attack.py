import socket

assert [name for _, name in socket.if_nameindex() if name != "lo"]
