"""A workspace in which everything that a learner or a stranger names or says gives orders."""

from __future__ import annotations

import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from terakoya_autograde import generate

from terakoya.cli.session import Session
from terakoya.model import Cohort, Learner, Tier
from terakoya.records import add_cohort, enrol
from terakoya.workspace import make_workspace
from tests.made import (
    CHECK,
    TOTAL_CHECK,
    answer,
    check,
    code,
    filled,
    markdown,
    notebook,
    tiny_notebook,
    write_assignment,
    write_notebook,
    write_small_course,
)

MARK = "¤"
ORDERS = MARK.join(
    (
        "",
        "\x1b[38;5;201m",  # colour
        "\x1b]0;title\x07",
        "\x1b]8;;https://elsewhere.example\x1b\\link\x1b]8;;\x1b\\",
        "\x1b]52;c;d29yZA==\x07",  # the clipboard gets "word"
        "\x1b[1A\x1b[2K",  # the line above
        "\x9b31m",
        "\x9d0;title\x9c",
        "\b\b\b",
        "\u202e\u2066\u200f",
        "[red]:smile:[/red]",  # orders for Rich
        "",
    )
)
LINE = ORDERS + "\rover"  # where a text may hold a carriage return
NAME = ORDERS.replace("/", "")
"""The same as the name of a file or folder."""
RAISES = f"def double(x):\n    raise ValueError({LINE!r})"
SAYS = f"import sys\nprint({LINE!r})\nprint({LINE!r}, file=sys.stderr)\ntotal = {LINE!r}"


def make_hostile_workspace(root: Path) -> Path:
    """Make it: a cohort, submissions in an inbox, assignments of another author."""
    workspace = make_workspace(root)
    write_small_course(workspace)
    told = TOTAL_CHECK.replace('"合計が正しくありません"', 'f"{total} is wrong"')
    content = filled(tiny_notebook(), {"total-check": told})
    write_assignment(workspace, "tiny", content)
    _write_strange_assignment(write_assignment(workspace, "strange", _strange()))
    _enrol(root)
    _hand_in(root / "inbox", content)
    (root / "roster.csv").write_text(f"職員番号,{LINE!s},氏名\n1,\x9b,{NAME}\n", encoding="utf-8")
    return root


def make_hostile_course(root: Path) -> Path:
    """Make an nbgrader course: two students whose folders and notebooks give orders."""
    source = root / "source" / "ps1" / "p1.ipynb"
    write_notebook(source, notebook(answer("a", "x = 1"), check("c", "assert x == 1, x", 1)))
    (root / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    generate(source.parent, None, root, f"sqlite:///{root / 'gradebook.db'}")
    right = notebook(answer("a", f"x = {LINE!r}"), check("c", "assert x == 1, x", 1))
    write_notebook(root / "submitted" / f"ann{NAME}" / "ps1" / "p1.ipynb", right)
    broken = notebook(answer("a", "x = 1") | {"metadata": {"nbgrader": {LINE: LINE}}})
    write_notebook(root / "submitted" / f"bob{NAME}" / "ps1" / "p1.ipynb", broken)
    return root


def _strange() -> dict[str, object]:
    """An author's notebook whose solution fails with orders, and which is full of them."""
    return notebook(
        markdown("title", f"# {ORDERS}"),
        code("before", f"import warnings\nwarnings.warn({LINE!r})\nprint({LINE!r})"),
        answer("double", f"### BEGIN SOLUTION\nraise ValueError({LINE!r})\n### END SOLUTION"),
        check(f"check{ORDERS}", CHECK, 2),
        code("odd", "1", grade=True, locked=True, points=1, grade_id=ORDERS),
    )


def _write_strange_assignment(folder: Path) -> None:
    """Let its title give orders, as TOML can write them."""
    path = folder / "assignment.toml"
    text = path.read_text(encoding="utf-8").replace("小さな演習", "\\u001b[31m\\u009b\\u202e¤")
    path.write_text(text, encoding="utf-8")


def _enrol(root: Path) -> None:
    """Enrol learners past the roster, which would refuse them: an older version did not."""
    now = datetime.now(UTC)
    here = Path.cwd()
    os.chdir(root)
    try:
        database = Session.here().database
    finally:
        os.chdir(here)
    with database.session() as session:
        add_cohort(session, Cohort("spring", "small", ORDERS), now)
        learners = [
            Learner(f"0010{n}", ORDERS, ORDERS, ORDERS, ORDERS, Tier.GENERAL, f"{n}{ORDERS}")
            for n in range(1, 4)
        ]
        enrol(session, "spring", learners, now)


def _hand_in(inbox: Path, content: dict[str, object]) -> None:
    inbox.mkdir()
    made = filled(content, {"double": RAISES, "total": SAYS})
    made["metadata"]["kernelspec"]["display_name"] = LINE
    write_notebook(inbox / "00101" / "tiny.ipynb", made)
    write_notebook(inbox / "00102" / f"tiny{NAME}.ipynb", made)
    write_notebook(inbox / f"99999{NAME}" / "tiny.ipynb", made)
    (inbox / "00103").mkdir()
    broken = '{"cells": [], "' + LINE + '": 1}'
    (inbox / "00103" / "tiny.ipynb").write_text(broken, encoding="utf-8")
    with zipfile.ZipFile(inbox / "00103" / f"{NAME[:40]}.zip", "w") as archive:
        archive.writestr(f"{NAME}/tiny.ipynb", "{}")
        archive.writestr("tiny.ipynb", '{"nbformat": "' + LINE + '"}')
