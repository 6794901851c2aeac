"""nbgrader's own commands against a portal, without any shared folder."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from nbgrader.tests import run_nbgrader

from terakoya.exchange import PortalClient, write_server_configuration
from terakoya.exchange.archives import pack_folder, unpack
from terakoya.exchange.portal_client import PortalError
from terakoya.exchange.sending_folder import send_folder
from terakoya.model import digest_of_files
from terakoya.portal.background import portal_in_background
from tests.exchange_room import ALPHA, ExchangeRoom, make_room
from tests.unit.delivery.classroom import notebook_bytes

Run = Callable[..., str]
pytestmark = [  # nbgrader leaves the pages open that its list compares
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExchangeRoom]:
    """A site with a cohort."""
    made = make_room(tmp_path_factory.mktemp("exchange") / "workspace")
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def address(room: ExchangeRoom) -> Iterator[str]:
    """The address of the site, which is served."""
    with portal_in_background(room.portal) as found:
        yield found


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home with a server's configuration, in which commands run."""
    write_server_configuration(tmp_path / "jupyter", course_id="spring")
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "jupyter"))
    # nbgrader runs alembic by its name
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(home: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run one of nbgrader's commands as a learner; return what it logs."""
    del home
    monkeypatch.setenv("TERAKOYA_PORTAL", address.rstrip("/"))

    def call(*words: str, who: str = "00101", code: int = 0) -> str:
        monkeypatch.setenv("JUPYTERHUB_API_TOKEN", who)
        # nbgrader 0.9.6 leaves a copy there, whose changes no process that is started hears of
        with monkeypatch.context() as kept:
            kept.setattr(os, "environ", os.environ)
            return str(run_nbgrader(list(words), retcode=code))

    return call


def test_assignment_is_listed_fetched_and_handed_in(run: Run, home: Path) -> None:
    """The whole way with nbgrader's commands; a receipt is kept beside nbgrader's own copy."""
    assert "spring alpha" in run("list")
    assert "Fetched as: spring alpha" in run("fetch_assignment", "alpha")
    assert (home / "alpha" / "one.ipynb").read_bytes() == ALPHA["one.ipynb"]
    assert "spring alpha (already downloaded)" in run("list")
    said = run("submit", "alpha")
    assert "Submitted as: spring alpha 2027-04-20 01:00:00" in said
    assert "Receipt 1, digest" in said
    (copy,) = (home.parent / "jupyter" / "nbgrader_cache" / "spring").iterdir()
    assert copy.name == "00101+alpha+2027-04-20 01:00:00.000000 UTC"
    assert json.loads((copy / "receipt.json").read_text())["number"] == 1
    assert (copy / "one.ipynb").read_bytes() == ALPHA["one.ipynb"]
    listed = "spring 00101 alpha 2027-04-20 01:00:00.000000 UTC (no feedback available)"
    assert listed in run("list", "--cached")
    assert listed in run("list", "--inbound")
    shutil.rmtree(copy)
    assert listed in run("list", "--cached")  # wherever one logs in


def test_what_a_learner_has_is_never_overwritten(run: Run, home: Path) -> None:
    """As nbgrader says it; --replace brings back what is missing, and nothing else."""
    run("fetch_assignment", "alpha")
    (home / "alpha" / "one.ipynb").write_text("mine")
    (home / "alpha" / "two.ipynb").unlink()
    said = run("fetch_assignment", "alpha", code=1)
    assert "You already have a copy of the assignment in this directory: alpha" in said
    said = run("fetch_assignment", "alpha", "--replace")
    assert "Replacing missing file 'alpha/two.ipynb'" in said
    assert (home / "alpha" / "one.ipynb").read_text() == "mine"
    assert (home / "alpha" / "two.ipynb").read_bytes() == ALPHA["two.ipynb"]


def test_button_hands_in_as_the_command_does(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a folder of the cohort; with nbgrader's copy and list; a refusal is one sentence."""
    del run  # what it has set stays
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "00103")
    folder = home / "spring" / "alpha"
    folder.mkdir(parents=True)
    for name, content in ALPHA.items():
        (folder / name).write_bytes(content)
    monkeypatch.chdir(home.parent)
    taken = send_folder(home, "spring", "alpha")
    assert taken["new"]
    assert (taken["receipt"]["learner"], set(taken["receipt"]["files"])) == ("00103", set(ALPHA))
    (copy,) = (home.parent / "jupyter" / "nbgrader_cache" / "spring").glob("00103+alpha+*")
    assert json.loads((copy / "receipt.json").read_text()) == taken["receipt"]
    (folder / "one.ipynb").write_text("{")
    with pytest.raises(PortalError, match=r"^one\.ipynb: [^\n]+$"):
        send_folder(home, "spring", "alpha")
    with pytest.raises(PortalError, match=r"^You do not have access to this\.$"):
        monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "stranger")
        send_folder(home, "spring", "alpha")


def test_refusals_end_as_nbgraders_own(run: Run, home: Path) -> None:
    """No such assignment, no access, a bad notebook, no course: a sentence and exit code 1."""
    said = run("fetch_assignment", "alpa", code=1)
    assert "Assignment not found at: http://127.0.0.1" in said
    assert "Did you mean: http://127.0.0.1" in said
    said = run("fetch_assignment", "alpha", who="stranger", code=1)
    assert "You do not have access to this course." in said
    said = run("fetch_assignment", "alpha", "--course", "", who="stranger", code=1)
    assert "No course id specified. Re-run with --course flag." in said
    run("fetch_assignment", "alpha", "--course", "")  # the only one there is
    (home / "alpha" / "one.ipynb").write_text("{")
    said = run("submit", "alpha", code=1)
    assert "one.ipynb: " in said
    assert "nbgrader submit failed" in said
    said = run("submit", "alpha", "--student", "00102", code=1)
    assert "You do not have access to this course." in said


def test_missing_and_extra_notebooks_are_told_as_nbgrader_does(run: Run, home: Path) -> None:
    """Warned of, and refused with --strict."""
    run("fetch_assignment", "alpha", who="00102")
    (home / "alpha" / "two.ipynb").unlink()
    said = run("submit", "alpha", "--strict", who="00102", code=1)
    assert "There are missing notebooks for the submission" in said
    said = run("submit", "alpha", who="00102")
    assert "two.ipynb: MISSING" in said


def test_nobody_who_answers_is_told_in_a_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the variables, and where nobody listens."""
    monkeypatch.setenv("TERAKOYA_PORTAL", "http://127.0.0.1:9")
    said = run("list", "--HttpExchange.quick=True", code=1)
    assert "The portal at http://127.0.0.1:9 does not answer" in said
    monkeypatch.delenv("TERAKOYA_PORTAL")
    assert "TERAKOYA_PORTAL is not set" in run("list", code=1)


def test_instructor_releases_collects_and_gives_feedback(
    run: Run, home: Path, room: ExchangeRoom
) -> None:
    """With nbgrader's commands in a course directory; the learner fetches the page."""
    release = home / "release" / "beta"
    release.mkdir(parents=True)
    content = {"one.ipynb": notebook_bytes("c-1", "c-2"), "three.ipynb": notebook_bytes("d-1")}
    for name, each in content.items():
        (release / name).write_bytes(each)
    run("release_assignment", "beta", who="00103", code=1)
    assert "Released as: spring beta" in run("release_assignment", "beta", who="teacher")
    (release / "notes.txt").write_text("more")
    said = run("release_assignment", "beta", who="teacher", code=1)
    assert "Destination already exists, add --force to overwrite: spring beta" in said
    run("release_assignment", "beta", "--force", who="teacher")


def test_feedback_that_an_instructor_gives_is_fetched(
    run: Run, home: Path, room: ExchangeRoom
) -> None:
    """Collected, made and given with nbgrader's commands; then the offer ends."""
    content = {"one.ipynb": notebook_bytes("c-1", "c-2"), "three.ipynb": notebook_bytes("d-1")}
    learner = home / "learner"
    learner.mkdir()
    os.chdir(learner)
    run("fetch_assignment", "beta", who="00103")
    assert (learner / "beta" / "notes.txt").read_text() == "more"
    run("submit", "beta", who="00103")
    os.chdir(home)
    said = run("collect", "beta", who="teacher")
    assert "Collecting submission: 00103 beta" in said
    collected = home / "submitted" / "00103" / "beta"
    assert (collected / "three.ipynb").read_bytes() == content["three.ipynb"]
    page = home / "feedback" / "00103" / "beta"
    page.mkdir(parents=True)
    for name in ("timestamp.txt", "submission_secret.txt"):
        shutil.copy(collected / name, page / name)
    for name in ("one", "three"):
        (page / f"{name}.html").write_text(f"<p>{name}</p>")
    said = run("release_feedback", "beta", who="teacher")
    assert "Releasing feedback for student '00103' on assignment 'spring/beta/one'" in said
    os.chdir(learner)
    assert "(feedback ready to be fetched)" in run("list", "--cached", "beta", who="00103")
    said = run("fetch_feedback", "beta", who="00103")
    assert "Found feedback for 'spring/beta/one'" in said
    (fetched,) = (learner / "beta" / "feedback").iterdir()
    assert (fetched / "three.html").read_text() == "<p>three</p>"
    assert "(feedback already fetched)" in run("list", "--cached", "beta", who="00103")
    assert "Could not find" not in run("fetch_feedback", "beta", who="00104")
    run("list", "--remove", "beta", who="teacher")
    assert "beta" not in run("list", who="00103").replace("(already", "")
    assert "feedback" in room.events()


def test_lists_for_jupyterlab_are_those_of_nbgraders_form(run: Run, home: Path) -> None:
    """What its assignment list reads: every key, and places that stay."""
    from nbgrader.server_extensions.assignment_list.handlers import (  # noqa: PLC0415 - heavy
        AssignmentList,
    )

    run("fetch_assignment", "alpha", who="00104")
    run("submit", "alpha", who="00104")
    lists = AssignmentList()
    lists.root_dir = str(home)
    found: Any = lists.list_assignments(course_id="spring")
    assert found["success"], found["value"]
    fetched = [each for each in found["value"] if each["status"] == "fetched"]
    assert fetched[0]["path"] == "alpha"
    assert fetched[0]["notebooks"][0]["path"] == "alpha/one.ipynb"
    (mine,) = [each for each in found["value"] if each["status"] == "submitted"]
    (hand_in,) = mine["submissions"]
    assert hand_in["receipt"] >= 1
    assert Path(hand_in["path"]).is_dir()
    (home / "alpha" / "one.ipynb").write_bytes(notebook_bytes("a-1", answer="2"))
    assert lists.submit_assignment("spring", "alpha")["success"]
    assert lists.list_courses()["value"] == ["spring"]


def test_what_is_damaged_on_its_way_is_not_placed() -> None:
    """An archive that is not what its digest says, or leads elsewhere, is refused."""
    files = {"a.txt": b"one"}
    digest = digest_of_files({"a.txt": hashlib.sha256(b"one").hexdigest()})
    assert unpack(pack_folder(files), digest) == files
    for content in (pack_folder({"a.txt": b"two"}), b"PK", pack_folder({"../a.txt": b"one"})):
        with pytest.raises(PortalError, match="damaged"):
            unpack(content, digest)


def test_request_is_sent_again_where_nobody_answers(address: str) -> None:
    """With a pause that grows, and only as often as it is told."""
    waited: list[float] = []
    client = PortalClient("http://127.0.0.1:9", "x", (1.0, 2.0), sleep=waited.append)
    with pytest.raises(PortalError, match="does not answer"):
        client.get("me")
    assert waited == [1.0, 2.0]
    with pytest.raises(PortalError) as refused:
        PortalClient(address.rstrip("/"), "nobody", (1.0,), sleep=waited.append).get("me")
    assert refused.value.status == 403
    assert waited == [1.0, 2.0]


def test_portal_is_asked_at_a_socket_in_the_file_system(tmp_path: Path, room: ExchangeRoom) -> None:
    """The address names the socket, and what stands below it."""
    import uvicorn  # noqa: PLC0415 - here only

    place = tmp_path / "portal.socket"
    server = uvicorn.Server(uvicorn.Config(room.portal, uds=str(place), log_config=None))
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(place))
    listener.listen()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        address = f"http+unix://{quote(str(place), safe='')}"
        client = PortalClient(address, "00101", (0.1,) * 50)
        # the site knows this host by another name than a socket has
        assert client.get("me").json()["id"] == "00101"
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()
