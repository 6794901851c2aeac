"""Apps in trouble, with real kernels: a kind sentence for one visitor, and the others go on.

Three places where a cell can raise, never end, eat memory or die: before anybody came (the app is
prepared), after a visitor's change, and in Voila's own page, where every visitor runs every cell.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell

from terakoya.faces import AppServer, AppSettings, start_app_server
from terakoya.faces.app.live.bundle import failure_notice
from terakoya.language import use_language
from tests.integration.test_app_server import (
    KIND,
    PARAMETERS,
    SHOWN,
    TYPED,
    ask,
    open_app,
    visit,
    wait_until,
    write_app,
)

TROUBLES = {
    "raises": "1 / 0",
    "hangs": "while True: pass",
    "eats": "hoard = []\nwhile True: hoard.append(bytearray(10**7))",
    "dies": "import os; os._exit(1)",
}
FOREIGN = "from comm import create_comm; create_comm(target_name='elsewhere')"
CHOICE = """
import time
if number == 3:
    1 / 0
while number == 4:
    pass
hoard = []
while number in (5, 6):
    hoard.append(bytearray(10**7))
    time.sleep(0.05 * (number == 6))
if number == 7:
    import os
    os._exit(1)
print("RESULT", number * 10)
"""
KINDS = {3: "error", 4: "timeout", 5: "memory-limit", 6: "memory-limit", 7: "died"}
LENGTHY = (4, 6)  # they end only as they are stopped, after seconds
OURS = ("Traceback", "Error", "hoard", "while True", "_exit", "RESULT", "SHOWN")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """A server of apps in every trouble, light and full, and of two that work."""
    folder = tmp_path_factory.mktemp("apps")
    shown, foreign = new_code_cell("print('SHOWN')", metadata=SHOWN), new_code_cell(FOREIGN)
    for name, source in TROUBLES.items():
        write_app(folder, name, new_code_cell(source), shown)
        write_app(folder, f"full-{name}", foreign, new_code_cell(source), shown)
    write_app(folder, "full", foreign, shown)
    typed = new_code_cell(PARAMETERS, metadata=TYPED)
    write_app(folder, "chooses", typed, new_code_cell(CHOICE, metadata=SHOWN))
    settings = AppSettings(cell_seconds=4, park_seconds=60, memory_mb=400, start_seconds=180)
    with start_app_server(folder, settings) as started:
        wait_until(lambda: "preparing" not in started.status()["apps"].values())
        yield started


def notice(kind: str) -> str:
    """The kind sentence as the page has it."""
    with use_language("ja"):
        return failure_notice(kind)


@pytest.mark.parametrize("name", TROUBLES)
def test_app_that_cannot_be_prepared_says_so(server: AppServer, name: str) -> None:
    """One kind message, nothing of the program, and another app works."""
    answer = open_app(server, name)
    assert answer.status_code == 503
    assert KIND in answer.text
    assert "うまく表示できませんでした" in answer.text
    assert not [word for word in OURS if word in answer.text]
    with visit(server, "chooses") as other:
        assert "RESULT 10" in json.dumps(ask(other, set={"number": 1}))


def test_visitor_goes_on_while_another_app_hangs(tmp_path: Path) -> None:
    """An app whose preparation never ends holds nobody up but those who want it."""
    folder = tmp_path / "apps"
    folder.mkdir()
    write_app(folder, "a", new_code_cell(PARAMETERS, metadata=TYPED), new_code_cell(CHOICE))
    settings = AppSettings(cell_seconds=5, park_seconds=60, start_seconds=180)
    with start_app_server(folder, settings) as own:
        wait_until(lambda: own.status()["apps"]["a"] == "ready")
        with visit(own, "a") as other:
            ask(other, set={"number": 1})
            write_app(folder, "hangs", new_code_cell("while True: pass"))
            waiting = open_app(own, "hangs").text
            assert "準備しています" in waiting
            assert '<noscript><meta http-equiv="refresh"' in waiting  # who has no script comes back
            assert "refresh" not in open_app(own, "a").text
            assert "failed" not in ask(other, set={"number": 2})
            assert own.status()["apps"] == {"a": "ready", "hangs": "preparing"}
            wait_until(lambda: own.status()["apps"]["hangs"] == "failed")
            assert "failed" not in ask(other, set={"number": 8})


@pytest.mark.parametrize("number", KINDS)
def test_trouble_after_a_change_is_told_in_its_own_words(server: AppServer, number: int) -> None:
    """The sentence says what can be done; the other visitor's changes are answered before it."""
    with visit(server, "chooses") as mine, visit(server, "chooses") as other:
        ask(other, set={"number": 1})
        mine.send(json.dumps({"n": 1, "set": {"number": number}}))
        assert "RESULT 20" in json.dumps(ask(other, set={"number": 2}))
        if number in LENGTHY:
            with pytest.raises(TimeoutError):
                mine.recv(timeout=0)
        told = json.loads(mine.recv(timeout=120))
        assert told["failed"] == notice(KINDS[number])
        assert set(told["areas"].values()) == {notice(KINDS[number])}
        assert "RESULT 80" in json.dumps(ask(other, set={"number": 8}))
        assert "RESULT 90" in json.dumps(ask(mine, set={"number": 9}))


@pytest.mark.parametrize("name", TROUBLES)
def test_trouble_in_voilas_own_page_is_told_kindly(server: AppServer, name: str) -> None:
    """The message is switched on, no traceback is there; a visitor of a light page goes on."""
    assert server.status()["apps"][f"full-{name}"] == "full"
    with visit(server, "chooses") as other, ThreadPoolExecutor(1) as thread:
        ask(other, set={"number": 1})
        opening = thread.submit(open_app, server, f"full-{name}")
        assert "RESULT 20" in json.dumps(ask(other, set={"number": 2}))
        text = opening.result(timeout=180).text
    assert "<script>terakoya.fail();</script>" in text
    assert not [word for word in OURS if word in text]


def test_voilas_own_page_without_trouble_is_shown(server: AppServer) -> None:
    """The control: with the same first cell and no trouble the result is there, and no message."""
    text = open_app(server, "full").text
    assert "SHOWN" in text
    assert "terakoya.fail();" not in text


def test_voilas_own_page_that_hangs_holds_up_no_other(tmp_path: Path) -> None:
    """While one visitor's page runs a cell without end, another gets theirs."""
    shown, foreign = new_code_cell("print('SHOWN')", metadata=SHOWN), new_code_cell(FOREIGN)
    write_app(tmp_path, "hangs", foreign, new_code_cell(TROUBLES["hangs"]), shown)
    write_app(tmp_path, "full", foreign, shown)
    settings = AppSettings(cell_seconds=600, start_seconds=180)
    with ThreadPoolExecutor(1) as thread, start_app_server(tmp_path, settings) as own:
        wait_until(lambda: set(own.status()["apps"].values()) == {"full"})
        stuck = thread.submit(open_app, own, "hangs")
        wait_until(lambda: own.status()["full_kernels"] == 1)
        assert "SHOWN" in open_app(own, "full").text
        assert not stuck.done()
