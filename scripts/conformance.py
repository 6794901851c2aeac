"""Run nbgrader's own tests with stock kernels and with warm ones, and compare every outcome.

`make conformance`: the two runs take about seven minutes each. Ends with 1 where they differ. In
the second run a kernel that is not warm and sandboxed is an error, so none slips through.
Arguments replace the test modules.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

MODULES = (
    "nbgrader.tests.apps.test_nbgrader_autograde",
    "nbgrader.tests.apps.test_nbgrader_validate",
)
NAME = "JUPYTER_DEFAULT_PROVISIONER_NAME"


def run_tests(modules: list[str], provisioner: str) -> dict[str, str]:
    """Return every test's outcome (passed, failed, skipped) with a provisioner."""
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        report = Path(folder, "report.xml")
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider"]
        command += ["-c", os.devnull, f"--rootdir={folder}", f"--junitxml={report}"]
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # for alembic
        environment = os.environ | {"PATH": path, "USER": "terakoya", NAME: provisioner}
        environment["TERAKOYA_SANDBOX"] = "required"
        subprocess.run([*command, "--pyargs", *modules], cwd=folder, env=environment, check=False)
        return {
            f"{case.get('classname')}.{case.get('name')}": _outcome(case)
            for case in ElementTree.parse(report).iter("testcase")  # noqa: S314 - pytest's own
        }


def _outcome(case: ElementTree.Element) -> str:
    for kind in ("failure", "error"):
        if case.find(kind) is not None:
            return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"


def main() -> int:
    """Run both, print what differs."""
    modules = sys.argv[1:] or list(MODULES)
    stock = run_tests(modules, "local-provisioner")
    warm = run_tests(modules, "terakoya-warm")
    different = sorted(name for name in stock | warm if stock.get(name) != warm.get(name))
    for name in different:
        print(f"{name}: {stock.get(name)} with stock kernels, {warm.get(name)} with warm ones")  # noqa: T201
    for kernels, outcomes in (("stock", stock), ("warm", warm)):
        print(f"{kernels}: {dict(Counter(outcomes.values()))}")  # noqa: T201
    return 1 if different or not stock else 0


if __name__ == "__main__":
    sys.exit(main())
