import sys
from pathlib import Path

sys.exit(not Path("~/.jupyter/jupyter_config.py").expanduser().exists())
