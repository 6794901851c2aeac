"""A small assignment whose data vary with a seed, and a cohort that practises it."""

from __future__ import annotations

from datetime import UTC, datetime

from terakoya.delivery import create_cohort
from terakoya.model import Cohort, Learner, Tier
from terakoya.records import Database, database_url, enrol, open_database
from terakoya.workspace import Workspace
from tests.made import answer, check, code, markdown, notebook, write_notebook

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
GENERATOR = """import argparse, csv, pathlib, random
parser = argparse.ArgumentParser()
parser.add_argument("--to", type=pathlib.Path, default=pathlib.Path(__file__).parent)
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()
draw = random.Random(options.seed)
(options.to / "data").mkdir(exist_ok=True)
with open(options.to / "data" / "waits.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["name", "wait"])
    writer.writerows([f"t{n}", draw.randint(0, 10_000)] for n in range(5))
"""
PREPARE = """import csv
import pandas as pd
rows = list(csv.DictReader(open("data/waits.csv")))"""
LONGEST = """### BEGIN SOLUTION
longest = max(int(row["wait"]) for row in rows)
### END SOLUTION"""
LONGEST_CHECK = """assert isinstance(longest, int), "longest は整数です"
### BEGIN HIDDEN TESTS
import csv as _csv
_true = max(int(row["wait"]) for row in _csv.DictReader(open("data/waits.csv")))
assert longest == _true, "longest が、ファイルの最大と合いません"
### END HIDDEN TESTS"""
MANIFEST = """\
id = "waits"
notebooks = ["waits"]
minutes = 10
skills = ["data"]

[title]
ja = "待ち時間"
en = "Waits"

[summary]
ja = "試験のための演習です。"
en = "For tests."

[[data]]
file = "data/waits.csv"
ja = "待ち時間"
en = "Waits"
source = "generated"
generator = "make_data.py"
seed = 1

[[refresher]]
item = "longest"
ask = "number"
title = { ja = "いちばん長い待ち時間", en = "The longest wait" }
table = "pd.DataFrame(rows)"
value = "longest"
unit = { ja = "分", en = "minutes" }
hints = [{ ja = "表を上から見ます。", en = "Read the table from the top." }]

[refresher.question]
ja = "いちばん長い待ち時間は何分ですか。"
en = "How long is the longest wait?"

[refresher.explanation]
ja = "最大の値を選びます。"
en = "Take the largest value."
"""
COURSE = """\
id = "waiting"
tier = "practitioner"
skills = ["data"]
phase = "practise"
minutes = 10
assignments = ["waits"]

[title]
ja = "待つ講座"
en = "A course on waiting"
"""
LEARNERS = tuple(
    Learner(number, name, "01", "総務課", "主事", Tier.PRACTITIONER, f"{number}@x.example")
    for number, name in (("000037", "佐藤 陽菜"), ("000074", "鈴木 蓮"))
)


def write_waits(workspace: Workspace, manifest: str = MANIFEST, item: str = LONGEST) -> None:
    """Write the course `waiting` with the assignment `waits`."""
    folder = workspace.source("waits")
    tagged = answer("longest", item)
    tagged["metadata"]["tags"] = ["refresher"]
    cells = [
        markdown("title", "# 待ち時間"),
        code("prepare", PREPARE, locked=True),
        markdown("task", "## いちばん長い待ち時間\n\n`longest` を求めます。"),
        tagged,
        check("longest-check", LONGEST_CHECK, 2),
    ]
    write_notebook(folder / "waits.ipynb", notebook(*cells))
    (folder / "assignment.toml").write_text(manifest, encoding="utf-8")
    (folder / "make_data.py").write_text(GENERATOR, encoding="utf-8")
    (folder / "data").mkdir(exist_ok=True)
    rows = [f"t{n},{100 + n}" for n in range(5)]
    (folder / "data" / "waits.csv").write_text("name,wait\n" + "\n".join(rows) + "\n", "utf-8")
    course = workspace.root / "courses" / "waiting"
    course.mkdir(parents=True, exist_ok=True)
    (course / "course.toml").write_text(COURSE, encoding="utf-8")


def enrol_two(workspace: Workspace) -> Database:
    """Open the database with the cohort `spring` and its two learners."""
    database = open_database(database_url(workspace.var))
    create_cohort(database, workspace, Cohort("spring", "waiting", "春"), NOW)
    with database.session() as session:
        enrol(session, "spring", LEARNERS, NOW)
    return database
