"""The demonstration: made-up people, real everything else."""

from terakoya.demo.demonstration import CohortResult, Demo, DemoResult, run_demo, scratch_folder

__all__ = ["CohortResult", "Demo", "DemoResult", "run_demo", "scratch_folder"]
