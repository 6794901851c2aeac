"""Warm, sandboxed ipykernels for whatever speaks to kernels through jupyter_client.

Chosen by configuration only: ``JUPYTER_DEFAULT_PROVISIONER_NAME=terakoya-warm``, or a kernelspec's
``metadata.kernel_provisioner``. Kernels of other languages start as they always do.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Bool, Int, List, Unicode

from terakoya_autograde.engine_environment import INLINE
from terakoya_autograde.errors import EngineError, WorkerError
from terakoya_autograde.kernels.kernel_parent import Launch
from terakoya_autograde.kernels.warm_kernels import (
    WarmKernel,
    give_slot,
    kernels_are_lent,
    take_slot,
    warm_kernels,
)

__all__ = ["SANDBOX_VARIABLE", "WarmKernelProvisioner"]

SANDBOX_VARIABLE = "TERAKOYA_SANDBOX"  # none: no sandbox; required: no kernel without one
_LAUNCHERS = ("ipykernel_launcher", "ipykernel")
_POLL = 0.02  # seconds
_NEVER = re.compile(r"JPY_PARENT_PID|JPY_INTERRUPT_EVENT|HOME|TMPDIR|PATH|PYTHON.*|LD_.*")


class WarmKernelProvisioner(LocalProvisioner):
    """Forks kernels from a warm parent into the sandbox."""

    imports = List(
        Unicode(),
        ["numpy", "pandas", "matplotlib.pyplot"],
        help="Modules that every kernel finds loaded; those that are not installed are left out.",
    ).tag(config=True)
    sandbox = Bool(True, help="Run kernels in the sandbox, or not at all.").tag(config=True)
    memory_mb = Int(2048, help="MiB that a kernel and all it starts may hold.").tag(config=True)
    cpu_seconds = Int(86400, help="Processor seconds of each process.").tag(config=True)
    readable = List(
        Unicode(), help="Folders that kernels may read, beside their own. They must hold no secret."
    ).tag(config=True)
    variables = List(
        Unicode(), help="Names of the server's environment variables that kernels may see."
    ).tag(config=True)

    _warm = False
    _kernel: WarmKernel | None = None
    _sockets: Path | None = None
    _slot: int | None = None

    @property
    def has_process(self) -> bool:
        """Tell whether a kernel is being managed."""
        return self._kernel is not None if self._warm else super().has_process

    async def pre_launch(self, **kwargs: object) -> dict[str, object]:
        """Let manager and kernel meet at sockets in a private folder: there is no TCP inside."""
        self._warm = _is_ours(self.kernel_spec.argv) and self.parent is not None
        if not self._warm:
            self._let_pass()
            return dict(await super().pre_launch(**kwargs))
        parent = await _in_thread(warm_kernels, tuple(self.imports))
        if self._sockets is None or not self._sockets.exists():
            self._sockets = parent.make_sockets()
        manager: Any = self.parent  # a kernel manager
        manager.cache_ports = False
        manager.transport, manager.ip = "ipc", str(self._sockets / "s")
        return dict(await super().pre_launch(**kwargs))

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel; return its connection information.

        Raises:
            WorkerError: there is no sandbox to be had and one is wanted, or no warm parent.
        """
        if not self._warm:
            return await super().launch_kernel(cmd, **kwargs)
        self.cwd = Path(kwargs.get("cwd") or Path.cwd()).absolute()
        self._let_go()
        launch = self._describe(cmd, kwargs.get("env", os.environ))
        try:
            parent = await _in_thread(warm_kernels, tuple(self.imports))
            self._kernel = await _in_thread(parent.fork, launch)
        except EngineError as error:
            raise WorkerError(
                f"no warm kernel: {error}. Without a sandbox, kernels start only where "
                f"{SANDBOX_VARIABLE}=none is set"
            ) from error
        self.pid, self.pgid = self._kernel.pid, None
        return self.connection_info

    async def poll(self) -> int | None:
        """Return None while the kernel runs, then 0: how it ended is not known here."""
        if not self._warm:
            return await super().poll()
        if self._kernel is None or self._kernel.has_ended():
            return 0
        allowed = self.memory_mb * 2**20
        if self._kernel.memory(exact_from=allowed) > allowed:
            self.log.warning("Kernel %s held more than %d MiB: killed", self.pid, self.memory_mb)
            self._kernel.kill()
        return None

    async def wait(self) -> int | None:
        """Wait until the kernel has ended, and let go of it."""
        if not self._warm:
            return await super().wait()
        while await self.poll() is None:
            await asyncio.sleep(_POLL)
        self._let_go()
        return 0

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel's first process; SIGINT interrupts its cell."""
        if not self._warm:
            await super().send_signal(signum)
        elif self._kernel is not None:
            self._kernel.send_signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel and everything it has started."""
        if not self._warm:
            await super().kill(restart)
        elif self._kernel is not None:
            self._kernel.kill()

    async def terminate(self, restart: bool = False) -> None:
        """Ask the kernel to end at once."""
        if not self._warm:
            await super().terminate(restart)
        else:
            await self.send_signal(signal.SIGTERM)

    async def cleanup(self, restart: bool = False) -> None:
        """Let go of the kernel; unless it starts again, also of its sockets."""
        if not self._warm:
            await super().cleanup(restart)
            return
        self._let_go()
        if restart:
            return
        if self._sockets is not None:
            shutil.rmtree(self._sockets, ignore_errors=True)
            self._sockets = None
        if self._slot is not None:
            give_slot(self._slot)
            self._slot = None

    async def get_provisioner_info(self) -> dict[str, object]:
        """Return what another object of this process needs to take the kernel over."""
        info = dict(await super().get_provisioner_info())
        return info | {
            "warm": self._warm,
            "sandbox": self._wants_sandbox(),
            "sockets": str(self._sockets or ""),
        }

    async def load_provisioner_info(self, provisioner_info: dict[str, Any]) -> None:
        """Take over a kernel that another object has launched."""
        await super().load_provisioner_info(provisioner_info)
        self._warm = provisioner_info.get("warm", False)
        if self._warm:
            self._sockets = Path(provisioner_info["sockets"])
            pidfd = os.pidfd_open(provisioner_info["pid"])
            self._kernel = WarmKernel(provisioner_info["pid"], pidfd, provisioner_info["sandbox"])

    def _wants_sandbox(self) -> bool:
        if kernels_are_lent():  # this server, its kernels and all that they start share one
            return False
        return self.sandbox and os.environ.get(SANDBOX_VARIABLE) != "none"

    def _let_pass(self) -> None:
        """Say that a kernel which is not ours starts without a sandbox, or refuse it."""
        if not self._wants_sandbox():
            return
        name = self.kernel_spec.display_name
        if os.environ.get(SANDBOX_VARIABLE) == "required":
            raise WorkerError(
                f"the kernel '{name}' is not an ipykernel of {sys.executable}: there is no "
                f"sandbox for it, and {SANDBOX_VARIABLE}=required"
            )
        self.log.warning("Kernel '%s' is not for the warm parent: it has no sandbox", name)

    def _let_go(self) -> None:
        """Kill what may still run, and forget it."""
        if self._kernel is not None:
            self._kernel.kill()
            self._kernel.close()
            self._kernel = None

    def _describe(self, cmd: list[str], environment: Mapping[str, str]) -> Launch:
        """Write the kernel's own connection file and say what it is to be."""
        assert self._sockets is not None, "pre_launch comes first"
        if self._slot is None:
            self._slot = take_slot()
        sandbox = self._wants_sandbox()
        if not sandbox and not kernels_are_lent():
            self.log.warning("This kernel runs WITHOUT a sandbox: its code has your rights")
        manager: Any = self.parent
        given = os.path.realpath(manager.connection_file)
        own = self._sockets / "connection.json"
        own.unlink(missing_ok=True)
        own.touch(mode=0o600)
        own.write_bytes(Path(given).read_bytes())
        return Launch(
            arguments=tuple(part.replace(given, str(own)) for part in _arguments(cmd)),
            variables=self._choose_variables(environment, sandbox=sandbox),
            folder=str(self.cwd),
            sockets=str(self._sockets),
            readable=tuple(str(Path(folder).absolute()) for folder in self.readable),
            sandbox=sandbox,
            slot=self._slot,
            memory_mb=self.memory_mb,
            cpu_seconds=self.cpu_seconds,
        )

    def _choose_variables(self, environment: Mapping[str, str], *, sandbox: bool) -> dict[str, str]:
        """Choose what the manager adds to the server's environment, and nbgrader's own."""
        chosen = {"MPLBACKEND": INLINE}
        for name, value in environment.items():
            added = os.environ.get(name) != value and not _NEVER.fullmatch(name)
            if added or name.startswith("NBGRADER_") or name in self.variables:
                chosen[name] = value
        if not sandbox:
            names = ("HOME", "USER", "LOGNAME", "TMPDIR")
            chosen |= {name: os.environ[name] for name in names if name in os.environ}
        return chosen


async def _in_thread(function: Any, *arguments: Any) -> Any:
    """Call what waits for the warm parent, without holding up the server."""
    return await asyncio.get_running_loop().run_in_executor(None, function, *arguments)


def _split(argv: list[str]) -> tuple[str, list[str]] | None:
    """Split ``python [-X option…] -m ipykernel_launcher …`` into program and arguments."""
    rest = list(argv[1:])
    while rest and rest[0].startswith("-X"):
        del rest[: 2 if rest[0] == "-X" else 1]
    if len(rest) < 2 or rest[0] != "-m" or rest[1] not in _LAUNCHERS:
        return None
    return argv[0], rest[2:]


def _is_ours(argv: list[str]) -> bool:
    """Tell whether a kernelspec's command is an ipykernel of this very interpreter."""
    found = _split(argv)
    if found is None:
        return False
    program, here = Path(found[0]), Path(sys.executable)
    if not program.is_absolute():
        return program.name in {"python", "python3", here.name}
    same_folder = program.parent.resolve() == here.parent.resolve()
    return same_folder and program.resolve() == here.resolve()


def _arguments(cmd: list[str]) -> list[str]:
    found = _split(cmd)
    return found[1] if found else []
