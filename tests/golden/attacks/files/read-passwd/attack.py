from pathlib import Path

assert "\ndaemon:" in Path("/etc/passwd").read_text()
