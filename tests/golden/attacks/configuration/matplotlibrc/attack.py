from pathlib import Path

place = Path("~/.config/matplotlib/matplotlibrc").expanduser()
place.parent.mkdir(parents=True, exist_ok=True)
place.write_text("planted")
