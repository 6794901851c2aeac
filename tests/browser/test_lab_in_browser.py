"""JupyterLab as `terakoya lab` opens it for a learner, in a real Chromium."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import StrictPage
from tests.made import code, notebook

CELL = "kuraberu = 1 / 0"
SLOW = 90_000  # ms: JupyterLab, its kernel and a browser begin on a busy machine
QUIET_MS = 2000  # how long we wait for a question that must not come


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A learner's JupyterLab on a folder with one notebook, started as people start it."""
    folder = tmp_path_factory.mktemp("lab")
    lesson = folder / "lesson" / "lesson.ipynb"
    lesson.parent.mkdir()
    lesson.write_text(json.dumps(notebook(code("a", CELL))), encoding="utf-8")
    command = [str(Path(sys.executable).parent / "terakoya"), "lab", str(lesson)]
    clean = {name: text for name, text in os.environ.items() if not name.startswith("JUPYTER")}
    with subprocess.Popen(
        [*command, "--port", "0", "--no-browser"],
        env=clean | {"TERAKOYA_LANG": "ja", "HOME": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        (url,) = re.findall(r"http://\S+", process.stdout.readline())
        _wait_for(url)
        yield url
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


def _wait_for(url: str) -> None:
    for _attempt in range(600):
        try:
            httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("JupyterLab did not start")


def _menus(page: Page) -> list[str]:
    return page.locator("#jp-MainMenu .lm-MenuBar-itemLabel").all_inner_texts()


def test_learner_has_a_japanese_lab_and_one_line_first(strict: StrictPage, address: str) -> None:
    """Menus are Japanese, nobody asks about news, no author's panel; an error begins in Japanese.

    Nothing is asked of another host: the fixture's page would tell.
    """
    page = strict.page
    page.set_default_timeout(SLOW)
    page.goto(address)
    expect(page.locator(".jp-CodeCell")).to_have_count(1, timeout=SLOW)
    assert _menus(page) == [
        "ファイル", "編集", "表示", "実行", "カーネル", "タブ", "設定", "ヘルプ",
    ]  # fmt: skip
    # a cell that is run before the kernel has answered stays as it is
    expect(page.get_by_text(re.compile(r"\| アイドル"))).to_be_visible(timeout=SLOW)
    page.locator(".jp-CodeCell .cm-content").click()
    page.keyboard.press("Control+Enter")
    output = page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']")
    expect(output).to_be_visible(timeout=SLOW)
    assert output.inner_text().startswith("1行目：0で割っています。")
    page.wait_for_timeout(QUIET_MS)
    assert page.locator(".jp-toastContainer .Toastify__toast, .jp-Dialog").count() == 0
    sides = page.locator(".jp-SideBar .lm-TabBar-tab")
    titles = [tab.get_attribute("title") or "" for tab in sides.all()]
    assert len(titles) == 3
    assert not [
        title for title in titles if re.search("[Nn]bgrader|Create|Debug|デバッグ|拡張", title)
    ]
