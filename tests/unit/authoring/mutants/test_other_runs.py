"""What another machine would show: which code may differ is read, and then it is run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from terakoya.authoring.mutants.other_runs import RUNS, print_other_runs
from terakoya.authoring.mutants.unsettled_order import may_differ

DIFFERS = [
    "print({'a', 'b'})",
    "names = set(table['x'])",
    "total = sum(set(parts))",
    "text = '、'.join({n for n in names})",
    "for name in set(a) | set(b):\n    print(name)",
    "first = [*set(a)][0]",
    "print(frozenset(a).union(b))",
    "print(a.symmetric_difference(b))",
    "files = os.listdir('data')",
    "files = [*Path('data').glob('*.csv')]",
    "print(datetime.date.today())",
    "print(Path.cwd())",
    "rng = np.random.default_rng()",
    "print(random.random())",
    "x = np.random.normal(size=3)",
    "table.sample(3)",
    "!ls",
]
SAME = [
    "assert set(table.columns) == {'a', 'b'}",
    "assert 'a' in {'a', 'b'}",
    "assert not set(a) - {'b'}",
    "unknown = sorted(set(a) - {x for x in b})",
    "n = len(set(a) | set(b))",
    "lowest = min({*a, *b})",
    "assert all(x in a for x in set(b))",
    "files = sorted(Path('data').glob('*.csv'))",
    "rng = np.random.default_rng(1)",
    "random.seed(0)\nprint(random.random())",
    "table.sample(3, random_state=1)",
    "set(a)",
    "x = {'a': 1}",
]
CELLS = [
    "import datetime, os, pathlib",
    "pathlib.Path('b.txt').touch(); pathlib.Path('a.txt').touch()",
    "print(' '.join({'東', '西', '南', '北'}))",
    "print(os.listdir())",
    "print(os.getcwd())",
    "datetime.date.today().year",
    "datetime.datetime.fromtimestamp(0).hour",
    "object()",  # its address is nothing that a reader reads
    "sorted({'東', '西'}), sorted(os.listdir())",
    "{'東', '西', '南'}",  # IPython sorts it
    "1 / 0",
]
DIFFER = [3, 4, 5, 6, 7]


@pytest.mark.parametrize("source", DIFFERS)
def test_code_that_may_differ_is_run_again(source: str) -> None:
    """A set that is gone through or shown, the system's own, and what nobody has seeded."""
    assert may_differ([source])


@pytest.mark.parametrize("source", SAME)
def test_code_that_is_settled_is_not(source: str) -> None:
    """What is only compared, counted or sorted costs no run."""
    assert not may_differ([source])


def test_each_run_is_as_on_another_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sets, folders, the day and the zone differ; what is sorted, and an address, do not."""
    monkeypatch.chdir(tmp_path)
    cells = [("code", "", number, source) for number, source in enumerate(CELLS, 1)]
    test = ("test", "order", 0, "assert [*{'tax', 'pension', 'roads'}][0] == 'tax', 'another'")
    print_other_runs({"cells": [*cells, test]})
    runs = json.loads(capsys.readouterr().out)["runs"]
    assert len(runs) == RUNS
    shown = {number: {run["shown"][str(number)] for run in runs} for number in range(1, 12)}
    assert [number for number, texts in shown.items() if len(texts) > 1] == DIFFER
    assert len({run["lost"].get("order") for run in runs}) == 2
    assert list(tmp_path.iterdir()) == []  # each run had a folder of its own
