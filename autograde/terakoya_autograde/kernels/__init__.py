"""Warm kernels for JupyterLab, Voila and nbclient, prepared ones for an app, and warm servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terakoya_autograde.lazy_names import import_when_used

if TYPE_CHECKING:
    from terakoya_autograde.kernels.live_kernel import LiveKernel
    from terakoya_autograde.kernels.prepared_frames import REQUEST, Message, size_of
    from terakoya_autograde.kernels.prepared_kernels import (
        PreparedKernel,
        PreparedKernels,
        warm_imports,
    )
    from terakoya_autograde.kernels.warm_servers import ServerLaunch, WarmServer, WarmServers

__all__ = [
    "REQUEST",
    "LiveKernel",
    "Message",
    "PreparedKernel",
    "PreparedKernels",
    "ServerLaunch",
    "WarmServer",
    "WarmServers",
    "size_of",
    "warm_imports",
]

if not TYPE_CHECKING:  # a type checker reads the imports above: no name is there by chance
    __getattr__ = import_when_used(
        __name__,
        {
            "live_kernel": "LiveKernel",
            "prepared_frames": "REQUEST Message size_of",
            "prepared_kernels": "PreparedKernel PreparedKernels warm_imports",
            "warm_servers": "ServerLaunch WarmServer WarmServers",
        },
    )
