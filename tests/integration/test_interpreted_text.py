"""Checks that have a learner's text interpreted: what it does, it does in the learner's process.

Every payload only leaves a marker: a folder, or a word among the built-in names. Each kind has two
items: one whose check interprets what the learner gave, and one whose check looks for the marker
in the clean room. The control is the same lesson, graded with the search for such calls off.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from terakoya_autograde import (
    AssignmentVersion,
    Limits,
    Result,
    Submission,
    grade_submission,
    prepare_assignment,
)
from terakoya_autograde.checks.taint import Tainted

from tests.made import answer, check, code, filled, notebook, write_notebook

LIMITS = Limits(cell_seconds=30, notebook_seconds=240, memory_mb=1500, output_kb=256)
STRANGER = "a stranger was here"


@dataclass(frozen=True)
class Kind:
    """A way in which a check interprets: the reference's answer, the check, and what is typed."""

    right: str
    check: str
    payload: str


def _mark(kind: str) -> str:
    """Return an expression that leaves the marker of a kind."""
    return f"__import__('os').mkdir('marker-{kind}')"


FRAME = "import pandas as pd\nframe = pd.DataFrame({'x': [1, 2, 3]})\n"
ROWS = FRAME.replace("{", "{{").replace("}", "}}")
QUERY = "@pd.io.common.os.mkdir('marker-{}') == 1"
KINDS: dict[str, Kind] = {
    "eval": Kind("t = '1 + 2'", "assert eval(t) == 3", "t = {mark!r}"),
    "exec": Kind("t = 'y = 3'", "exec(t)\nassert y == 3", "t = {mark!r}"),
    "compile": Kind("t = '3'", "assert eval(compile(t, 'a', 'eval')) == 3", "t = {mark!r}"),
    "alias": Kind("t = '3'", "run = eval\nassert run(t) == 3", "t = {mark!r}"),
    "imported-alias": Kind(
        "t = '3'", "from builtins import eval as work\nassert work(t) == 3", "t = {mark!r}"
    ),
    "map": Kind("ts = ['3']", "assert list(map(eval, ts)) == [3]", "ts = [{mark!r}]"),
    "comprehension": Kind("ts = ['3']", "assert [eval(s) for s in ts] == [3]", "ts = [{mark!r}]"),
    "dict": Kind(
        "d = {'a': '3'}", "for k, v in d.items():\n    assert eval(v) == 3", "d = {{'a': {mark!r}}}"
    ),
    "filled-list": Kind(
        "t = '3'", "todo = []\ntodo.append(t)\nassert eval(todo[0]) == 3", "t = {mark!r}"
    ),
    "helper": Kind("t = '3'", "assert worked_out(t) == 3", "t = {mark!r}"),
    "helper-in-helper": Kind("t = '3'", "assert outer(times=1, text=t) == 3", "t = {mark!r}"),
    "class": Kind("t = '3'", "assert Work(t).out() == 3", "t = {mark!r}"),
    "lambda": Kind("t = '3'", "go = lambda s: eval(s)\nassert go(t) == 3", "t = {mark!r}"),
    "partial": Kind(
        "t = '3'",
        "from functools import partial\ngo = partial(eval)\nassert go(t) == 3",
        "t = {mark!r}",
    ),
    "result": Kind("def f(): return '3'", "assert eval(f()) == 3", "def f(): return {mark!r}"),
    "part-of-text": Kind("t = '3'", "assert eval(f'({{t}})') == 3", "t = {mark!r}"),
    "series-apply": Kind(
        "ts = ['3']",
        FRAME + "assert list(pd.Series(ts).apply(eval)) == [3]",
        "ts = [{mark!r}]",
    ),
    "table": Kind(
        FRAME + "rules = pd.DataFrame({'rule': ['3']})",
        "assert all(eval(r.rule) == 3 for r in rules.itertuples())",
        ROWS + "rules = pd.DataFrame({{'rule': [{mark!r}]}})",
    ),
    "query": Kind("t = 'x > 1'", FRAME + "assert len(frame.query(t)) == 2", "t = {query!r}"),
    "query-method": Kind(
        "t = 'x > 1'", FRAME + "ask = frame.query\nassert len(ask(t)) == 2", "t = {query!r}"
    ),
    "query-getattr": Kind(
        "t = 'x > 1'",
        FRAME + "assert len(getattr(frame, 'query')(t)) == 2",
        "t = {query!r}",
    ),
    "frame-eval": Kind(
        "t = 'x + 1'", FRAME + "assert list(frame.eval(t)) == [2, 3, 4]", "t = {query!r}"
    ),
    "pandas-eval": Kind(
        "t = '1 + 2'",
        FRAME + "assert pd.eval(t) == 3",
        "t = \"pd.io.common.os.mkdir('marker-{kind}') == 1\"",
    ),
    "sql": Kind(
        "t = 'select 3'",
        "import sqlite3\nwith sqlite3.connect(':memory:') as base:\n"
        "    rows = base.execute(t).fetchall()\nassert rows == [(3,)]",
        "t = \"attach 'marker-{kind}' as m\"",
    ),
    "name": Kind(
        "t = 'getpid'",
        "import os\nassert getattr(os, t)('marker-{kind}') if t != 'getpid' else True",
        "t = 'mkdir'",
    ),
    "method-name": Kind(
        "t = 'upper'",
        "from operator import methodcaller\nfrom pathlib import Path\n"
        "assert methodcaller(t)('a' if t == 'upper' else Path('marker-{kind}')) == 'A'",
        "t = 'mkdir'",
    ),
    "file": Kind(
        "t = 'data.txt'",
        "with open(t, 'a') as file:\n    assert file.name == 'data.txt'",
        "t = 'marker-{kind}'",
    ),
    "path": Kind(
        "t = 'data.txt'",
        "from pathlib import Path\nplace = Path(t)\nplace.touch()\nassert place.name == 'data.txt'",
        "t = 'marker-{kind}'",
    ),
    "command": Kind(
        "t = 'true'",
        "import subprocess\nassert subprocess.run(t, shell=True).returncode == 0",
        "t = 'mkdir marker-{kind}'",
    ),
    "notebook-cell": Kind(
        "t = 'y = 3'", "get_ipython().run_cell(t)\nassert y == 3", "t = {mark!r}"
    ),
    "pickle": Kind(
        "import pickle\nt = pickle.dumps(3)",
        "import pickle\nassert pickle.loads(t) == 3",
        "t = b\"cos\\nmkdir\\n(S'marker-{kind}'\\ntR.\"",
    ),
    "template": Kind(
        "t = '3'",
        "import jinja2\nassert jinja2.Environment().from_string(t).render() == '3'",
        "t = \"{{{{ cycler.__init__.__globals__.os.mkdir('marker-{kind}') }}}}\"",
    ),
    "written-file": Kind(
        "t = 'data.csv'",
        FRAME + "frame.to_csv(t)\nassert t == 'data.csv'",
        "t = 'marker-{kind}'",
    ),
    "timed": Kind(
        "t = 'pass'", "import timeit\nassert timeit.timeit(t, number=1) < 9", "t = {mark!r}"
    ),
}
HELPERS = """
def worked_out(text):
    return eval(text)
def inner(text, times):
    return worked_out(text) if times == 0 else inner(text, times - 1)
def outer(times, text):
    return inner(text, times)
class Work:
    def __init__(self, text):
        self.text = text
    def out(self):
        return eval(self.text)
"""


def _named(kind: str, source: str) -> str:
    """Return code of a kind with names of its own."""
    return source.replace("{kind}", kind).replace("{{", "{").replace("}}", "}")


def _lesson() -> dict[str, Any]:
    cells = [code("helpers", HELPERS)]
    for kind, made in KINDS.items():
        look = f"import os\nassert not os.path.lexists('marker-{kind}'), '{STRANGER}'"
        cells += [
            answer(kind, f"### BEGIN SOLUTION\n{made.right}\n### END SOLUTION"),
            check(f"{kind}-check", _named(kind, made.check), 1),
            answer(f"{kind}-n", "### BEGIN SOLUTION\nn = 1\n### END SOLUTION"),
            check(f"{kind}-look", f"{look}\nassert n == 1", 1),
        ]
    return notebook(*cells)


def _submitted(payloads: bool) -> dict[str, str]:
    """Return the answers, with or without what leaves the markers."""
    answers = {}
    for kind, made in KINDS.items():
        typed = made.payload.format(mark=_mark(kind), query=QUERY.format(kind), kind=kind)
        answers |= {kind: typed if payloads else made.right, f"{kind}-n": "n = 1"}
    return answers


@contextmanager
def _prepared(folder: Path) -> Iterator[AssignmentVersion]:
    source = folder / "lesson"
    write_notebook(source / "lesson.ipynb", _lesson())
    with prepare_assignment(source) as made:
        yield made


def _grade(version: AssignmentVersion, folder: Path, *, payloads: bool) -> Result:
    handed_in = filled(_lesson(), _submitted(payloads))
    path = write_notebook(folder / "lesson.ipynb", handed_in)
    return grade_submission(version, Submission({path.name: path}, "digest"), LIMITS)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AssignmentVersion]:
    """The lesson as it is prepared for anybody."""
    with _prepared(tmp_path_factory.mktemp("found")) as version:
        yield version


@pytest.fixture(scope="module")
def strangers(
    found: AssignmentVersion, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, str], dict[str, str]]:
    """What the looks say: with the search on, and in the control."""
    folder = tmp_path_factory.mktemp("strangers")
    on = _grade(found, folder / "on", payloads=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tainted, "take", lambda *_args, **_options: ())
        with _prepared(folder) as version:
            assert version.unprotected["lesson"] == {}
            off = _grade(version, folder / "off", payloads=True)
    return _looks(on), _looks(off)


def _looks(result: Result) -> dict[str, str]:
    """Return what became of each look."""
    return {
        entry.item.id.removesuffix("-look"): f"{entry.score:g} {entry.message}"
        for entry in result.items
        if entry.item.id.endswith("-look")
    }


@pytest.mark.parametrize("kind", KINDS)
def test_interpreted_text_leaves_nothing_in_the_clean_room(
    kind: str, strangers: tuple[dict[str, str], dict[str, str]]
) -> None:
    """The marker is not where the next check looks; with the search off, it is."""
    on, off = strangers
    assert on[kind].startswith("1 ")
    assert STRANGER in off[kind]


def test_checks_that_interpret_are_told_to_the_author(found: AssignmentVersion) -> None:
    """Each of them is named with its line; the looks stay protected."""
    reasons = found.unprotected["lesson"]
    assert reasons.keys() == {f"{kind}-check" for kind in KINDS}
    assert all("hands what the learner made to something" in why for why in reasons.values())


def test_checks_that_interpret_keep_the_marks_of_right_answers(
    found: AssignmentVersion, tmp_path: Path
) -> None:
    """An honest learner gets every point."""
    result = _grade(found, tmp_path, payloads=False)
    lost = {entry.item.id: entry.message for entry in result.items if not entry.score}
    assert lost == {}
