import sys
from pathlib import Path

place = Path("/dev/shm/terakoya-planted").expanduser()
found = place.exists()
place.unlink(missing_ok=True)
sys.exit(not found)
