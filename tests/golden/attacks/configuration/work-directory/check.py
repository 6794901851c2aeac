import sys
from pathlib import Path

sys.exit(not Path("numpy.py").expanduser().exists())
