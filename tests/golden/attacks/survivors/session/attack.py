import json
import subprocess
from pathlib import Path

target = json.loads(Path("target.json").read_text())
subprocess.Popen([target["python"], "-c", "import time; time.sleep(30)", target["word"]], start_new_session=True)
