import json
import py_compile
from pathlib import Path

target = json.loads(Path("target.json").read_text())
Path("library.py").write_text("VALUE = 100")
cache = Path(target["folder"], "env", "__pycache__", "library.pyc")
py_compile.compile("library.py", cfile=str(cache), doraise=True)
assert cache.exists()
