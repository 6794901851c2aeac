"""What a newcomer sees: `terakoya demo` as it is given, and every link from its first page."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import httpx
import psutil
import pytest

BIN = Path(sys.executable).parent
LABS = ("counter-waiting", "population-ageing")
FORMS = ("/apps/{lab}/", "/exercises/{lab}.zip", "/papers/{lab}-handout.pdf")
FORMS += ("/papers/{lab}-handout.html", "/papers/{lab}-slides.html")
LINK = re.compile(r'href="([^"]+)"')


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The running command, and the address that it prints."""
    command = [str(BIN / "terakoya"), "demo", "--learners=3", "--port=0"]
    command += ["--to", str(tmp_path_factory.mktemp("demo") / "demo")]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"TERAKOYA_LANG": "en"},
    )
    assert process.stdout is not None
    with process:
        for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
                yield process, found[0]
                break
        else:
            pytest.fail("the command ended without an address")
        if process.poll() is None:
            process.kill()


def test_every_link_leads_somewhere(demo: tuple[subprocess.Popen[str], str]) -> None:
    """Each page that can be reached opens, and both labs are offered in every form."""
    _process, first = demo
    waiting, seen = [first], {first}
    with httpx.Client(timeout=120, headers={"accept-language": "en"}) as client:
        while waiting:
            answer = client.get(waiting.pop())
            assert answer.status_code == 200, str(answer.url)
            if "text/html" not in answer.headers["content-type"]:
                continue
            links = {urldefrag(urljoin(str(answer.url), link))[0] for link in _links(answer.text)}
            new = {link for link in links if link.startswith(first)} - seen
            seen |= new
            waiting += sorted(new)
    wanted = {urljoin(first, form.format(lab=lab)) for lab in LABS for form in FORMS}
    assert wanted <= seen
    refreshers = {link for link in seen if re.search(r"/refreshers/\d+/[\w-]+/[\w-]+$", link)}
    assert {link.split("/")[-2] for link in refreshers} == set(LABS)


def _links(page: str) -> list[str]:
    """Return the addresses of a page that are meant for people to follow."""
    found = [link.replace("&amp;", "&") for link in LINK.findall(page)]
    return [link for link in found if not link.startswith(("data:", "webcal:"))]


def test_ctrl_c_ends_everything(demo: tuple[subprocess.Popen[str], str]) -> None:
    """The last test of the module: the command ends in order, and nothing of it is left."""
    process, _first = demo
    tree = psutil.Process(process.pid).children(recursive=True)
    assert tree
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    _gone, left = psutil.wait_procs(tree, timeout=30)
    assert left == []
