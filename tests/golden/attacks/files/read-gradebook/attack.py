import json
import sqlite3
from pathlib import Path

target = json.loads(Path("target.json").read_text())
gradebook = sqlite3.connect("file:" + target["folder"] + "/course/gradebook.db?mode=ro", uri=True)
assert gradebook.execute("select count(*) from grade").fetchone() == (1,)
