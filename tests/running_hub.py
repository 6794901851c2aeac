"""The front and JupyterHub of an office as processes, without its other parts."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from terakoya.hub.front_part import LISTENER
from terakoya.hub.office_folder import open_office
from terakoya.hub.office_run import Office, OfficeRun
from terakoya.hub.supervised import GO, part_command

__all__ = ["run_hub"]


@contextmanager
def run_hub(root: Path, listener: socket.socket) -> Iterator[str]:
    """Yield the office's address while both run.

    Args:
        root: of a workspace, whose settings are written.
        listener: the public socket.
    """
    office = Office(OfficeRun(str(root), port=listener.getsockname()[1]), open_office(root / "var"))
    office.write()
    listener.set_inheritable(True)
    number = listener.fileno()
    says = root / "parts.log"
    with ExitStack() as stack:
        log = stack.enter_context(says.open("wb"))
        parts = []
        for name in ("front", "hub"):
            process = subprocess.Popen(
                part_command(name, root),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                pass_fds=(number,),
                env=os.environ | {LISTENER: str(number)},
            )
            stack.callback(_end, process)
            assert process.stdin is not None
            process.stdin.write(GO)
            process.stdin.close()
            parts.append(process)
        _wait(office, parts, says)
        yield office.run.address


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(30)


def _wait(office: Office, parts: list[subprocess.Popen[bytes]], says: Path) -> None:
    place = office.folder.socket("hub")
    while all(part.poll() is None for part in parts):
        if _listens(place):
            transport = httpx.HTTPTransport(uds=str(place))
            with httpx.Client(transport=transport, timeout=60) as client:
                assert client.get(f"http://localhost{office.run.hub_path}api/").status_code == 200
            return
        with suppress(subprocess.TimeoutExpired):
            parts[1].wait(0.1)  # its end, or a moment
    pytest.fail(f"a part has ended: {says.read_text('utf-8', 'replace')[-800:]}")


def _listens(place: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as tried:
        return tried.connect_ex(str(place)) == 0
