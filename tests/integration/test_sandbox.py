"""The sandbox from its caller's side: what comes in, what fails, and how it ends."""

from __future__ import annotations

import os
import select
import signal
import subprocess
from pathlib import Path

import pytest
from terakoya_autograde.sandbox import probe_sandbox, sandbox_available

from tests.unit.autograde.sandbox.attack_runner import HOST, ROADS, as_user, interpreter

# fork_inside wants a process with one thread, and pytest's workers have more.
PRELUDE = f"""
import os, select, sys, time
sys.path.insert(0, {str(HOST.parent)!r})
import attack_host
sys.path.pop(0)
from terakoya_autograde.sandbox import *
policy = Policy(default_readable(), slot=os.getpid() % 4336)
def end(inside):
    return os.waitstatus_to_exitcode(os.waitpid(inside.pid, 0)[1])
"""

pytestmark = pytest.mark.parametrize("road", ROADS)


def run(road: str, code: str) -> str:
    """Run code after the prelude in a fresh interpreter; what it printed."""
    command = [*as_user(road), interpreter(road), "-B", "-c", PRELUDE + code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_child_work_directory(road: str) -> None:
    """The child stands in a directory of its own with exactly the files that it was given."""
    code = """
def body():
    found = sorted(os.path.join(d, f) for d, _, files in os.walk(".") for f in files)
    os.write(1, repr(found).encode())
print(end(fork_inside(policy, {"a.txt": b"1", "data/b.csv": b"2"}, (1, 2), body)))
"""
    assert run(road, code) == "['./a.txt', './data/b.csv']0"


def test_child_kept_descriptor(road: str) -> None:
    """Only the descriptors to keep lead anywhere, and they work both ways."""
    code = """
import socket
mine, its = socket.socketpair()
other = os.open("/etc/passwd", os.O_RDONLY)
null = os.stat("/dev/null").st_rdev
def leads_somewhere(number):
    try:
        return os.fstat(number).st_rdev != null
    except OSError:
        return False
def body():
    its.send(repr([number for number in range(4096) if leads_somewhere(number)]).encode())
    its.send(its.recv(10))
inside = fork_inside(policy, {}, (its.fileno(),), body)
kept = eval(mine.recv(100)) == [its.fileno()]
mine.send(b"hello")
print(kept, mine.recv(10), end(inside))
"""
    assert run(road, code) == "True b'hello' 0"


def test_number_of_a_descriptor_stays_taken(road: str) -> None:
    """What a library opened in the parent, it cannot take for what is opened in the child."""
    code = """
other = os.open("/etc/passwd", os.O_RDONLY)
dice = os.open("/dev/urandom", os.O_RDONLY)
def body():
    new = [os.open("/proc/self/status", os.O_RDONLY) for _ in range(4)]
    said = other not in new, dice not in new, os.read(other, 5), len(os.read(dice, 5))
    os.write(1, repr(said).encode())
print(end(fork_inside(policy, {}, (1, 2), body)))
"""
    assert run(road, code) == "(True, True, b'', 5)0"


def test_variables_that_libraries_set_come_along(road: str) -> None:
    """Those that the parent names are kept; a secret that it does not name stays outside."""
    code = """
os.environ.update(SET_BY_A_LIBRARY="1", SECRET="2")
policy = Policy(policy.readable, slot=policy.slot, variables=frozenset({"SET_BY_A_LIBRARY"}))
def body():
    found = os.environ.get("SET_BY_A_LIBRARY"), os.environ.get("SECRET")
    os.write(1, repr(found).encode())
print(end(fork_inside(policy, {}, (1, 2), body)))
"""
    assert run(road, code) == "('1', None)0"


def test_addresses_cost_nothing_until_they_are_used(road: str) -> None:
    """A child may reserve far more addresses than it may hold memory, and gets what it may hold."""
    code = """
import mmap
policy = Policy(policy.readable, slot=policy.slot, memory_mb=128)
def body():
    reserved = mmap.mmap(-1, 66 * 2**30, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ)
    held = bytearray(b"x") * (100 * 2**20)
    try:
        more = bytearray(100 * 2**20)
    except MemoryError:
        os.write(1, b"no more")
print(end(fork_inside(policy, {}, (1, 2), body)))
"""
    assert run(road, code) == "no more0"


@pytest.mark.parametrize(
    ("change", "call", "name"),
    [
        ("", "(policy, {'../a': b''}, (1, 2), body)", "files"),
        ("", "(policy, {}, (1, 2, os.open('/', os.O_RDONLY)), body)", "descriptors"),
        ("", "(policy, {'a': b'x' * 2**27}, (1, 2), body)", "files"),
        ("", "(Policy((attack_host.Path('/'),)), {}, (1, 2), body)", "read-only environment"),
        ("", "(Policy((), slot=-1), {}, (1, 2), body)", "slot"),
        ("threading.Thread(target=time.sleep, args=(3,), daemon=True).start()",
         "(policy, {}, (1, 2), body)", "single thread"),
    ],
)  # fmt: skip
def test_fork_inside_refuses(road: str, change: str, call: str, name: str) -> None:
    """Where a layer cannot be had, the caller hears which, and nothing of the body runs."""
    code = f"""
import threading
def body():
    print("RAN", flush=True)
{change}
try:
    fork_inside{call}
except SandboxError as error:
    print(error.layer, reap())
    sys.stdout.flush()
    os._exit(0)
"""
    assert run(road, code) == f"{name} []"


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ("child_entry.seccomp.install_filter", "seccomp"),
        ("child_entry.landlock.restrict", "landlock"),
        ("child_entry.privileges.drop_capabilities", "capabilities"),
        ("child_entry.limit_resources", "resource limits"),
        ("root.syscalls.pivot_root", "pivot_root"),
        ("launch.syscalls.unshare", "."),
    ],
)
def test_fork_inside_fails_closed(road: str, broken: str, name: str) -> None:
    """A layer that fails in the child is reported with its errno, and the body does not run."""
    code = f"""
from terakoya_autograde.sandbox import child_entry, root, launch
def refuse(*arguments, **named):
    raise OSError(95, "not here")
{broken} = refuse
try:
    fork_inside(policy, {{}}, (1, 2), lambda: print("RAN", flush=True))
except SandboxError as error:
    print(error.layer, error.errno, reap())
"""
    answer = run(road, code)
    assert answer.endswith("95 []")
    assert name == "." or answer == f"{name} 95 []"


@pytest.mark.parametrize("defence", ["on", "off"])
def test_children_have_no_output_in_common(road: str, defence: str) -> None:
    """What a child writes or shortens, no other sees; where the output is kept, it does."""
    keep = (1, 2) if defence == "off" else ()
    code = f"""
import tempfile
log = tempfile.TemporaryFile(dir="/tmp")
shown = os.dup(1)
os.dup2(log.fileno(), 1)
os.dup2(log.fileno(), 2)
def say():
    os.write(1, b"12345")
def look():
    sys.exit(os.fstat(1).st_size + os.fstat(2).st_size)
ends = [end(fork_inside(policy, {{}}, {keep}, body)) for body in (say, look)]
os.write(shown, repr(ends).encode())
"""
    assert run(road, code) == ("[0, 10]" if defence == "off" else "[0, 0]")


def test_child_exit_codes(road: str) -> None:
    """The child ends with 0 after its body, with the code of SystemExit, with 1 for the rest."""
    code = """
def leave(): sys.exit(7)
def fail(): raise ValueError
print([end(fork_inside(policy, {}, (), body)) for body in (int, leave, fail)])
"""
    assert run(road, code) == "[0, 7, 1]"


def test_parent_keeps_nothing(road: str) -> None:
    """After a child the parent has no further process and no further descriptor."""
    code = """
def held(): return len(os.listdir("/proc/self/fd"))
before = held()
for _ in range(5):
    inside = fork_inside(policy, {}, (), int)
    select.select([inside.pidfd], [], [])
    ended = reap()
    os.close(inside.pidfd)
    assert ended == [(inside.pid, 0)], ended
print(held() - before, open(f"/proc/self/task/{os.getpid()}/children").read().split())
"""
    assert run(road, code) == "0 []"


def test_modules_after_the_root_changed(road: str) -> None:
    """A module that was not imported before the fork can be imported inside."""
    code = """
def body():
    import ctypes.util, decimal, sqlite3, ssl, xml.dom.minidom, multiprocessing, asyncio
    import importlib.util
    if importlib.util.find_spec("pandas"):
        import pandas
    value = multiprocessing.Value("i", 3)
    asyncio.run(asyncio.sleep(0))
    os.write(1, str(value.value).encode())
print(end(fork_inside(policy, {}, (1,), body)))
"""
    assert run(road, code) == "30"


@pytest.mark.parametrize("defence", ["on", "off"])
def test_child_dies_with_its_parent(road: str, defence: str) -> None:
    """A killed parent takes its child along; a plain fork would have stayed."""
    start = "fork_inside(policy, {}, (), body).pid" if defence == "on" else "os.fork() or body()"
    code = f"""
def body():
    sys.stdout.close()
    time.sleep(300)
print({start}, flush=True)
time.sleep(300)
"""
    command = [*as_user(road), interpreter(road), "-B", "-c", PRELUDE + code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd="/") as parent:
        assert parent.stdout is not None
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    ended = _ends(child, 60 if defence == "on" else 1)
    if defence == "off":
        signal.pidfd_send_signal(child, signal.SIGKILL)
    os.close(child)
    assert ended == (defence == "on")


def _ends(pidfd: int, seconds: int) -> bool:
    """Whether the process is gone within so many seconds."""
    watch = select.poll()
    watch.register(pidfd, select.POLLIN)
    return bool(watch.poll(1000 * seconds))


def test_probe(road: str) -> None:
    """The probe says of each layer whether it works here, and what would help."""
    assert Path("/proc/self/task").is_dir()
    layers = {layer.name: layer for layer in probe_sandbox()}
    assert layers["whole sandbox"].works == sandbox_available()
    assert all(layer.works or layer.remedy for layer in layers.values())
