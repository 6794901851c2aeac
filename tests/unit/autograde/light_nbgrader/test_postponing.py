"""nbgrader is imported without what grading does not need, and whole for whoever needs that."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from tests.stock_programs import stock_environment

HEAVY = ("nbconvert", "nbgrader.apps", "nbgrader.server_extensions", "requests", "setuptools")


def _run(code: str) -> list[str]:
    """Run code in a new interpreter, and return the words that it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=stock_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


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


def _ask_at_once(before: str, asks: str, meanwhile: str = "") -> list[str]:
    """Have eight threads begin one thing at once; return how many did it, and what went wrong."""
    return _run(f"""
import sys, threading
{before}
begin, told = threading.Barrier(9), []
def ask():
    begin.wait()
    try:
        {asks}
        told.append("done")
    except BaseException as error:
        told.append(type(error).__name__)
threads = [threading.Thread(target=ask) for _ in range(8)]
for thread in threads: thread.start()
begin.wait()
{meanwhile}
for thread in threads: thread.join()
print(*told)
""")


def test_names_of_the_package_are_there_for_threads_that_ask_at_once() -> None:
    """Who comes while another one completes the package waits for it."""
    light = "import terakoya_autograde.light_nbgrader, nbgrader"
    assert _ask_at_once(light, "nbgrader._jupyter_server_extension_points") == ["done"] * 8


def test_package_that_another_thread_imports_is_whole() -> None:
    """Whoever is first: nobody finds half a module, and there is one package."""
    asks = "import nbgrader; nbgrader.load_formgrader; assert nbgrader is sys.modules['nbgrader']"
    light = "import terakoya_autograde.light_nbgrader as light, nbgrader.api"
    same = f"{light}; assert light.Grade is nbgrader.api.Grade"
    assert _ask_at_once("", asks, same) == ["done"] * 8


def test_what_is_postponed_is_the_real_one_for_who_asks_meanwhile() -> None:
    """A stand-in that another thread has found is as good as what it stands for."""
    told = _run("""
from terakoya_autograde.light_nbgrader.postponing import stand_ins
with stand_ins():
    import requests, setuptools
    from requests.adapters import HTTPAdapter
    from setuptools.archive_util import unpack_archive
    print(issubclass(HTTPAdapter, object), requests.Session.__name__, callable(setuptools.setup))
import requests as real
print(real.Session is requests.Session, real.adapters.HTTPAdapter is HTTPAdapter)
""")
    assert told == ["True", "Session", "True", "True", "True"]


def test_import_of_every_name_finds_every_name() -> None:
    """As with an nbgrader that nobody postponed."""
    every = "from nbgrader import *; print(*sorted(name for name in dir() if name[0] != '_'))"
    light = "import terakoya_autograde.light_nbgrader; del terakoya_autograde"
    assert _run(f"{light}; {every}") == _run(every)


def test_reloaded_package_is_whole() -> None:
    """Who has it loaded once more gets nbgrader's own, and a name that is not there is an error."""
    told = _run("""
import importlib, terakoya_autograde.light_nbgrader, nbgrader
importlib.reload(nbgrader)
print("load_formgrader" in vars(nbgrader), hasattr(nbgrader, "no_such_name"))
print(type(nbgrader.__loader__).__module__)
""")
    assert told[:2] == ["True", "False"]
    assert "terakoya" not in told[2]
