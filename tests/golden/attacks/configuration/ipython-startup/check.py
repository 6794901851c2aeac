import sys
from pathlib import Path

sys.exit(not Path("~/.ipython/profile_default/startup/00-planted.py").expanduser().exists())
