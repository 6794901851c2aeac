"""Warm kernels for JupyterLab, Voila and nbclient, and prepared ones for the visitors of an app."""

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

__all__ = [
    "REQUEST",
    "LiveKernel",
    "Message",
    "PreparedKernel",
    "PreparedKernels",
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
        },
    )
