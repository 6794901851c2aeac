"""The demonstration: made-up people, real everything else."""

from terakoya.demo.demonstration import COHORT, Demo, DemoResult, run_demo, scratch_folder

__all__ = ["COHORT", "Demo", "DemoResult", "run_demo", "scratch_folder"]
