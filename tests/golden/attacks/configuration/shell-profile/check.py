import sys
from pathlib import Path

sys.exit(not Path("~/.profile").expanduser().exists())
