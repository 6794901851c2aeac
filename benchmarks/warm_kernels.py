"""How long a kernel takes to start, to run a first plot and to end: cold beside warm.

``python benchmarks/warm_kernels.py [RUNS]`` prints medians in seconds. The first warm kernel of a
process, which starts the warm parent, is listed apart.
"""

from __future__ import annotations

import statistics
import sys
import time
from itertools import pairwise
from typing import Any

from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory

CODE = "import pandas as pd, matplotlib.pyplot as plt\npd.Series([1, 2]).plot();"
STEPS = ("launch", "ready", "first plot", "end")


def time_kernel() -> list[float]:
    """Return the seconds of each step of one kernel's life."""
    times = [time.perf_counter()]
    manager = KernelManager()
    manager.start_kernel()
    times.append(time.perf_counter())
    client: Any = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    times.append(time.perf_counter())
    client.execute_interactive(CODE, output_hook=lambda _message: None, timeout=60)
    times.append(time.perf_counter())
    client.stop_channels()
    manager.shutdown_kernel()
    times.append(time.perf_counter())
    return [after - before for before, after in pairwise(times)]


def main() -> None:
    """Time both and print a table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    print("seconds".ljust(16), *(step.rjust(10) for step in (*STEPS, "together")))
    for name, provisioner in (("cold", "local-provisioner"), ("warm", "terakoya-warm")):
        KernelProvisionerFactory.instance().default_provisioner_name = provisioner
        first, *rest = [time_kernel() for _ in range(runs + 1)]
        for row, values in ((f"{name}, first", first), (name, _medians(rest))):
            shown = (f"{value:10.3f}" for value in (*values, sum(values)))
            print(row.ljust(16), *shown)


def _medians(runs: list[list[float]]) -> list[float]:
    return [statistics.median(step) for step in zip(*runs, strict=True)]


if __name__ == "__main__":
    main()
