"""The demonstration: made-up people, real everything else."""

from terakoya.demo.demo_folder import is_made, scratch_folder
from terakoya.demo.demonstration import CohortResult, Demo, DemoResult, run_demo

__all__ = ["CohortResult", "Demo", "DemoResult", "is_made", "run_demo", "scratch_folder"]
