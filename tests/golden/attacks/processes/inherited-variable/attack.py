import json
import os
from pathlib import Path

target = json.loads(Path("target.json").read_text())
assert os.environ["GRADER_TOKEN"] == target["word"]
