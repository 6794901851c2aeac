from pathlib import Path

assert list(Path("/sys/class").iterdir())
