import json
import socket
from pathlib import Path

target = json.loads(Path("target.json").read_text())
asking = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
asking.settimeout(2)
name = b"".join(bytes([len(part)]) + part for part in (b"my-answers", b"example", b"org"))
query = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00" + name + b"\x00\x00\x01\x00\x01"
asking.connect(("127.0.0.1", target["udp"]))
asking.send(query)
assert asking.recv(100) == query
