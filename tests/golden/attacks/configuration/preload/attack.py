import os
from pathlib import Path

place = Path(os.environ["TMPDIR"], "planted.so").expanduser()
place.parent.mkdir(parents=True, exist_ok=True)
place.write_text("planted")
