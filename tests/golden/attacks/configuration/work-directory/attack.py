from pathlib import Path

place = Path("numpy.py").expanduser()
place.parent.mkdir(parents=True, exist_ok=True)
place.write_text("planted")
