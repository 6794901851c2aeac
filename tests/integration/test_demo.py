"""The demonstration, once, for real: 30 learners, every made kind, and what each must score."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from terakoya.workspace import find_labs
from tests.jupyter_server import TOKEN, run_jupyter_server
from tests.stock_programs import stock_environment

BIN = Path(sys.executable).parent
GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "demo" / "scores.json"
LEARNERS = 30
LABS = ("counter-waiting", "population-ageing")


def environment(**more: str) -> dict[str, str]:
    """An environment in which this Python's commands are found."""
    return stock_environment() | {"TERAKOYA_LANG": "ja"} | more


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of this environment in a folder."""
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `terakoya demo --learners 30 --no-serve --json` prints."""
    folder = tmp_path_factory.mktemp("demo")
    command = ["terakoya", "demo", "--learners", str(LEARNERS), "--no-serve", "--json"]
    done = run([*command, "--to", str(folder / "scratch")], folder)
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@pytest.fixture
def cohort(demo: dict[str, Any]) -> Path:
    """The demo's cohort folder."""
    return Path(demo["cohort"])


def by_kind(demo: dict[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return assignment → kind → status and item scores."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for learner in demo["learners"]:
        kinds = found.setdefault(learner["assignment"], {})
        kinds[learner["kind"]] = {"status": learner["status"], "items": {}}
    for row in demo["rows"]:
        found[row["assignment"]][row["kind"]]["items"][row["item"]] = row["score"]
    return found


def test_demo_loses_nobody(demo: dict[str, Any]) -> None:
    """Every submission is graded, whatever it did."""
    assert {key: demo[key] for key in ("submissions", "graded", "lost")} == {
        "submissions": LEARNERS,
        "graded": LEARNERS,
        "lost": 0,
    }
    assert len(demo["learners"]) == LEARNERS


def test_demo_shows_a_course_on_generative_ai_too(demo: dict[str, Any]) -> None:
    """The document has a part for each cohort; in the second one, too, nobody is lost."""
    data, ai = demo["cohorts"]
    assert {key: demo[key] for key in data} == data
    assert (data["course"], ai["course"]) == ("data-practice", "genai-first-steps")
    assert (ai["submissions"], ai["graded"], ai["lost"]) == (LEARNERS // 5, LEARNERS // 5, 0)
    assert {row["learner"] for row in data["rows"]}.isdisjoint(row["learner"] for row in ai["rows"])
    assert len(list(Path(ai["cohort"]).glob("feedback/*/*/index.html"))) == LEARNERS // 5


def test_answers_of_the_ai_course_lose_what_their_author_says(demo: dict[str, Any]) -> None:
    """Reference solutions have all points, typical mistakes all but those of their items."""
    found = by_kind(demo["cohorts"][1])
    assert set(found) == {"genai-fact-check", "ai-aggregation"}
    for assignment, kinds in found.items():
        assert any(kind.startswith("wrong/") for kind in kinds)
        agree_with_author(assignment, kinds)


@pytest.mark.golden
def test_demo_scores_are_the_golden_ones(
    demo: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    """Each made kind scores exactly what the golden file says."""
    if request.config.getoption("--goldens"):
        text = json.dumps(by_kind(demo), ensure_ascii=False, indent=2, sort_keys=True)
        GOLDEN.parent.mkdir(parents=True, exist_ok=True)
        GOLDEN.write_text(text + "\n", encoding="utf-8")
    assert by_kind(demo) == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_golden_agrees_with_what_authors_wrote() -> None:
    """The golden file is no mere recording: a wrong answer loses what its author says it loses."""
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    for assignment, kinds in golden.items():
        assert set(kinds["blank"]["items"].values()) == {0}
        agree_with_author(assignment, kinds)


def agree_with_author(assignment: str, kinds: dict[str, dict[str, Any]]) -> None:
    """Assert that each answer lost the items that it says in its file, and no other one."""
    full = kinds["reference"]["items"]
    assert all(points > 0 for points in full.values())
    for kind, outcome in kinds.items():
        lost = {item for item, score in outcome["items"].items() if score < full[item]}
        path = find_labs() / "source" / assignment / "answers" / f"{kind}.py"
        if kind.startswith("right/"):
            assert lost == set()
        elif kind.startswith("wrong/"):
            line = re.search(r"^# loses: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert line is not None
            assert lost == set(re.split(r"[,\s]+", line.group(1).strip()))


def test_golden_knows_every_fatal_kind_by_its_status() -> None:
    """What never ends, floods, dies or does not run is called so."""
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    for kinds in golden.values():
        assert {kind: kinds[kind]["status"] for kind in kinds if "/" not in kind} == {
            "reference": "ok",
            "blank": "error",
            "does-not-run": "syntax-error",
            "never-ends": "timeout",
            "prints-without-end": "output-limit",
            "dies": "died",
        }


def test_stock_nbgrader_exports_the_same_scores(cohort: Path, tmp_path: Path) -> None:
    """`nbgrader export` and `terakoya export grades` say the same of everyone."""
    theirs_path, ours_path = tmp_path / "theirs.csv", tmp_path / "ours.csv"
    exported = run(["nbgrader", "export", "--to", str(theirs_path)], cohort)
    assert exported.returncode == 0, exported.stderr
    done = run(
        ["terakoya", "export", "grades", cohort.name, "--to", str(ours_path), "--as", "csv-utf8"],
        cohort,
    )
    assert done.returncode == 0, done.stderr
    with theirs_path.open(encoding="utf-8") as file:
        theirs = {
            (row["student_id"], row["assignment"]): (float(row["score"]), float(row["max_score"]))
            for row in csv.DictReader(file)
            if row["timestamp"]
        }
    with ours_path.open(encoding="utf-8-sig") as file:
        ours = {
            (row["職員番号"], row["演習"]): (float(row["得点"]), float(row["満点"]))
            for row in csv.DictReader(file)
            if row["得点"]
        }
    assert ours == theirs
    assert len(ours) == LEARNERS


def test_formgrader_opens_on_the_cohort(cohort: Path, tmp_path: Path) -> None:
    """nbgrader's formgrader lists the assignments and the learners' submissions."""
    with (
        run_jupyter_server(cohort, tmp_path, environment=environment()) as address,
        httpx.Client(
            base_url=address,
            headers={"Authorization": f"token {TOKEN}"},
            follow_redirects=True,
            timeout=60,
        ) as client,
    ):
        assert client.get("/formgrader").status_code == 200
        listed = client.get("/formgrader/api/assignments").json()
        assert {entry["name"] for entry in listed} == set(LABS)
        graded = client.get("/formgrader/api/submissions/counter-waiting").json()
        assert sum(1 for entry in graded if entry["autograded"]) == LEARNERS // 2


def test_feedback_shows_no_hidden_test(cohort: Path) -> None:
    """Every page is Japanese, complete in itself, and holds no line of a hidden test."""
    pages = sorted(cohort.glob("feedback/*/*/index.html"))
    assert len(pages) == LEARNERS
    secrets = {name: hidden_lines(name) for name in LABS}
    assert all(len(lines) > 20 for lines in secrets.values())
    for page in pages:
        text = page.read_text(encoding="utf-8")
        plain = text.replace("&quot;", '"').replace("&#39;", "'").replace("&gt;", ">")
        plain = re.sub(r"<[^>]+>", "", plain.replace("&lt;", "<").replace("&amp;", "&"))
        assert '<html lang="ja">' in text
        assert not re.search(r"""(src|href)=["'](https?:)?//""", text)
        assert "HIDDEN TESTS" not in text
        assert [line for line in secrets[page.parent.name] if line in plain] == []


def hidden_lines(assignment: str) -> list[str]:
    """The telling lines of an assignment's hidden tests: those that are nowhere in the open."""
    path = find_labs() / "source" / assignment / f"{assignment}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    source = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    region = r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS"
    shown = re.sub(region, "", source, flags=re.DOTALL)
    regions = re.findall(region, source, re.DOTALL)
    lines = [line.strip() for region in regions for line in region.splitlines()]
    return [line for line in lines if len(line) > 20 and line not in shown]


def test_grading_again_finds_nothing_new(cohort: Path) -> None:
    """What is graded stays graded; the same command twice is harmless."""
    done = run(["terakoya", "grade", cohort.name, "--json"], cohort)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["graded"], told["failed"], told["problems"]) == ([], 0, [])
