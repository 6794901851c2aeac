"""A host to attack, and attacks on it: ``python attack_host.py inside|outside CASE…``.

Prints a line of JSON for each case. A program of its own with nothing but the standard library, so
that any interpreter and any user can run it. For each case it plants secrets, listeners and a
bystander in a temporary folder, runs attack.py inside the sandbox or outside of it, and says
whether the attack succeeded:

- judge "exit" (default): attack.py ended with 0;
- "survivor": something that it started is alive after it was killed;
- "bystander": the bystander is dead;
- "next": check.py, run afterwards as the next submission would be, ended with 0;
- "beside": check.py, run meanwhile as another submission would be, ended with 0.
"""

from __future__ import annotations

import ctypes
import json
import os
import runpy
import secrets
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import tomllib
import types
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parents[4] / "autograde" / "terakoya_autograde"
if "terakoya_autograde" not in sys.modules:
    stub = types.ModuleType("terakoya_autograde")
    stub.__path__ = [str(PACKAGE)]
    sys.modules["terakoya_autograde"] = stub

from terakoya_autograde.sandbox import Policy, default_readable, fork_inside, tree_memory  # noqa: E402

_CHILD_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER, linux/prctl.h
SECONDS = 20
LOOKS = 40
SMALL = {
    "work_mb": 16,
    "temporary_mb": 16,
    "memory_mb": 128,
    "processes": 32,
    "open_files": 128,
    "file_mb": 8,
    "cpu_seconds": 2,
}


class Host:
    """What there is to attack: files, listeners and another process, all of our own making."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.word = folder, secrets.token_hex(8)
        self.helpers: list[int] = []
        self.listeners: list[socket.socket] = []
        self.work = folder / "work"
        for name in ("work", "home", "env", "course", "submissions/other"):
            (folder / name).mkdir(parents=True)
        (folder / "secret.txt").write_text(self.word)
        (folder / "env" / "library.py").write_text("VALUE = 1\n")
        (folder / "submissions" / "other" / "answers.py").write_text(self.word)
        with sqlite3.connect(folder / "course" / "gradebook.db") as gradebook:
            gradebook.execute("create table grade (learner text, score real)")
            gradebook.execute("insert into grade values ('me', 0)")
        gradebook.close()
        self.target = self._open()

    def _open(self) -> dict[str, Any]:
        tcp = socket.create_server(("127.0.0.1", 0))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        self.listeners = [tcp, udp]
        for name in (str(self.folder / "host.sock"), f"\0terakoya-{self.word}"):
            local = socket.socket(socket.AF_UNIX)
            local.bind(name)
            local.listen()
            self.listeners.append(local)
        echo = self._fork(lambda: _echo(udp))
        os.environ["GRADER_TOKEN"] = self.word
        bystander = subprocess.Popen(
            [sys.executable, "-ISc", BYSTANDER, self.word], stdout=subprocess.PIPE
        )
        assert bystander.stdout is not None
        address, descriptor = bystander.stdout.readline().split()
        bystander.stdout.close()
        self.bystander = bystander.pid
        self.helpers = [echo, bystander.pid]
        return {
            "folder": str(self.folder),
            "secret": str(self.folder / "secret.txt"),
            "word": self.word,
            "tcp": tcp.getsockname()[1],
            "udp": udp.getsockname()[1],
            "bystander": bystander.pid,
            "address": int(address),
            "descriptor": int(descriptor),
            "grader": os.getpid(),
            "python": sys.executable,
        }

    @staticmethod
    def _fork(body: Callable[[], None]) -> int:
        pid = os.fork()
        if pid == 0:
            os.dup2(os.open(os.devnull, os.O_RDWR), 1)
            os.dup2(1, 2)
            try:
                body()
            finally:
                os._exit(0)
        return pid

    def survivors(self) -> list[int]:
        """What the attack has left running.

        One look may miss a process that forks from one into the next meanwhile, so it takes several
        looks to say that there is none.
        """
        for _ in range(LOOKS):
            if found := [pid for pid in _marked(self.word) if pid not in self.helpers]:
                return found
            time.sleep(0.01)
        return []

    def bystander_is_dead(self) -> bool:
        """Whether somebody has killed the bystander."""
        return os.waitpid(self.bystander, os.WNOHANG)[0] != 0

    def close(self) -> None:
        """End everything that was started here, survivors of the attack too.

        Whatever loses its parent becomes a child of this program (see `_adopt_orphans`), so that
        nothing is left when there is no child.
        """
        for listener in self.listeners:
            listener.close()
        while children := _children():
            for pid in children:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                with suppress(ChildProcessError):
                    os.waitpid(pid, 0)


# It allows any tracer, so that the control also works where Yama guards.
BYSTANDER = """
import ctypes, os, sys, time
secret = ctypes.create_string_buffer(sys.argv[1].encode())
ctypes.CDLL(None).prctl(0x59616d61, ctypes.c_ulong(-1 & 0xFFFFFFFFFFFFFFFF), 0, 0, 0)
reader, writer = os.pipe()
os.write(writer, secret.value)
print(ctypes.addressof(secret), reader, flush=True)
time.sleep(600)
"""


def _echo(udp: socket.socket) -> None:
    signal.alarm(60)
    while True:
        data, sender = udp.recvfrom(100)
        udp.sendto(data, sender)


def _marked(word: str) -> list[int]:
    """The processes that carry the word in their command line, as survivors do."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if word.encode() in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def _adopt_orphans() -> None:
    """Have the kernel make us the parent of every descendant of ours that loses its own."""
    assert ctypes.CDLL(None, use_errno=True).prctl(_CHILD_SUBREAPER, 1, 0, 0, 0) == 0


def _children() -> list[int]:
    return [int(pid) for pid in Path("/proc/thread-self/children").read_text().split()]


def _wait(pid: int, pidfd: int, memory_mb: int | None) -> int:
    """The exit code of a process; 124 when killed for its time, 125 for its memory."""
    deadline, ended = time.monotonic() + SECONDS, None
    watch = select.poll()
    watch.register(pidfd, select.POLLIN)
    while not watch.poll(30):
        over = False
        if memory_mb is not None:
            most = memory_mb * 2**20
            over = tree_memory(pid, most, sandboxed=True) > most
        if over or time.monotonic() > deadline:
            ended = 125 if over else 124
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
            watch.poll(5000)
            break
    _, status = os.waitpid(pid, 0)
    os.close(pidfd)
    return os.waitstatus_to_exitcode(status) if ended is None else ended


def run_inside(script: str, host: Host, case: dict[str, Any]) -> int:
    """Run a script of the case in the sandbox, as the grader would."""
    limits = {**SMALL, "slot": os.getpid() % 4336, **case.get("policy", {})}
    policy = Policy(default_readable([host.folder / "env"]), **limits)
    files = {path.name: path.read_bytes() for path in case["folder"].iterdir()}
    files["target.json"] = json.dumps(host.target).encode()
    out = os.open(host.folder / "output.txt", os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    os.write(out, host.word.encode() + b"\n")
    kept = os.dup(1), os.dup(2)
    os.dup2(out, 1)
    os.dup2(out, 2)
    try:
        inside = fork_inside(policy, files, (), lambda: run_script(script))
    finally:
        os.dup2(kept[0], 1)
        os.dup2(kept[1], 2)
        for descriptor in (out, *kept):
            os.close(descriptor)
    return _wait(inside.pid, inside.pidfd, policy.memory_mb)


def run_script(script: str) -> None:
    """Run the attack in this process: it has all that a learner's code would have."""
    sys.argv = [script]
    runpy.run_path(script, run_name="__main__")


def run_outside(script: str, host: Host, case: dict[str, Any]) -> int:
    """Run a script of the case without any defence, though in a process group of its own."""
    for path in case["folder"].iterdir():
        _put(host.work / path.name, path.read_bytes())
    _put(host.work / "target.json", json.dumps(host.target).encode())
    command = [sys.executable, script]
    if case.get("control", "user") == "namespace":
        flags = ("--user", "--map-root-user", "--mount", "--pid", "--fork", "--net", "--ipc")
        command = ["unshare", *flags, "--uts", "--mount-proc", "--kill-child", *command]
    with (host.folder / "output.txt").open("ab") as out:
        out.write(host.word.encode() + b"\n")
        out.flush()
        child = subprocess.Popen(
            command,
            cwd=host.work,
            env={**os.environ, "HOME": str(host.folder / "home"), "TMPDIR": str(host.folder)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            pass_fds=[listener.fileno() for listener in host.listeners],
        )
    code = None
    try:
        code = _wait(child.pid, os.pidfd_open(child.pid), None)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.returncode = code or 0
    return code


def _put(path: Path, data: bytes) -> None:
    """Write a file in one step: a script that runs beside may be reading it."""
    new = path.with_name(f"{path.name}.{os.getpid()}")
    new.write_bytes(data)
    new.replace(path)


def judge(host: Host, case: dict[str, Any], run: Callable[[str, Host, dict[str, Any]], int]) -> Any:
    """Run the attack; whether it succeeded, by the case's own measure."""
    if case.get("judge") == "beside":
        return 0, run_beside(host, case, run)
    code = run("attack.py", host, case)
    match case.get("judge", "exit"):
        case "survivor":
            time.sleep(0.05)
            return code, bool(host.survivors())
        case "bystander":
            time.sleep(0.05)
            return code, host.bystander_is_dead()
        case "next":
            return code, run("check.py", host, case) == 0
    return code, code == 0


def run_beside(
    host: Host, case: dict[str, Any], run: Callable[[str, Host, dict[str, Any]], int]
) -> bool:
    """Whether check.py ended with 0 while the attack went on in another submission."""
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            run("attack.py", host, case)
        finally:
            os._exit(0)
    try:
        return run("check.py", host, case) == 0
    finally:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)


def play(folder: Path, where: str) -> dict[str, Any]:
    """Prepare the host, run the case, clear everything away."""
    case = {**tomllib.loads((folder / "case.toml").read_text("utf-8")), "folder": folder}
    place = Path(tempfile.mkdtemp(prefix="terakoya-attack-", dir="/tmp"))
    place.chmod(0o755)
    host = Host(place)
    try:
        run = run_inside if where == "inside" else run_outside
        code, succeeded = judge(host, case, run)
        output = (place / "output.txt").read_text("utf-8", "replace")[-2000:]
    finally:
        host.close()
        shutil.rmtree(place, ignore_errors=True)
    return {"succeeded": succeeded, "code": code, "output": output}


if __name__ == "__main__":
    os.umask(0o022)
    _adopt_orphans()
    for name in sys.argv[2:]:
        answer = play(Path(name).resolve(), sys.argv[1])
        line = json.dumps({"case": "/".join(Path(name).parts[-2:]), **answer})
        print(line, flush=True)  # noqa: T201 - a program's answer
