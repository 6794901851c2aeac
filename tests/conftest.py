"""What many tests share: a small workspace with a real assignment and a course."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from terakoya.language import use_language
from terakoya.workspace import Workspace, make_workspace
from tests.distribution import begin_with_longest, make_scheduler
from tests.kept_tables import kept_tables
from tests.made import write_small_course
from tests.shared_bytecode import share_bytecode

SKIPS_FAIL = "TERAKOYA_SKIPS_FAIL"
SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --goldens: write the golden files anew."""
    parser.addoption("--goldens", action="store_true", help="write the golden files anew")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Give out the work to several workers, where several run."""
    return make_scheduler(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several workers run, what takes longest begins first."""
    if hasattr(config, "workerinput"):
        begin_with_longest(items)


def pytest_configure() -> None:
    """Begin as in a terminal; look for no garbage among thousands of tests being collected.

    What a shell starts in the background ignores Ctrl-C, and so does whatever that starts.
    """
    gc.disable()
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Compile each test module in one worker only, where all of them are wanted."""
    config = session.config
    whole = config.args == config.getini("testpaths")
    with share_bytecode(getattr(config, "workerinput", None) if whole else None):
        return (yield)


def pytest_collection_finish() -> None:
    """From now on there is garbage; the tests themselves are none, and no fork copies them."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where every part is installed, a skipped test is a failed one."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get(SKIPS_FAIL):
        return
    skipped = reporter.stats.get("skipped", [])
    if skipped and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{len(skipped)} skipped tests count as failures here")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session", autouse=True)
def _kept_tables() -> Iterator[None]:
    """Let the migrations make a new database's tables once, not for each of a thousand tests."""
    with kept_tables():
        yield


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Make messages in English, so that tests read like the source."""
    with use_language("en"):
        yield


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A new workspace with the course `small` and its assignment `tiny`."""
    made = make_workspace(tmp_path / "workspace")
    write_small_course(made)
    return made


@pytest.fixture
def shared() -> Path:
    """The folder of real open data, which is never part of the project."""
    if not (SHARED / "data").is_dir():
        pytest.skip("needs ../shared/data: the real open data is not on this machine")
    return SHARED
