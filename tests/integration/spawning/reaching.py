"""What a learner's program tries to reach: run inside, and outside as the control.

Run as a program with one argument: a JSON object with the places. It writes which of them it could
reach, as JSON. Nothing is changed or taken: a file is opened, a connection made, a process asked.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable
from typing import Any

__all__ = ["PROBES"]


def _read(path: str) -> bool:
    with open(path, "rb") as file:  # noqa: PTH123 - as anybody would
        return bool(file.read(1))


def _connect(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as end:
        end.connect(path)
    return True


def _reach_port(port: int) -> bool:
    socket.create_connection(("127.0.0.1", port), timeout=5).close()
    return True


def _read_environment(pid: int) -> bool:
    with open(f"/proc/{pid}/environ", "rb") as file:  # noqa: PTH123 - as above
        return bool(file.read(1))


def _signal(pid: int) -> bool:
    os.kill(pid, 0)  # asks only whether it could
    return True


def _list(path: str) -> bool:
    return bool(os.listdir(path))  # noqa: PTH208 - as above


def _write(folder: str) -> bool:
    path = f"{folder}/written-by-a-test"
    with open(path, "x"):  # noqa: PTH123 - as above
        pass
    os.unlink(path)  # noqa: PTH108 - as above
    return True


PROBES: dict[str, Callable[[dict[str, Any]], bool]] = {
    "another_home": lambda at: _read(f"{at['root']}/var/homes/other/private.txt"),
    "list_of_homes": lambda at: len(os.listdir(f"{at['root']}/var/homes")) > 1,  # noqa: PTH208
    "source": lambda at: _read(f"{at['root']}/source/tiny/tiny.ipynb"),
    "release": lambda at: _read(f"{at['root']}/release/tiny/tiny.ipynb"),
    "gradebook": lambda at: _read(f"{at['root']}/var/cohorts/g/gradebook.db"),
    "database": lambda at: _read(f"{at['root']}/var/records.sqlite"),
    "database_of_the_hub": lambda at: _read(f"{at['root']}/var/office/hub.sqlite"),
    "secret_of_the_hub": lambda at: _read(f"{at['root']}/var/office/cookie.secret"),
    "secret_of_the_portal": lambda at: _read(f"{at['root']}/var/office/portal.secret"),
    "folder_of_the_office": lambda at: _list(f"{at['root']}/var/office/servers/{at['key']}"),
    "port_of_the_hub": lambda at: _reach_port(at["port"]),
    "socket_of_another_server": lambda at: _connect(at["server"]),
    "relay_of_another_server": lambda at: _connect(at["relay"]),
    "socket_of_the_daemon": lambda at: _connect(at["daemon"]),
    "environment_of_the_hub": lambda at: _read_environment(at["hub"]),
    "environment_of_another_server": lambda at: _read_environment(at["other"]),
    "signal_to_the_hub": lambda at: _signal(at["hub"]),
    "signal_to_another_server": lambda at: _signal(at["other"]),
    "key_in_the_environment": lambda _at: "TERAKOYA_AI__KEY" in os.environ,
    "writing_into_the_workspace": lambda at: _write(f"{at['root']}/source"),
    "writing_into_the_libraries": lambda at: _write(at["libraries"]),
}


def _try(probe: Callable[[dict[str, Any]], bool], places: dict[str, Any]) -> bool:
    try:
        return probe(places)
    except OSError:
        return False


if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    sys.stdout.write(json.dumps({name: _try(probe, told) for name, probe in PROBES.items()}))
