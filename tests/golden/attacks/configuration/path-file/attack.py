import site
from pathlib import Path

place = Path(site.getusersitepackages())
place.mkdir(parents=True, exist_ok=True)
(place / "planted.pth").write_text("import sys; print('planted')")
