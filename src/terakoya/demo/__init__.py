"""The demonstration: made-up people, real everything else.

Names are imported when they are first used: whoever makes submissions need not wait for the site.
"""

from typing import TYPE_CHECKING

from terakoya.reexport import import_when_used

if TYPE_CHECKING:
    from terakoya.demo.run import COHORT, Demo, DemoResult, run_demo, scratch_folder
    from terakoya.demo.site import WorkspaceSite

__all__ = ["COHORT", "Demo", "DemoResult", "WorkspaceSite", "run_demo", "scratch_folder"]

__getattr__ = import_when_used(
    __name__,
    {"run": "COHORT Demo DemoResult run_demo scratch_folder", "site": "WorkspaceSite"},
)
