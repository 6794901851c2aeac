"""The proof of variants at a small size: in a room for each variant, and in one for all."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("assignment", "more"),
    [("counter-waiting", ["--clean-room"]), ("population-ageing", [])],
)
def test_other_variants_answers_are_wrong(assignment: str, more: list[str], tmp_path: Path) -> None:
    """On every seed the reference keeps all points, and the neighbour's answers none."""
    report = tmp_path / "report.json"
    options = ["--seeds", "2", "--assignment", assignment, "--json", str(report), *more]
    program = str(ROOT / "benchmarks" / "variants.py")
    done = subprocess.run(
        [sys.executable, program, *options], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for found in json.loads(report.read_text(encoding="utf-8")):
        assert found["seeds"] == found["reference_full"] == 2
        assert found["swapped_value_refused"] == found["swapped_code_refused"] == 2
        assert found["faults"] == []
