"""nbgrader is imported without what grading does not need, and whole for whoever needs that."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

HEAVY = ("nbconvert", "nbgrader.apps", "nbgrader.server_extensions", "requests", "setuptools")


def _run(code: str) -> list[str]:
    """Run code in a new interpreter, and return the words that it prints."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def _loaded(statement: str, names: Sequence[str] = HEAVY) -> set[str]:
    return set(_run(f"import sys; {statement}; print(*set({names!r}) & set(sys.modules))"))


def test_tables_come_without_servers_and_converters() -> None:
    """Whoever reads a gradebook does not wait for what serves and converts; nbgrader would."""
    assert _loaded("from terakoya_autograde.light_nbgrader import Grade") == set()
    assert _loaded("from nbgrader.api import Grade") == set(HEAVY)  # the control


def test_whole_package_is_there_for_who_asks() -> None:
    """Its version, its modules, its servers, and what it postponed are the real ones."""
    asked = """
from terakoya_autograde.light_nbgrader import Grade
import nbgrader, nbgrader.api, nbgrader.utils, nbgrader.auth.jupyterhub as hub
from nbgrader._version import __version__
print(nbgrader.__version__ == __version__, hasattr(nbgrader, "no_such_name"))
print(nbgrader.apps.NbGraderApp.__name__, nbgrader.api.Grade is Grade)
print(nbgrader._jupyter_server_extension_points()[0]["module"], nbgrader.load_formgrader.__name__)
import requests, tempfile, pathlib, zipfile
print(hub.requests.Session is requests.Session)
folder = pathlib.Path(tempfile.mkdtemp())
with zipfile.ZipFile(folder / "a.zip", "w") as archive:
    archive.writestr("inside.txt", "text")
nbgrader.utils.unpack_zipfile(str(folder / "a.zip"), str(folder))
print((folder / "inside.txt").read_text())
"""
    assert _run(asked) == [
        *("True", "False", "NbGraderApp", "True"),
        *("nbgrader", "load_jupyter_server_extension", "True", "text"),
    ]


def test_what_is_loaded_already_stays() -> None:
    """Nothing is put in the place of an nbgrader that somebody imported before."""
    before = "import nbgrader, requests; was = nbgrader, requests"
    after = "from terakoya_autograde.light_nbgrader import Grade; import nbgrader as now, requests"
    told = _run(f"{before}; {after}; print((now, requests) == was, '__getattr__' in vars(now))")
    assert told == ["True", "False"]
