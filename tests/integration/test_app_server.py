"""Real Voila servers: what they show, what they keep to themselves, and that they end."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from websockets.sync.client import ClientConnection, connect

from terakoya.errors import TerakoyaError
from terakoya.faces import AppServer, AppSettings, start_app_server
from terakoya.faces.app import make_app_notebook

SHOWN = {"tags": ["app"]}
TYPED = {"tags": ["parameters", "app"]}
KIND = "tk-failure"
PARAMETERS = "number: int = 2  # 数 | 0..9\nword: str = 'い'  # 語 | WORDS"
ECHO = """
from IPython.display import HTML, display
display(HTML(f"<p>{word}</p>"))
if number > 5 or drawn:
    display(HTML("<script>draw()</script>"))
print("RESULT", number)
"""
TROUBLE = """
if number == 3:
    1 / 0
elif number == 4:
    while True:
        pass
elif number == 5:
    hoard = bytearray(10**10)
elif number == 6:
    import os
    os._exit(1)
print("RESULT", number * 10, word)
"""


def write_app(folder: Path, name: str, *cells: nbformat.NotebookNode) -> None:
    """Write an app of these cells, after one that prints quietly."""
    quiet = new_code_cell("print('QUIET-OUTPUT'); secret_code = 41 + 1; WORDS = ['い', 'ろ']")
    notebook = make_app_notebook(new_notebook(cells=[quiet, *cells]), name, where=name)
    (folder / name).mkdir()
    nbformat.write(notebook, folder / name / f"{name}.ipynb")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """A server of apps that work, fail, never end, and need Voila's own page."""
    folder = tmp_path_factory.mktemp("apps")
    shown = new_code_cell("print('SHOWN', secret_code)", metadata=SHOWN)
    typed = new_code_cell(PARAMETERS, metadata=TYPED)
    write_app(folder, "works", new_markdown_cell("# 題", metadata=SHOWN), shown)
    write_app(folder, "chooses", typed, new_code_cell(TROUBLE, metadata=SHOWN), shown)
    echo = PARAMETERS.replace(" | WORDS", "") + "\ndrawn: bool = False  # 図"
    for name in ("echo", "draws"):
        cells = [new_code_cell(echo, metadata=TYPED), new_code_cell(ECHO, metadata=SHOWN)]
        write_app(folder, name, *cells, shown)
    write_app(folder, "fails", new_code_cell("1 / 0"), shown)
    write_app(folder, "hangs", new_code_cell("while True: pass"), shown)
    thread = "import threading, time; threading.Thread(target=time.sleep, args=[900]).start()"
    write_app(folder, "full", new_code_cell(thread), shown)
    settings = AppSettings(
        cell_seconds=3, idle_seconds=4, park_seconds=2, memory_mb=400, start_seconds=180
    )
    with start_app_server(folder, settings) as started:
        wait_until(lambda: "preparing" not in started.status()["apps"].values())
        yield started


def wait_until(ready: Callable[[], bool], seconds: float = 120) -> None:
    """Wait until something is so; fail if it never is."""
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.2)


def open_app(server: AppServer, name: str, query: str = "") -> httpx.Response:
    """Ask for an app's page, with the token."""
    return httpx.get(
        f"{server.origin}{server.base_url}voila/render/{name}/{name}.ipynb{query}",
        headers={"Authorization": f"token {server.token}"},
        timeout=120,
    )


@contextmanager
def visit(server: AppServer, name: str) -> Iterator[ClientConnection]:
    """Connect as a page does."""
    page = open_app(server, name).text
    found = re.search(r'"generation":(\d+)', page)
    assert found is not None
    origin = server.origin.replace("http", "ws")
    url = f"{origin}{server.base_url}terakoya/visit/{name}/{name}.ipynb?generation={found[1]}"
    headers = {"Authorization": f"token {server.token}"}
    with connect(url, additional_headers=headers, open_timeout=60, max_size=None) as socket:
        yield socket


def ask(socket: ClientConnection, **question: Any) -> dict[str, Any]:
    """Ask one thing and return the answer."""
    socket.send(json.dumps({"n": 1, **question}))
    answer: dict[str, Any] = json.loads(socket.recv(timeout=60))
    return answer


def test_app_shows_tagged_cells_and_no_code(server: AppServer) -> None:
    """Quiet cells run and leave nothing; shown cells show what they print, not their code."""
    text = open_app(server, "works").text
    assert "SHOWN 42" in text
    for word in ("QUIET-OUTPUT", "secret_code", "print("):
        assert word not in text
    assert KIND not in text


@pytest.mark.parametrize("name", ["works", "chooses", "fails", "full"])
def test_app_names_no_other_host(server: AppServer, name: str) -> None:
    """The page asks nothing of anybody else, light or full."""
    assert "//" not in open_app(server, name).text.replace("// ", "").replace("<!--", "")


@pytest.mark.parametrize("name", ["fails", "hangs"])
def test_app_that_cannot_be_shown_says_so_kindly(server: AppServer, name: str) -> None:
    """An error or an endless cell becomes one message, with nothing of the program in it."""
    answer = open_app(server, name)
    assert answer.status_code == 503
    assert KIND in answer.text
    assert "うまく表示できませんでした" in answer.text
    for word in ("ZeroDivisionError", "Traceback", "1 / 0", "while True", "timed out", "SHOWN"):
        assert word not in answer.text


def test_parameter_runs_only_what_depends_on_it(server: AppServer) -> None:
    """The new result comes back; the cell that needs nothing of it is not told again."""
    with visit(server, "chooses") as socket:
        answer = ask(socket, set={"number": 7, "word": 1})
    (area,) = answer["areas"].values()
    assert "RESULT 70 ろ" in area


@pytest.mark.parametrize("number", [3, 4, 5, 6])
def test_trouble_of_one_visitor_is_his_alone(server: AppServer, number: int) -> None:
    """A change that raises, never ends, eats memory or kills shows the kind sentence.

    The same page goes on with another value, and another visitor notices nothing.
    """
    with visit(server, "chooses") as mine, visit(server, "chooses") as other:
        answer = ask(mine, set={"number": number})
        assert "tk-notice" in answer["failed"]
        assert all("tk-notice" in html for html in answer["areas"].values())
        assert "Error" not in json.dumps(answer)
        assert "RESULT 10" in json.dumps(ask(other, set={"number": 1}))
        assert "RESULT 80" in json.dumps(ask(mine, set={"number": 8}))


def test_parked_page_goes_on_where_it_was(server: AppServer) -> None:
    """An idle kernel ends; the next change finds the earlier choices again."""
    wait_until(lambda: server.kernel_count == 0, 90)  # those of earlier visitors
    with visit(server, "chooses") as socket:
        ask(socket, set={"word": 1})
        assert server.kernel_count == 1
        wait_until(lambda: server.kernel_count == 0, 30)
        assert "RESULT 90 ろ" in json.dumps(ask(socket, set={"number": 9}), ensure_ascii=False)


@pytest.mark.parametrize("values", [{"word": "<script>steal()</script>"}, {"number": 7}])
def test_words_of_one_visitor_move_no_app(server: AppServer, values: dict[str, Any]) -> None:
    """He gets a kind sentence and goes on; for all others the light page stays as it is."""
    with visit(server, "echo") as other, visit(server, "echo") as socket:
        answer = ask(socket, set=values)
        assert "full" not in answer
        assert "<script" not in str(answer)
        assert "tk-notice" in str(answer["areas"])
        assert server.status()["apps"]["echo"] == "ready"
        assert "RESULT 3" in str(ask(socket, set={"number": 3, "word": "a < b"})["areas"])
        assert "RESULT 4" in str(ask(other, set={"number": 4})["areas"])
    assert open_app(server, "echo").headers["X-Terakoya-Page"] == "light"


def test_choice_of_the_author_may_need_voilas_own_page(server: AppServer) -> None:
    """Control: what the notebook itself offers is no visitor's word, and the app moves."""
    with visit(server, "draws") as socket:
        assert ask(socket, set={"drawn": True})["full"]
    assert server.status()["apps"]["draws"] == "full"


@pytest.mark.parametrize("value", [99, "x", None, [1], {"a": 1}, 10**400])
def test_value_that_nobody_offers_is_refused(server: AppServer, value: Any) -> None:
    """What a page cannot have sent runs nothing."""
    wait_until(lambda: server.kernel_count == 0, 90)  # those of earlier visitors
    with visit(server, "chooses") as socket:
        assert "failed" in ask(socket, set={"number": value})
        assert "failed" in ask(socket, set={"secret_code": 1})
        assert "failed" in ask(socket, what="?")
        assert server.kernel_count == 0


def test_table_is_saved_in_three_forms(server: AppServer) -> None:
    """CSV with the mark that Excel needs, Shift_JIS, and a workbook; a formula stays text."""
    table = [["町", "人数"], ["本町", "1,234"], ["=1+1", "0012"]]
    with visit(server, "chooses") as socket:
        files = {
            form: b64decode(ask(socket, table=table, form=form)["file"])
            for form in ("csv-utf8", "csv-cp932", "xlsx")
        }
        assert "refused" in ask(socket, table=[["🐟"]], form="csv-cp932")
    assert files["csv-utf8"].decode("utf-8-sig").splitlines()[1:] == ["本町,1234", "'=1+1,0012"]
    assert "本町" in files["csv-cp932"].decode("cp932")
    assert files["xlsx"].startswith(b"PK")


def test_app_with_threads_is_shown_by_voilas_own_page(server: AppServer) -> None:
    """What a fork would lose is run by a kernel of its own: warm, and in the sandbox."""
    assert server.status()["apps"]["full"] == "full"
    text = open_app(server, "full").text
    assert "SHOWN 42" in text
    assert "jupyter-config-data" in text
    wait_until(lambda: server.kernel_count == 0, 60)


def test_files_of_the_page_are_kept_for_good(server: AppServer) -> None:
    """Their address names their content; any other address is none."""
    address = re.search(r'href="([^"]+/)light\.css"', open_app(server, "works").text)
    assert address is not None
    headers = {"Authorization": f"token {server.token}"}
    found = httpx.get(f"{server.origin}{address[1]}light.css", headers=headers)
    assert "immutable" in found.headers["cache-control"]
    other = re.sub("assets/[0-9a-f]{16}", "assets/" + "0" * 16, address[1])
    assert httpx.get(f"{server.origin}{other}light.css", headers=headers).status_code == 404


def test_visitor_cannot_choose_another_template(server: AppServer) -> None:
    """Another template would show sources and load from other hosts."""
    text = open_app(server, "works", "?template=classic&theme=dark").text
    assert 'id="content"' in text


def test_server_answers_only_with_the_token(server: AppServer) -> None:
    """Whoever finds the port gets no page and starts no kernel."""
    before = server.kernel_count
    url = f"{server.origin}{server.base_url}voila/render/works/works.ipynb"
    assert httpx.get(url).status_code in (302, 403)
    assert httpx.get(url, headers={"Authorization": "token guess"}).status_code in (302, 403)
    assert server.kernel_count <= before


def test_notebook_itself_is_not_served(server: AppServer) -> None:
    """Not even with the token can the program be fetched."""
    for place in ("files", "static"):
        url = f"{server.origin}{server.base_url}voila/{place}/works/works.ipynb"
        answer = httpx.get(url, headers={"Authorization": f"token {server.token}"})
        assert answer.status_code in (403, 404)


def test_closed_page_leaves_no_kernel(server: AppServer) -> None:
    """The kernel ends with the connection."""
    with visit(server, "chooses") as socket:
        ask(socket, set={"number": 1})
        assert server.kernel_count == 1
    wait_until(lambda: server.kernel_count == 0, 20)


def test_changed_app_is_prepared_anew(tmp_path: Path) -> None:
    """A new version of the notebook is shown without a restart; nothing of the old one is kept."""
    write_app(tmp_path, "works", new_code_cell("print('ONE')", metadata=SHOWN))
    with start_app_server(tmp_path, AppSettings(start_seconds=180)) as server:
        wait_until(lambda: "ONE" in open_app(server, "works").text)
        (old,) = server.status()["prepared"]
        shutil.rmtree(tmp_path / "works")
        write_app(tmp_path, "works", new_code_cell("print('TWO')", metadata=SHOWN))
        wait_until(lambda: "TWO" in open_app(server, "works").text)
        assert "ONE" not in open_app(server, "works").text
        (new,) = server.status()["prepared"]
        assert psutil.pid_exists(new)
        wait_until(lambda: not psutil.pid_exists(old))


def test_visitor_waits_while_an_app_is_prepared(tmp_path: Path) -> None:
    """The page says what happens, and its connection hears when it is done."""
    slow = new_code_cell("import time; time.sleep(6); print('READY')", metadata=SHOWN)
    write_app(tmp_path, "works", slow)
    with start_app_server(tmp_path, AppSettings(start_seconds=180)) as server:
        assert "準備しています" in open_app(server, "works").text
        with visit(server, "works") as socket:
            while "ready" not in (told := json.loads(socket.recv(timeout=60))):
                assert "loading" in told
        assert "READY" in open_app(server, "works").text


def test_stop_ends_everything(tmp_path: Path) -> None:
    """After `stop` no process and no file of the server is left."""
    write_app(tmp_path, "works", new_code_cell("1", metadata=SHOWN))
    server = start_app_server(tmp_path, AppSettings(start_seconds=180))
    wait_until(lambda: server.status()["apps"]["works"] == "ready")
    tree = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
    assert len(tree) > 1
    server.stop()
    assert not any(process.is_running() for process in tree)
    server.stop()  # once more does no harm


def test_server_ends_with_its_parent(tmp_path: Path) -> None:
    """Even a parent that is killed outright leaves no server and no file behind."""
    program = (
        "import sys, time\nfrom pathlib import Path\n"
        "from terakoya.faces import AppSettings, start_app_server\n"
        "settings = AppSettings(start_seconds=180)\n"
        "print(start_app_server(Path(sys.argv[1]), settings).pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        voila = psutil.Process(int(parent.stdout.readline()))
        run = Path(voila.cwd())
        os.kill(parent.pid, signal.SIGKILL)
    voila.wait(timeout=20)
    assert not voila.is_running()
    assert not run.exists()


def test_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    """The reason is in the message; nothing keeps running."""
    settings = AppSettings(base_url="/apps/", start_seconds=0)
    with pytest.raises(TerakoyaError, match="doctor"):
        start_app_server(tmp_path, settings)
