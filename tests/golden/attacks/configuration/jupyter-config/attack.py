from pathlib import Path

place = Path("~/.jupyter/jupyter_config.py").expanduser()
place.parent.mkdir(parents=True, exist_ok=True)
place.write_text("planted")
