"""The demonstration: made-up people, real everything else."""

from terakoya.demo.run import COHORT, Demo, DemoResult, run_demo, scratch_folder
from terakoya.demo.site import WorkspaceSite

__all__ = ["COHORT", "Demo", "DemoResult", "WorkspaceSite", "run_demo", "scratch_folder"]
