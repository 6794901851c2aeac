from pathlib import Path

place = Path("~/.local/share/jupyter/kernels/python3/kernel.json").expanduser()
place.parent.mkdir(parents=True, exist_ok=True)
place.write_text("planted")
