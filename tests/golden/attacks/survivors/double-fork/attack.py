import json
import os
from pathlib import Path

target = json.loads(Path("target.json").read_text())
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv(target["python"], [target["python"], "-c", "import time; time.sleep(30)", target["word"]])
    os._exit(0)
os.wait()
