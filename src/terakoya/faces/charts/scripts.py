"""The scripts that draw charts on a page: files of the installed packages, and nobody else's.

plotly brings its own. Vega's are put together by vl-convert from what it brings; that takes some
seconds and starts a JavaScript engine, so it is done once, in a process of its own.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
import threading
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from terakoya.faces.charts.reading_charts import Drawer

__all__ = ["ChartScripts", "can_draw", "drawer_versions"]

_PACKAGES = {Drawer.PLOTLY: ("plotly", "plotly"), Drawer.VEGA: ("vl_convert", "vl-convert-python")}
"""Drawer → the module that brings its script, and how its package is called."""
_PLOTLY = Path("package_data", "plotly.min.js")
_BUNDLE = "import sys, vl_convert; sys.stdout.write(vl_convert.javascript_bundle())"
_SECONDS = 120


def can_draw(drawer: Drawer) -> bool:
    """Tell whether the package that brings a drawer's script is installed."""
    return find_spec(_PACKAGES[drawer][0]) is not None


def drawer_versions() -> str:
    """Return which versions of the packages are installed, as one text."""
    found = []
    for _module, package in _PACKAGES.values():
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


class ChartScripts:
    """The scripts, read or made when they are first asked for; threads may ask at once."""

    def __init__(self) -> None:
        self._made: dict[Drawer, tuple[bytes, bytes]] = {}
        self._locks = {drawer: threading.Lock() for drawer in Drawer}

    def script(self, drawer: Drawer) -> tuple[bytes, bytes] | None:
        """Return a drawer's script, plain and compressed (gzip); None where it is not installed.

        It blocks: Vega's takes some seconds at the first time.
        """
        if not can_draw(drawer):
            return None
        with self._locks[drawer]:
            if drawer not in self._made:
                plain = _read_plotly() if drawer is Drawer.PLOTLY else _bundle_vega()
                self._made[drawer] = plain, gzip.compress(plain, compresslevel=6, mtime=0)
            return self._made[drawer]


def _read_plotly() -> bytes:
    spec = find_spec("plotly")
    assert spec is not None  # noqa: S101 - `can_draw` was asked
    assert spec.origin is not None  # noqa: S101 - it is a package with an __init__.py
    return (Path(spec.origin).parent / _PLOTLY).read_bytes()


def _bundle_vega() -> bytes:
    command = [sys.executable, "-c", _BUNDLE]
    return subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS).stdout
