"""`python -I sandbox/__main__.py [whole]`: print as JSON which layers of the sandbox work here.

Run by path, so that an interpreter with nothing but the standard library can answer.
"""

import dataclasses
import json
import sys
import types
from pathlib import Path

if "terakoya_autograde" not in sys.modules:
    # The package's own __init__ would load the whole engine.
    package = types.ModuleType("terakoya_autograde")
    package.__path__ = [str(Path(__file__).resolve().parents[1])]
    sys.modules["terakoya_autograde"] = package

from terakoya_autograde.sandbox.probe import try_layers, try_whole

layers = [try_whole()] if sys.argv[1:] == ["whole"] else try_layers()
sys.stdout.write(json.dumps([dataclasses.asdict(layer) for layer in layers]) + "\n")
