import sys
from pathlib import Path

sys.exit(not Path("~/.local/share/jupyter/kernels/python3/kernel.json").expanduser().exists())
