"""What the figures were measured on."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil

from terakoya import __version__

__all__ = ["describe_machine"]

_PARTS = (
    "nbgrader",
    "nbclient",
    "nbconvert",
    "jupyter_client",
    "ipykernel",
    "ipython",
    "numpy",
    "pandas",
    "matplotlib",
)


def describe_machine(now: datetime) -> dict[str, Any]:
    """Return the machine, its versions and how busy it was, without its name."""
    return {
        "measured_at": now.isoformat(timespec="seconds"),
        "processor": _processor(),
        "architecture": platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_bytes": psutil.virtual_memory().total,
        "system": f"{platform.system()} {platform.release()}",
        "root": os.geteuid() == 0,
        "load_before": [round(value, 2) for value in os.getloadavg()],
        "python": platform.python_version(),
        "terakoya": __version__,
        "versions": {name: importlib.metadata.version(name) for name in _PARTS},
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith(("model name", "Model")):
            return line.split(":", 1)[1].strip()
    return platform.processor()
