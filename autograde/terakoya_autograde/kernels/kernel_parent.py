"""The warm parent of real kernels: imports ipykernel and libraries, then forks a child a kernel.

Run as ``python -m terakoya_autograde.kernels.kernel_parent FD`` with a clean environment; the
server is at the other end of the socket FD. Unlike a zygote's child, each child is a whole
IPKernelApp on the connection file of a kernel manager. ZMQ and its threads are begun in the child
only.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import signal
import socket
import sys
import traceback
from pathlib import Path

import msgspec

from terakoya_autograde.engine_environment import INLINE
from terakoya_autograde.errors import EngineError, WireError
from terakoya_autograde.interpreter.prewarm import forget_parent, import_modules
from terakoya_autograde.interpreter.quiet_imports import import_without_debugger
from terakoya_autograde.interpreter.terminal import run_command
from terakoya_autograde.sandbox import (
    THREADS,
    Inside,
    Policy,
    SandboxError,
    default_readable,
    fork_inside,
    reap,
)
from terakoya_autograde.sandbox.launch import BASE_UID
from terakoya_autograde.sandbox.privileges import has_mount_rights
from terakoya_autograde.sandbox.syscalls import PR_SET_PDEATHSIG, prctl
from terakoya_autograde.warm.warming import Warming, spoil
from terakoya_autograde.wire import Channel, Forked, Ready, Refused, Start

__all__ = ["Launch", "import_application", "main", "run_kernel"]

# What every kernel would load for itself before its first cell has run.
_USED: tuple[str, ...] = ("comm", "ipykernel.comm", "ipykernel.ipkernel", "ipykernel.zmqshell")
_USED += ("IPython.core.completerlib", "IPython.core.pylabtools", "matplotlib_inline.config")
_USED += ("IPython.core.debugger", "IPython.core.oinspect", "IPython.extensions.storemagic")
_USED += ("IPython.lib.pretty", "IPython.utils.wildcard", "jupyter_client.session", "psutil")
_USED += ("tornado.platform.asyncio", "encodings.ascii", "encodings.latin_1", "email.parser")
_USED += ("pdb", "sqlite3")
_OURS = ("HOME", "USER", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR")


class Launch(msgspec.Struct, frozen=True, tag="launch"):
    """To the warm parent: one kernel is wanted.

    Attributes:
        arguments: what follows ``python -m ipykernel_launcher``.
        variables: environment variables for the kernel.
        folder: the current directory, writable.
        sockets: a private folder with the connection file, for the sockets.
        readable: further folders to show.
    """

    arguments: tuple[str, ...]
    variables: dict[str, str]
    folder: str
    sockets: str
    readable: tuple[str, ...]
    sandbox: bool
    slot: int
    memory_mb: int
    cpu_seconds: int


class KernelParent:
    """One warm parent and its channel to the server."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def serve(self) -> None:
        """Warm up as the server says, then fork until it closes the channel."""
        start = self._channel.receive(Start)
        if start is None:
            return
        import_application()
        warming = Warming(self._channel, start)
        warming.import_without_shell()
        warming.use()
        warming.end_where_spoiled()
        readable, self._brought = default_readable(), warming.brought
        self._channel.send(Ready({}, warming.missing))
        while (launch := self._await_launch()) is not None:
            try:
                child = self._fork(launch, readable)
            except (EngineError, OSError, ValueError) as error:
                if isinstance(error, SandboxError) and error.layer == THREADS:
                    spoil(self._channel, {})
                self._channel.send(Refused(f"{type(error).__name__}: {error}"))
            else:
                self._channel.send(Forked(child.pid), (child.pidfd,))
                os.close(child.pidfd)

    def _await_launch(self) -> Launch | None:
        """Wait for the next request, and bury the kernels that end meanwhile."""
        signal.signal(signal.SIGCHLD, lambda _number, _frame: reap())
        reap()
        try:
            return self._channel.receive(Launch)  # type: ignore[no-any-return]
        finally:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)

    def _fork(self, launch: Launch, readable: tuple[Path, ...]) -> Inside:
        """Fork one kernel, inside the sandbox or not."""
        if not launch.sandbox:
            return _fork_outside(launch, self._channel.fileno())
        uid = BASE_UID + launch.slot
        if has_mount_rights():
            for path in (Path(launch.sockets), *Path(launch.sockets).iterdir()):
                os.chown(path, uid, uid, follow_symlinks=False)
        policy = Policy(
            readable=(*readable, *map(Path, launch.readable)),
            memory_mb=launch.memory_mb,
            cpu_seconds=launch.cpu_seconds,
            processes=256,
            open_files=1024,
            file_mb=1024,
            slot=launch.slot,
            writable=(Path(launch.folder), Path(launch.sockets)),
            variables=frozenset(os.environ) - self._brought,
        )
        # The operator reads in the log what fails outside of the cells.
        return fork_inside(policy, {}, (1, 2), lambda: run_kernel(launch))


def _fork_outside(launch: Launch, channel: int) -> Inside:
    """Fork without a sandbox: the kernel has the server's rights, not its environment."""
    pid = os.fork()
    if pid:
        return Inside(pid, os.pidfd_open(pid))
    try:
        os.close(channel)
        os.setsid()
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        for name in _OURS:
            os.environ.pop(name, None)
        run_kernel(launch)
    except SystemExit:
        pass
    except BaseException:  # noqa: BLE001 - nothing of the parent's stack may run in the child
        traceback.print_exc()
    finally:
        os._exit(0)


def run_kernel(launch: Launch) -> None:
    """Be an ipykernel on the connection file, until it is told to shut down."""
    from ipykernel import zmqshell
    from ipykernel.kernelapp import IPKernelApp

    os.environ.update(launch.variables, PWD=launch.folder)
    os.chdir(launch.folder)
    gc.enable()
    # The first process of a pid namespace takes only the signals that it handles.
    signal.signal(signal.SIGTERM, lambda _number, _frame: os._exit(0))
    forget_parent()
    sys.argv = ["ipykernel_launcher.py", *launch.arguments]
    if launch.sandbox:
        vars(zmqshell)["system"] = run_command
    application = IPKernelApp.instance()
    application.initialize(list(launch.arguments))
    _adopt_pyplot(application.shell)
    application.start()
    atexit._run_exitfuncs()  # a fork ends without them


def _adopt_pyplot(shell: object) -> None:
    """Join pyplot, which the parent has loaded, and the shell, as loading it here would do."""
    if "matplotlib.pyplot" not in sys.modules or os.environ.get("MPLBACKEND") != INLINE:
        return
    from IPython.core.pylabtools import activate_matplotlib
    from matplotlib_inline.backend_inline import configure_inline_support

    activate_matplotlib(INLINE)
    configure_inline_support(shell, INLINE)  # type: ignore[no-untyped-call]


def import_application() -> None:
    """Import what every kernel would load for itself; nothing of it may begin yet.

    A context of ZMQ's, its threads and an event loop do not live on in a fork.
    """
    import_without_debugger("ipykernel.kernelapp")
    import_modules(_USED)


def main() -> None:
    """Serve the server at the socket whose number is the first argument."""
    gc.disable()  # nothing here lives long enough to need it
    del sys.path[0]  # `python -m` put the current directory there: each kernel has its own
    parent = KernelParent(Channel(socket.socket(fileno=int(sys.argv[1]))))
    with contextlib.suppress(WireError):
        parent.serve()


if __name__ == "__main__":
    main()
