import site
from pathlib import Path

place = Path(site.getusersitepackages())
place.mkdir(parents=True, exist_ok=True)
(place / "usercustomize.py").write_text("print('planted')")
