from pathlib import Path

place = Path("/dev/shm/terakoya-planted").expanduser()
place.parent.mkdir(parents=True, exist_ok=True)
place.write_text("planted")
