"""Our commands as processes of their own that need not import what another one imported before.

A server, started once for all tests of a process, imports every command and forks for each that is
asked for: its words, folder, environment, descriptors, signals and exit code are those of a command
that a shell starts. What is about starting itself is for real processes.
"""

from __future__ import annotations

import atexit
import gc
import io
import json
import os
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, TextIO

__all__ = ["WarmCommand", "run_warm", "run_warm_script", "start_warm"]

ROOT = Path(__file__).resolve().parents[1]
LANGUAGE = "en"  # of the help texts, which are made when a command is imported
_MOST = 1 << 20  # bytes of one request
_SERVER = "WARM_COMMANDS_SOCKET"  # in a script: the number of the server's socket
# The program that stands for a command in a script: it asks the server for it, and ends as it does.
_ASKING = f"""\
import json, os, socket, sys

server = socket.socket(fileno=int(os.environ.pop({_SERVER!r})))
told = {{
    "program": os.path.basename(sys.argv[0]),
    "arguments": sys.argv[1:],
    "folder": os.getcwd(),
    "environment": dict(os.environ),
}}
ours, theirs = socket.socketpair()
socket.send_fds(server, [json.dumps(told).encode()], [theirs.fileno(), 0, 1, 2])
theirs.close()
_pid, code = ours.makefile().read().split()
sys.exit(int(code) if int(code) >= 0 else 128 - int(code))
"""


class WarmCommand:
    """A command that runs; its process can be signalled until it was waited for."""

    def __init__(self, answers: socket.socket) -> None:
        self._answers = answers.makefile("r", encoding="ascii")
        answers.close()
        self.pid = int(self._answers.readline())

    def wait(self) -> int:
        """Return its exit code; below zero is a signal's number, as in subprocess."""
        with self._answers:
            return int(self._answers.readline())


def start_warm(
    program: str,
    arguments: Sequence[str],
    folder: Path,
    descriptors: tuple[int, int, int],
    environment: Mapping[str, str] | None = None,
) -> WarmCommand:
    """Start `terakoya` or `terakoya-autograde` with its three standard descriptors."""
    request = {
        "program": program,
        "arguments": list(arguments),
        "folder": str(folder),
        "environment": dict(os.environ if environment is None else environment),
    }
    ours, theirs = socket.socketpair()
    with theirs:
        told = json.dumps(request).encode()
        socket.send_fds(_server(), [told], [theirs.fileno(), *descriptors])
    return WarmCommand(ours)


def run_warm(
    program: str, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; return its exit code and what it wrote."""
    with (
        open(os.devnull, "rb") as nothing,  # noqa: PTH123
        _scratch() as out,
        _scratch() as errors,
    ):
        descriptors = (nothing.fileno(), out.fileno(), errors.fileno())
        code = start_warm(program, arguments, folder, descriptors, environment).wait()
        written = [os.pread(file.fileno(), 1 << 30, 0).decode() for file in (out, errors)]
    return subprocess.CompletedProcess([program, *arguments], code, *written)


def run_warm_script(
    script: str, folder: Path, environment: Mapping[str, str], programs: Path
) -> subprocess.CompletedProcess[str]:
    """Run a shell's script in which our commands are forked.

    Args:
        programs: an empty folder, for the commands' names.
    """
    for name in ("terakoya", "terakoya-autograde"):
        (programs / name).write_text(f"#!{sys.executable} -IS\n{_ASKING}", encoding="utf-8")
        (programs / name).chmod(0o755)
    told = {
        "PATH": f"{programs}{os.pathsep}{environment['PATH']}",
        _SERVER: str(_server().fileno()),
    }
    return subprocess.run(
        ["/bin/sh", "-c", script],
        cwd=folder,
        env={**environment, **told},
        pass_fds=[_server().fileno()],
        capture_output=True,
        text=True,
        check=False,
    )


def _scratch() -> Any:
    return os.fdopen(os.memfd_create("written"), "w+b")


@cache
def _server() -> socket.socket:
    """Start the server; it ends with this process, or where that is killed."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.warm_commands", str(theirs.fileno())],
            cwd=ROOT,
            env=os.environ | {"TERAKOYA_LANG": LANGUAGE},
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
        )

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


# --- the program: a server that has imported every command, and a fork for each that is run -------


def _main() -> None:
    requests = socket.socket(fileno=int(sys.argv[1]))
    programs = _import_commands()
    gc.collect()
    gc.freeze()
    while True:
        told, descriptors, _flags, _address = socket.recv_fds(requests, _MOST, 4)
        if not told:
            return
        answers = socket.socket(fileno=descriptors[0])
        if (child := os.fork()) == 0:
            requests.close()
            answers.close()
            _become(json.loads(told), descriptors[1:], programs)
        for descriptor in descriptors[1:]:
            os.close(descriptor)
        with answers, suppress(BrokenPipeError):
            answers.sendall(f"{child}\n".encode())
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            answers.sendall(f"{code}\n".encode())


def _import_commands() -> dict[str, Callable[[], object]]:
    from terakoya_autograde.nbgrader_course.command import main as autograde  # noqa: PLC0415

    from terakoya.cli.main import Commands, main  # noqa: PLC0415

    for name in Commands.texts:
        import_module(f"terakoya.cli.{name}")
    return {"terakoya": main, "terakoya-autograde": autograde}


def _become(
    request: dict[str, Any],
    descriptors: Sequence[int],
    programs: Mapping[str, Callable[[], object]],
) -> None:
    """Be the command, in a process that was forked for it; does not return."""
    from terakoya.language import choose_language, preferred_language  # noqa: PLC0415

    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.stdin, sys.stdout, sys.stderr = (_open_stream(number) for number in range(3))
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    choose_language(preferred_language(os.environ))
    sys.modules["__main__"] = ModuleType("__main__")  # which tells Click what was typed
    sys.argv = [request["program"], *request["arguments"]]
    code = _exit_code(programs[request["program"]])
    threading._shutdown()  # type: ignore[attr-defined] - as an interpreter that ends
    atexit._run_exitfuncs()
    with suppress(OSError, ValueError):
        sys.stdout.flush()
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(code)


def _open_stream(number: int) -> TextIO:
    """Open a standard stream as an interpreter does when it starts."""
    before = (sys.stdin, sys.stdout, sys.stderr)[number]
    file = os.fdopen(number, before.mode + "b", closefd=False)
    return io.TextIOWrapper(
        file,
        encoding=before.encoding,
        errors=before.errors,
        line_buffering=number == 2 or os.isatty(number),
    )


def _exit_code(program: Callable[[], object]) -> int:
    """Run it; what it raises is its end, as it is for an interpreter."""
    try:
        ended = program()
    except SystemExit as error:
        ended = error.code
    except BaseException:  # noqa: BLE001 - this process is the command
        traceback.print_exc()
        return 1
    if ended is None or isinstance(ended, int):
        return int(ended or 0) & 0xFF
    sys.stderr.write(f"{ended}\n")
    return 1


if __name__ == "__main__":
    _main()
