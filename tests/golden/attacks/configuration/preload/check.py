import os
import sys
from pathlib import Path

sys.exit(not Path(os.environ["TMPDIR"], "planted.so").expanduser().exists())
