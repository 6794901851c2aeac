"""Run nbgrader's own tests of its exchange against a portal, and compare with what is told.

Each test that asks for an exchange gets a portal of its own, with courses of nbgrader's names;
after each command, what the portal holds is laid out in the folder in which the test looks for it.
Ends with 1 where a test that can be pointed at a portal fails, or one of `NOT_POINTED` passes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from nbgrader.utils import get_username

NAMES = "list submit fetch_assignment fetchfeedback collect releaseassignment releasefeedback"
MODULES = tuple(f"nbgrader.tests.apps.test_nbgrader_{name}" for name in NAMES.split())
_ANOTHER = "hands in under another name; whose it is, the login says"
_KEPT = "removes what was handed in, which is kept"
_SAME = "hands in the same content twice: that is one submission, whose feedback is there"
_NEVER = "gives feedback on what was put into a folder by hand, and never handed in"
NOT_POINTED = {
    "TestNbGraderRelease.test_permissions[True]": "asks for permissions of a shared folder",
    "TestNbGraderSubmit.test_submit_with_student_id": _ANOTHER,
    "TestNbGraderSubmit.test_submit_max_file_size": "its limit leaves out the notebook itself",
    "TestNbGraderList.test_list_cached": _KEPT,
    "TestNbGraderList.test_list_remove_inbound": _KEPT,
    "TestNbGraderList.test_list_remove_cached": _KEPT,
    "TestNbGraderList.test_list_feedback_inbound": _SAME,
    "TestNbGraderList.test_list_feedback_cached": _SAME,
    "TestNbGraderReleaseFeedback.test_single_file": _NEVER,
    "TestNbGraderReleaseFeedback.test_single_student": _NEVER,
    "TestNbGraderReleaseFeedback.test_student_id_exclude": _NEVER,
    "TestNbGraderReleaseFeedback.test_permissions[False]": _NEVER,
    "TestNbGraderReleaseFeedback.test_permissions[True]": _NEVER,
    "TestNbGraderCollect.test_owner_check": _ANOTHER,
    "TestNbGraderCollect.test_permissions[False]": _ANOTHER,
    "TestNbGraderCollect.test_permissions[True]": _ANOTHER,
}
"""Test → why nothing but a shared folder can pass it."""


def run_tests(modules: list[str]) -> dict[str, str]:
    """Return every test's outcome: passed, failed or skipped."""
    root = Path(__file__).resolve().parents[1]
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        report = Path(folder, "report.xml")
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider"]
        command += ["-p", "tests.exchange_plugin", "-c", os.devnull, f"--rootdir={folder}"]
        command += [f"--junitxml={report}", "--tb=line", "--pyargs", *modules]
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # for alembic
        environment = os.environ | {"PATH": path, "USER": get_username(), "PYTHONPATH": str(root)}
        subprocess.run(command, cwd=folder, env=environment, check=False)
        return {
            f"{str(case.get('classname')).rpartition('.')[2]}.{case.get('name')}": _outcome(case)
            for case in ElementTree.parse(report).iter("testcase")  # noqa: S314 - pytest's own
        }


def _outcome(case: ElementTree.Element) -> str:
    if any(case.find(kind) is not None for kind in ("failure", "error")):
        return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"


def main() -> int:
    """Run them, print what is not as it is told."""
    found = run_tests(sys.argv[1:] or list(MODULES))
    wrong = {
        name: outcome
        for name, outcome in found.items()
        if (outcome == "failed") != (name in NOT_POINTED)
    }
    for name, outcome in wrong.items():
        print(f"{name}: {outcome}")  # noqa: T201
    print(dict(Counter(found.values())))  # noqa: T201
    return 1 if wrong or not found else 0


if __name__ == "__main__":
    sys.exit(main())
