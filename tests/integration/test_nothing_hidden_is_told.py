"""What only authors see reaches no learner, however its marks are written."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from terakoya_autograde import generate

from terakoya.authoring import check_assignment, make_release
from terakoya.delivery import CollectRequest, SubmissionStore, collect, create_cohort, enrol_roster
from terakoya.faces import build_app
from terakoya.faces.handout import build_handout
from terakoya.faces.job import BuildOptions, FaceJob
from terakoya.faces.refresher.kit import build_refresher
from terakoya.faces.slides import build_slides
from terakoya.grading import CohortGrader, open_run, summarise, write_feedback
from terakoya.model import Cohort, Learner, Tier
from terakoya.records import database_url, open_database
from terakoya.workspace import Workspace, make_workspace
from terakoya.workspace.outline import read_outline
from tests.made import filled, write_assignment, write_notebook, write_small_course
from tests.marks_made import PLACES, Spelling, make_secretive, read_everything

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WORDS = {place: f"SECRET-{place.upper()}-WORD" for place in PLACES}
WRONG = {"one": "def add_one(x):\n    return None", "whole": "secret = 1", "text": "答え"}
BARE, RULED = Spelling("# "), Spelling("# --- ", " ---", text_before="=== ", text_behind=" ===")
CLOSE = Spelling("#", " (2)", "\r\n", "<!-- ", " -->")

_signs = st.text("#-=*~.:( \t", max_size=6)
_behind = st.text(" \t-=:.()12あ答", max_size=8).filter(lambda text: not text[:1].isalnum())
_line_ends = st.sampled_from(["\n", "\r\n"])
spellings = st.builds(
    Spelling, _signs.map("#".__add__), _behind, _line_ends, _signs.map("> ".__add__), _behind
)


def write(workspace: Workspace, spelling: Spelling, *others: Spelling) -> None:
    """Write the assignment `tiny` with a secret in every place, and its refresher.

    Each other spelling is that of a notebook beside it.
    """
    content = make_secretive(WORDS, spelling)
    content["cells"][1]["metadata"]["tags"] = ["refresher"]
    source = write_assignment(workspace, "tiny", content)
    names = ["tiny", *(f"other-{number}" for number in range(len(others)))]
    for name, other in zip(names[1:], others, strict=True):
        write_notebook(source / f"{name}.ipynb", make_secretive(WORDS, other))
    manifest = source / "assignment.toml"
    text = manifest.read_text(encoding="utf-8")
    assert 'notebooks = ["tiny"]' in text
    named = text.replace('["tiny"]', json.dumps(names), 1)
    manifest.write_text(named, encoding="utf-8")


def build_all(workspace: Workspace, to: Path) -> dict[str, str]:
    """Make all that learners and readers are given before they hand in."""
    make_release(workspace, workspace.read_assignment("tiny"))
    build_refresher(workspace, "tiny", to / "refresher")
    job = FaceJob(workspace, "tiny", BuildOptions(code=True, sandbox=False), date(2026, 11, 23))
    build_handout(job, to / "handout")
    build_slides(job, to / "slides")
    found = read_everything(workspace.release("tiny"), *(to / name for name in BUILT))
    outline = read_outline(workspace, workspace.read_assignment("tiny"))
    return found | {"titles": " ".join(item.title for item in outline)}


BUILT = ("refresher", "handout", "slides")


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(spellings, min_size=4, max_size=4))
@example([BARE, RULED, CLOSE])
def test_secret_is_in_nothing_that_is_made(several: list[Spelling]) -> None:
    """Release, refresher, handout, slides and titles hold no word that only authors see.

    Each notebook of the assignment has another spelling. The control: each word is in its source.
    """
    with tempfile.TemporaryDirectory() as folder:
        workspace = make_workspace(Path(folder) / "workspace")
        write_small_course(workspace)
        write(workspace, *several)
        made = build_all(workspace, Path(folder))
        for path in workspace.source("tiny").glob("*.ipynb"):
            source = path.read_text(encoding="utf-8")
            assert all(word in source for word in WORDS.values())
            assert "a picture of the question" in made[f"tiny/{path.name}"]
        told = {
            (name, word) for name, text in made.items() for word in WORDS.values() if word in text
        }
        assert told == set()


def test_hidden_and_scheme_are_in_no_app(workspace: Workspace, tmp_path: Path) -> None:
    """An app's notebook runs the solution; nothing of tests, schemes and model texts is in it."""
    write(workspace, RULED)
    manifest = workspace.source("tiny") / "assignment.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("minutes", 'app = "tiny"\nminutes', 1), encoding="utf-8")
    build_app(workspace, "tiny", tmp_path)
    (made,) = read_everything(tmp_path / "tiny").values()
    found = {place for place, word in WORDS.items() if word in made}
    assert found == {"solution", "whole"}


@pytest.fixture
def grader(workspace: Workspace) -> Iterator[CohortGrader]:
    """A cohort of one."""
    database = open_database(database_url(workspace.var))
    cohort = Cohort("autumn", "small", "秋")
    create_cohort(database, workspace, cohort, NOW)
    learner = Learner("0001", "髙橋 凛", "01", "総務課", "主事", Tier.GENERAL, "a@x.example")
    enrol_roster(database, cohort, [learner], NOW)
    yield CohortGrader(
        workspace, database, SubmissionStore.of(workspace), cohort, lambda: datetime.now(UTC)
    )
    database.close()


@pytest.mark.parametrize("spelling", [Spelling(), BARE, RULED, CLOSE], ids=["3", "1", "-", "crlf"])
@pytest.mark.parametrize("beside", [False, True], ids=["clean-room", "unprotected"])
def test_secret_is_not_in_feedback(grader: CohortGrader, spelling: Spelling, beside: bool) -> None:
    """The page of a wrong answer tells no hidden value and no mark scheme, wherever checks run.

    The control: the executed notebook, which instructors see, holds both.
    """
    write(grader.workspace, spelling)
    path = grader.workspace.source("tiny") / "tiny.ipynb"
    if beside:
        source = json.loads(path.read_text(encoding="utf-8"))
        own = "import inspect\nassert inspect.getsource(add_one)\n"
        source["cells"][2]["source"] = own + source["cells"][2]["source"]
        write_notebook(path, source)
    make_release(grader.workspace, grader.workspace.read_assignment("tiny"))
    page, executed, protected = give_feedback(grader)
    assert protected is not beside
    found = {place for place, word in WORDS.items() if word in executed}
    assert found >= {"hidden", "scheme"}
    assert not [word for word in WORDS.values() if word in page]
    assert "HIDDEN TESTS" not in page
    assert "MARK SCHEME" not in page


def give_feedback(grader: CohortGrader) -> tuple[str, str, bool]:
    """Hand in a wrong answer; return its page, its executed notebook, whether checks are apart."""
    workspace = grader.workspace
    released = json.loads((workspace.release("tiny") / "tiny.ipynb").read_text("utf-8"))
    inbox = workspace.root / "inbox"
    write_notebook(inbox / "0001" / "tiny.ipynb", filled(released, WRONG))
    request = CollectRequest(grader.cohort, inbox)
    report = collect(grader.database, grader.store, workspace, request, datetime.now(UTC))
    assert report.refused == ()
    with open_run(grader) as run:
        for part in run.parts():
            protected = "one-check" not in part.version.unprotected["tiny"]
            list(part.grade(workers=1))
    assert run.problems == {}
    summary = summarise(workspace, grader.database, grader.cohort)
    (made,) = write_feedback(workspace, summary)
    autograded = workspace.cohort(grader.cohort.id) / "autograded"
    (executed,) = autograded.rglob("tiny.ipynb")
    texts = [path.read_text(encoding="utf-8") for path in (made.path, executed)]
    return texts[0], texts[1], protected


def test_secret_with_delimiters_of_the_course(workspace: Workspace, tmp_path: Path) -> None:
    """Where nbgrader_config.py sets other words, those hide, everywhere."""
    config = workspace.root / "nbgrader_config.py"
    own = "\n".join(
        f'c.{step}.{verb}_{name}_delimeter = "{sign}{letter}"'
        for step, name, sign in (
            ("ClearSolutions", "solution", "§"),
            ("ClearHiddenTests", "test", "¶"),
            ("ClearMarkScheme", "mark_scheme", "†"),
        )
        for verb, letter in (("begin", "A"), ("end", "Z"))
    )
    config.write_text(f"{config.read_text(encoding='utf-8')}\n{own}\n", encoding="utf-8")
    write(workspace, BARE)
    path = workspace.source("tiny") / "tiny.ipynb"
    text = path.read_text(encoding="utf-8")
    for sign, name in (("§", "SOLUTION"), ("¶", "HIDDEN TESTS"), ("†", "MARK SCHEME")):
        text = text.replace(f"BEGIN {name}", f"{sign}A").replace(f"END {name}", f"{sign}Z")
    path.write_text(text, encoding="utf-8")
    made = build_all(workspace, tmp_path)
    told = {(name, word) for name, text in made.items() for word in WORDS.values() if word in text}
    assert told == set()


def test_check_says_nothing_of_a_good_spelling(workspace: Workspace) -> None:
    """An assignment with every kind of mark, in the shortest spelling, is well made."""
    write(workspace, BARE)
    assignment = workspace.read_assignment("tiny")
    assert check_assignment(workspace, assignment, ("structure",), lambda _label: None) == ()


def test_release_is_that_of_nbgrader(workspace: Workspace, tmp_path: Path) -> None:
    """Where nothing is dropped, nbgrader's own release is the same byte for byte."""
    write(workspace, CLOSE)
    make_release(workspace, workspace.read_assignment("tiny"))
    config = workspace.root / "nbgrader_config.py"
    generate(workspace.source("tiny"), config, tmp_path, f"sqlite:///{tmp_path}/gradebook.db")
    theirs = (tmp_path / "release" / "tiny" / "tiny.ipynb").read_bytes()
    assert (workspace.release("tiny") / "tiny.ipynb").read_bytes() == theirs
