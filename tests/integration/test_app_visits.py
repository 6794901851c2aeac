"""Visits that go wrong: what one page sends, or how it leaves, is nothing to the server and others.

Real servers and kernels. The server is looked at from outside: its memory, descriptors, threads and
processes.
"""

from __future__ import annotations

import contextlib
import json
import re
import resource
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from nbformat.v4 import new_code_cell
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from terakoya.faces import AppServer, AppSettings, start_app_server
from tests.integration.test_app_server import (
    SHOWN,
    TYPED,
    ask,
    open_app,
    visit,
    wait_until,
    write_app,
)

MEBIBYTE = 2**20
PARAMETER = "number: int = 2  # 数 | 0..1000"
RESULT = "print('RESULT', number * 10)"
WIDGETS = """
import ipywidgets as widgets
field = widgets.Text(description="name")
button = widgets.Button(description="more")
button.on_click(lambda _button: print("x" * 5_000_000))
display(field, button)
"""
CALM = {"number": 1}
FEW = 512  # descriptors


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two apps: one of a parameter, one of widgets."""
    folder = tmp_path_factory.mktemp("apps")
    typed = new_code_cell(PARAMETER, metadata=TYPED)
    write_app(folder, "number", typed, new_code_cell(RESULT, metadata=SHOWN))
    write_app(folder, "widgets", typed, new_code_cell(WIDGETS, metadata=SHOWN))
    return folder


@pytest.fixture(scope="module")
def server(apps: Path) -> Iterator[AppServer]:
    """Their server."""
    settings = AppSettings(cell_seconds=20, park_seconds=600, start_seconds=180, slow_seconds=4)
    with start_app_server(apps, settings) as started:
        wait_until(lambda: set(started.status()["apps"].values()) == {"ready"})
        yield started


@pytest.fixture
def other(server: AppServer) -> Iterator[ClientConnection]:
    """Another visitor, who is asked before and after, and notices nothing."""
    with visit(server, "number") as socket_:
        assert "RESULT 10" in str(ask(socket_, set={"number": 1}))
        yield socket_
        assert "RESULT 70" in str(ask(socket_, set={"number": 7}))


def model_of(server: AppServer, name: str) -> str:
    """The id of a widget of this kind in the app of widgets."""
    page = open_app(server, "widgets").text
    data = re.search(r'<script[^>]*id="data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert data is not None
    models = json.loads(data[1])["models"]
    return next(key for key, state in models.items() if state.get("_model_name") == f"{name}Model")


def process(server: AppServer) -> psutil.Process:
    """The process that talks with pages."""
    return psutil.Process(server.pid)


def memory(server: AppServer) -> int:
    """Bytes that it holds."""
    return int(process(server).memory_info().rss)


def everything(server: AppServer) -> tuple[int, int]:
    """How many descriptors it has, and how many processes run below it.

    One that has ended counts no more, though a kernel buries its forks only when it is asked again.
    """
    running = 0
    for child in process(server).children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            running += child.status() != psutil.STATUS_ZOMBIE
    return process(server).num_fds(), running


def is_running(one: psutil.Process) -> bool:
    """Tell whether a process still runs; one that nobody has buried yet does not."""
    try:
        return bool(one.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def at_rest(server: AppServer) -> tuple[int, int]:
    """The same, as soon as it stays so: visits of an earlier test may just be ending."""
    found = everything(server)
    while True:
        time.sleep(1)
        found, earlier = everything(server), found
        if found == earlier:
            return found


def is_back(server: AppServer, before: tuple[int, int]) -> bool:
    """Tell whether it has no more than before; less, where an earlier visit ended meanwhile."""
    return all(now <= then for now, then in zip(everything(server), before, strict=True))


def told(socket_: ClientConnection, seconds: float = 30) -> dict[str, Any]:
    """Wait for the next message."""
    message: dict[str, Any] = json.loads(socket_.recv(timeout=seconds))
    return message


MALFORMED = {
    "no JSON": "{",
    "bytes": b"\xff\x00",
    "no object": '["set"]',
    "nothing": "{}",
    "a number": "7",
    "a list of parameters": '{"n": 1, "set": ["number"]}',
    "a text of parameters": '{"n": 1, "set": "number"}',
    "no parameter": '{"n": 1, "set": {}}',
    "a deep value": '{"n": 1, "set": {"number": ' + "[" * 5000 + "]" * 5000 + "}}",
    "half a letter": '{"n": 1, "set": {"number": "\\ud800"}}',
    "half a letter for a number": '{"n": "\\ud800", "set": {"number": 1}}',
    "no number that JSON knows": '{"n": 1, "set": {"number": NaN}}',
    "a widget that is a list": '{"n": 1, "model": ["x"], "state": {}}',
    "a widget's state that is a text": '{"n": 1, "model": "MODEL", "state": "abc"}',
    "a widget's state that is a list": '{"n": 1, "model": "MODEL", "state": [1, 2]}',
    "a widget's state and a press": '{"n": 1, "model": "MODEL", "state": {}, "custom": {}}',
    "a press that is a text": '{"n": 1, "model": "MODEL", "custom": "abc"}',
    "a widget's unknown state": '{"n": 1, "model": "MODEL", "state": {"other": 1}}',
    "a widget's own nature": '{"n": 1, "model": "MODEL", "state": {"_model_name": "x"}}',
    "a picture that is an object": '{"n": 1, "svg": {"a": 1}}',
    "a picture that is nowhere": '{"n": 1, "svg": "none", "place": -1}',
    "a table of numbers": '{"n": 1, "table": [[1]], "form": "xlsx"}',
    "a table that is no table": '{"n": 1, "table": [["a"], ["b", "c"]], "form": "xlsx"}',
    "a table in no form": '{"n": 1, "table": [["a"]], "form": "exe"}',
    "two questions in one": '{"n": 1, "set": {"number": 1}, "svg": "x"}',
    "a question of the server's own": '{"n": 1, "park": true}',
    "a number of a question that is none": '{"n": [], "set": {"number": 1}}',
    "no number of the question": '{"set": {"no number": 1}}',
}


@pytest.mark.parametrize("what", MALFORMED)
def test_malformed_question_is_answered_in_words(
    server: AppServer, other: ClientConnection, what: str
) -> None:
    """The page hears a sentence and goes on asking; nobody else hears anything."""
    del other
    message = MALFORMED[what]
    if isinstance(message, str):
        message = message.replace("MODEL", model_of(server, "Text"))
    with visit(server, "widgets") as mine:
        for _time in range(2):
            mine.send(message)
            answer = told(mine)
            assert "tk-notice" in answer["failed"]
            assert answer["n"] in (1, None)
        assert "failed" not in ask(mine, set=CALM)


def test_state_of_a_page_is_bounded(server: AppServer, other: ClientConnection) -> None:
    """Thirty large messages to a widget leave the server as large as it was; the page goes on."""
    del other
    field = model_of(server, "Text")
    with visit(server, "widgets") as mine:
        ask(mine, model=field, state={"value": "short"})
        before = memory(server)
        for number in range(30):
            state = {"value": str(number % 10) * 15_000_000}
            if number % 2:  # what the page makes up itself
                state = {f"value{number}": state["value"]}
            large = ask(mine, model=field, state=state)
            assert "tk-notice" in large["failed"]
        assert memory(server) - before < 60 * MEBIBYTE
        assert "failed" not in ask(mine, model=field, state={"value": "short again"})


def test_what_a_page_was_shown_is_bounded(server: AppServer, other: ClientConnection) -> None:
    """A button that prints more each time: the page is told to load again, and nothing stays."""
    del other
    button = model_of(server, "Button")
    press = {"model": button, "custom": {"event": "click"}}
    with visit(server, "widgets") as mine:
        ask(mine, set=CALM)
        before = memory(server)
        for _press in range(30):
            answer = ask(mine, **press)
            if "over" in answer:
                break
        assert "読み込み" in answer["over"]
        with pytest.raises(ConnectionClosed):
            mine.recv(timeout=60)
    wait_until(lambda: memory(server) - before < 60 * MEBIBYTE, 60)


def test_page_that_goes_while_its_kernel_is_forked(
    server: AppServer, other: ClientConnection
) -> None:
    """Neither a descriptor nor a process stays, however late the fork comes."""
    del other
    before = at_rest(server)
    prepared = process(server).children(recursive=True)
    for one in prepared:
        one.send_signal(signal.SIGSTOP)
    try:
        for _page in range(8):
            with visit(server, "number") as mine:
                mine.send(json.dumps({"n": 1, "set": {"number": 3}}))
                time.sleep(0.3)  # the fork is asked for
    finally:
        for one in prepared:
            one.send_signal(signal.SIGCONT)
    with visit(server, "number") as mine:  # its fork is asked for behind all of those
        assert "RESULT 20" in str(ask(mine, set={"number": 2}))
    wait_until(lambda: is_back(server, before), 60)


def test_page_that_goes_while_it_is_answered(server: AppServer, other: ClientConnection) -> None:
    """A picture, a table, a cell: whatever runs for it ends with it."""
    del other
    before = at_rest(server)
    page = open_app(server, "number").text
    cell = re.findall(r'data-cell="([^"]+)"', page)[-1]
    table = [["x"] * 20] * 2000
    for question in ({"svg": cell}, {"table": table, "form": "xlsx"}, {"set": {"number": 3}}):
        for _page in range(4):
            with visit(server, "number") as mine:
                mine.send(json.dumps({"n": 1, **question}))
    wait_until(lambda: is_back(server, before), 60)


def test_page_that_sends_before_it_is_ready(server: AppServer, other: ClientConnection) -> None:
    """A page of a version that is gone is told so, once, and nothing of what it sends is kept."""
    del other
    before, held = at_rest(server), memory(server)
    for number in ("999", "-1", "x", "9" * 5000, "1e3", ""):
        url = visit_address(server, "number") + f"?generation={number}"
        with connect(url, additional_headers=token(server), max_size=None) as mine:
            with contextlib.suppress(ConnectionClosed):
                for _question in range(20):
                    mine.send(json.dumps({"n": 1, "set": {"number": "x" * MEBIBYTE}}))
            heard = list(mine)
        assert [list(json.loads(one)) for one in heard] in ([["renewed"]], [["ready"]])
    wait_until(lambda: is_back(server, before), 60)
    assert memory(server) - held < 60 * MEBIBYTE


def token(server: AppServer) -> dict[str, str]:
    """The header that lets a request in."""
    return {"Authorization": f"token {server.token}"}


def visit_address(server: AppServer, name: str) -> str:
    """The address of an app's connections."""
    origin = server.origin.replace("http", "ws")
    return f"{origin}{server.base_url}terakoya/visit/{name}/{name}.ipynb"


def raw_visit(server: AppServer, name: str) -> socket.socket:
    """Open a visit by hand: it never reads, answers no ping, and takes no part in closing."""
    number = re.search(r'"generation":(\d+)', open_app(server, name).text)
    assert number is not None
    address = visit_address(server, name).split("/", 3)
    host, port = address[2].split(":")
    made = socket.create_connection((host, int(port)))
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    lines = [
        f"GET /{address[3]}?generation={number[1]} HTTP/1.1",
        f"Host: {address[2]}",
        f"Authorization: token {server.token}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]
    made.sendall("\r\n".join([*lines, "", ""]).encode())
    assert made.recv(12) == b"HTTP/1.1 101"
    return made


def frame(text: str) -> bytes:
    """A short text as a client's frame; its mask is nothing."""
    data = text.encode()
    return bytes([0x81, 0x80 | 126]) + len(data).to_bytes(2, "big") + bytes(4) + data


def test_reader_who_does_not_read(server: AppServer, other: ClientConnection) -> None:
    """Who asks for ever and reads nothing is left after a while; his answers pile up nowhere."""
    del other
    before, held = at_rest(server), memory(server)
    press = frame(json.dumps({"model": model_of(server, "Button"), "custom": {}, "n": 1}))
    made = raw_visit(server, "widgets")
    with contextlib.suppress(OSError):
        for _press in range(20):
            made.sendall(press)
    wait_until(lambda: everything(server)[0] <= before[0] + 1, 60)  # his end is still open
    assert memory(server) - held < 100 * MEBIBYTE
    made.close()
    wait_until(lambda: is_back(server, before), 60)


def test_page_that_fell_silent(server: AppServer, other: ClientConnection) -> None:
    """A machine that was shut says nothing more, not even goodbye: its visit ends all the same."""
    del other
    before, others = at_rest(server), set(server.status()["kernels"])
    made = raw_visit(server, "number")
    made.sendall(frame('{"n": 1, "set": {"number": 3}}'))
    wait_until(lambda: bool(set(server.status()["kernels"]) - others), 60)
    wait_until(lambda: is_back(server, before), 60)
    made.close()


def test_page_that_closed_one_direction(server: AppServer, other: ClientConnection) -> None:
    """A half-closed connection is a page that is gone."""
    del other
    before = at_rest(server)
    with raw_visit(server, "number") as made:
        made.sendall(frame('{"n": 1, "set": {"number": 3}}'))
        made.shutdown(socket.SHUT_WR)
        wait_until(lambda: is_back(server, before), 60)


def test_kernel_that_is_killed_while_it_is_asked(
    server: AppServer, other: ClientConnection
) -> None:
    """The page hears a sentence, and its next change is answered by another kernel."""
    del other
    others = set(server.status()["kernels"])
    with visit(server, "number") as mine:
        ask(mine, set={"number": 2})
        (kernel,) = set(server.status()["kernels"]) - others
        psutil.Process(kernel).kill()
        assert "RESULT 30" in str(ask(mine, set={"number": 3}))


def test_app_whose_kernel_is_killed_while_it_is_visited(server: AppServer) -> None:
    """Its pages are told to load again, not that their values are wrong; then there is another."""
    with visit(server, "number") as mine:
        ask(mine, set={"number": 2})
        old = server.status()["prepared"]
        killed = [psutil.Process(pid) for pid in old]
        killed += [fork for one in killed for fork in one.children(recursive=True)]
        for one in killed:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(killed, timeout=20)
        assert "renewed" in ask(mine, set={"number": 3})
        with pytest.raises(ConnectionClosed):
            mine.recv(timeout=60)
    wait_until(lambda: bool(open_app(server, "number")) and not set(old) & ready(server))

    def answers() -> bool:
        with visit(server, "number") as again:  # told to load again, a page may be told so twice
            return "RESULT 30" in str(ask(again, set={"number": 3}))

    wait_until(answers)
    wait_until(lambda: bool(open_app(server, "widgets")) and len(ready(server)) == 2)


def ready(server: AppServer) -> set[int]:
    """The kernels that are prepared and live."""
    return {pid for pid in server.status()["prepared"] if psutil.pid_exists(pid)}


def test_visits_of_one_page_twice(server: AppServer, other: ClientConnection) -> None:
    """Two connections of one page are two visits; the end of one is nothing to the other."""
    del other
    with visit(server, "number") as first:
        with visit(server, "number") as second:
            ask(first, set={"number": 2})
            assert "RESULT 30" in str(ask(second, set={"number": 3}))
        assert "RESULT 40" in str(ask(first, set={"number": 4}))


def test_app_that_is_made_anew_while_it_is_visited(server: AppServer, apps: Path) -> None:
    """Its visitors go on with what they see; the old kernels end when the last of them leaves."""
    before, old = at_rest(server), set(server.status()["prepared"])
    with visit(server, "number") as first:
        with visit(server, "number") as second:
            ask(first, set={"number": 2})
            (apps / "number" / "number.ipynb").touch()
            wait_until(lambda: open_app(server, "number") and renewed(server, old))
            (gone,) = old - set(server.status()["prepared"])
            assert "RESULT 30" in str(ask(second, set={"number": 3}))
        assert "RESULT 40" in str(ask(first, set={"number": 4}))
        assert psutil.pid_exists(gone)
    wait_until(lambda: not psutil.pid_exists(gone), 60)
    wait_until(lambda: is_back(server, before), 60)


def renewed(server: AppServer, old: set[int]) -> bool:
    """Whether another kernel is prepared than before."""
    return len(set(server.status()["prepared"]) - old) == 1


def test_server_stops_with_visits_open(tmp_path: Path) -> None:
    """It ends by itself, one visitor idle, though another's cell would go on for ten minutes."""
    endless = "while number == 9: pass\nprint(number)"
    typed = new_code_cell(PARAMETER, metadata=TYPED)
    write_app(tmp_path, "number", typed, new_code_cell(endless, metadata=SHOWN))
    server = start_app_server(tmp_path, AppSettings(cell_seconds=600, start_seconds=180))
    wait_until(lambda: server.status()["apps"]["number"] == "ready")
    with visit(server, "number") as idle, visit(server, "number") as asked:
        assert "areas" in ask(idle, set={"number": 1})
        asked.send(json.dumps({"n": 1, "set": {"number": 9}}))
        wait_until(lambda: len(server.status()["kernels"]) == 2)
        running = process(server)
        tree = running.children(recursive=True)
        running.terminate()
        running.wait(timeout=60)
        wait_until(lambda: not any(map(is_running, tree)), 60)
    server.stop()


ODD = {
    "a picture's width": (
        "display({'image/png': 'aaaa'}, metadata={'image/png': {'width': '50%'}}, raw=True)"
    ),
    "data that are none": "display({'text/html': {'a': 1}, 'image/svg+xml': 7}, raw=True)",
    "a widget without a name": (
        "from ipykernel.comm import Comm\nimport ipywidgets as w; b = w.Button(); "
        "b.comm.publish_msg('comm_open', data=5, metadata={}, target_name='jupyter.widget')"
    ),
}


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """A server of apps with odd outputs, one whose folder has a broken link, and a plain one.

    It is started where a process begins with few descriptors.
    """
    folder = tmp_path_factory.mktemp("strange")
    for number, odd in enumerate(ODD.values()):
        write_app(folder, f"odd-{number}", new_code_cell(odd, metadata=SHOWN))
    for name in ("linked", "plain"):
        write_app(folder, name, new_code_cell("print('SHOWN')", metadata=SHOWN))
    (folder / "linked" / "link").symlink_to(folder / "nowhere")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (FEW, hard))
    try:
        server = start_app_server(folder, AppSettings(start_seconds=180))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    with server:
        wait_until(lambda: "preparing" not in server.status()["apps"].values(), 120)
        yield server


@pytest.mark.parametrize("number", range(len(ODD)), ids=list(ODD))
def test_odd_output_is_an_app_that_is_shown_or_refused(strange: AppServer, number: int) -> None:
    """Whatever a notebook says, its app comes out of being prepared, and so do those after it."""
    assert strange.status()["apps"][f"odd-{number}"] in ("ready", "failed")
    assert "SHOWN" in open_app(strange, "plain").text


def test_folder_with_a_dangling_link_is_no_obstacle(strange: AppServer) -> None:
    """What cannot be looked at is passed over: the app is prepared, and not for ever."""
    wait_until(lambda: "SHOWN" in open_app(strange, "linked").text, 60)


def test_server_may_have_many_pages_open(strange: AppServer) -> None:
    """Where a system begins with few descriptors, the server takes as many as it is allowed."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed, _most = process(strange).rlimit(psutil.RLIMIT_NOFILE)
    assert allowed == min(hard, 16_384) > FEW
