import json
import socket
from pathlib import Path

target = json.loads(Path("target.json").read_text())
asking = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
asking.settimeout(2)
asking.sendto(b"hello", ("127.0.0.1", target["udp"]))
assert asking.recv(10) == b"hello"
