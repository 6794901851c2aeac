from pathlib import Path

place = Path("~/.profile").expanduser()
place.parent.mkdir(parents=True, exist_ok=True)
place.write_text("planted")
