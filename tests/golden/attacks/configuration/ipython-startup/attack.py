from pathlib import Path

place = Path("~/.ipython/profile_default/startup/00-planted.py").expanduser()
place.parent.mkdir(parents=True, exist_ok=True)
place.write_text("planted")
