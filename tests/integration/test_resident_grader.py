"""The resident grader: what is handed in is graded as soon as it comes, whatever is killed."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from terakoya.delivery.handing_in import HandIn
from terakoya.delivery.handing_in import hand_in as take
from terakoya.errors import GradingError
from terakoya.grading import CohortGrader, Graded
from terakoya.grading.cohort_store import CohortStore
from terakoya.grading.course_directory import CourseDirectory
from terakoya.grading.grader import prepare_anew
from terakoya.grading.resident_grader import Patience, Resident, ResidentSettings
from terakoya.grading.warm_versions import WarmVersions, memory_below
from terakoya.model import EventKind, Receipt
from terakoya.records import current_gradings, list_events, list_runs
from tests.exchange_room import zipped
from tests.integration.test_grading import HALF, NOW, RIGHT, grader, scores
from tests.made import filled

__all__ = ["grader"]


@dataclass
class Watched:
    """A resident grader at work, and what it has told."""

    resident: Resident
    told: list[tuple[str, float | None]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def hear(self, _cohort: object, graded: Graded) -> None:
        """One is graded."""
        with self.changed:
            self.told.append((graded.submission.learner_id, graded.after))
            self.changed.notify_all()

    def read(self, sentence: str) -> None:
        """Something stands in the way."""
        with self.changed:
            self.said.append(sentence)
            self.changed.notify_all()

    def wait(self, ready: Callable[[], bool]) -> None:
        """Wait until it is so; the limit only ends a test that has failed."""
        with self.changed:
            assert self.changed.wait_for(ready, timeout=120), (self.told, self.said)


@contextmanager
def watching(grader: CohortGrader) -> Iterator[Watched]:
    """Let a resident grader work in the block."""
    resident = Resident(grader.workspace, grader.database, grader.clock)
    watched = Watched(resident)
    resident.tell, resident.say = watched.hear, watched.read
    thread = threading.Thread(target=resident.work)
    thread.start()
    try:
        yield watched
    finally:
        resident.stop()
        thread.join(timeout=60)
    assert not thread.is_alive()


def hand_in(grader: CohortGrader, learner: str, cells: dict[str, str], minutes: int = 0) -> Receipt:
    """Hand in over the network."""
    folder = grader.workspace.release("tiny")
    released = json.loads((folder / "tiny.ipynb").read_text("utf-8"))
    content = zipped({"tiny.ipynb": json.dumps(filled(released, cells)).encode()})
    token = f"{learner}-{minutes:06}"
    given = HandIn(grader.cohort, learner, "tiny", content, token)
    place = (grader.database, grader.store, grader.workspace)
    return take(*place, given, NOW + timedelta(minutes=minutes)).receipt


def kinds(grader: CohortGrader) -> list[tuple[EventKind, str]]:
    """Return what happened to hand-ins, and whose."""
    wanted = (EventKind.HANDED_IN, EventKind.GRADED, EventKind.FEEDBACK)
    with grader.database.reading() as session:
        found = list_events(session, grader.cohort.id, kinds=wanted)
    return [(event.kind, event.learner_id) for _stamp, event in found]


def test_hand_in_is_graded_as_soon_as_it_comes(grader: CohortGrader) -> None:
    """In the order of handing in; what comes while it works, too; page and events are there.

    The version is made ready once, for however many hand-ins, and there is one grading for each.
    """
    prepared: list[str] = []
    with watching(grader) as watched, pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "terakoya.grading.warm_versions.prepare_anew",
            _counting(prepared, prepare_anew),
        )
        hand_in(grader, "0002", HALF)
        watched.wait(lambda: len(watched.told) == 1)
        hand_in(grader, "0001", RIGHT, minutes=1)
        hand_in(grader, "0002", RIGHT, minutes=2)
        watched.wait(lambda: watched.told[-1] == ("0002", 3.0))
    assert watched.told[0] == ("0002", 2.0)
    assert ("0001", 3.0) in watched.told
    assert prepared == ["tiny"]
    assert scores(grader) == {"0001": 3, "0002": 3}
    page = CourseDirectory(grader.workspace.cohort("autumn")).feedback("0001", "tiny")
    assert (page / "index.html").is_file()
    happened = kinds(grader)
    for learner in ("0001", "0002"):
        assert (EventKind.GRADED, learner) in happened
        assert (EventKind.FEEDBACK, learner) in happened
    assert watched.said == []
    with grader.database.reading() as session:
        assert all(run.ended_at for run in list_runs(session, "autumn"))


def _counting(names: list[str], prepare: Callable[..., object]) -> Callable[..., object]:
    def count(grader: CohortGrader, assignment: object) -> object:
        names.append(str(getattr(assignment, "id", "")))
        return prepare(grader, assignment)

    return count


class KilledError(BaseException):
    """As if the process ended here."""


@pytest.mark.parametrize("step", ["begin", "place", "write", "finish"])
def test_what_a_killed_grader_left_is_graded_by_the_next(
    grader: CohortGrader, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Before and after each step in which something is kept; there is one grading in the end."""
    receipt = hand_in(grader, "0001", HALF)
    really = getattr(CohortStore, step)

    def die(self: CohortStore, *given: object) -> object:
        really(self, *given)
        raise KilledError

    first = Resident(grader.workspace, grader.database, grader.clock)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CohortStore, step, die)
        with pytest.raises(KilledError):
            first.look_once()
    first.versions.close()
    second = Resident(grader.workspace, grader.database, grader.clock)
    try:
        second.look_once()
        assert second.look_once() == 0
    finally:
        second.versions.close()
    assert scores(grader)["0001"] == 2
    with grader.database.reading() as session:
        (current,) = current_gradings(session, "autumn").values()
    assert (current.submission_id, current.interrupted) == (receipt.submission_id, False)
    page = CourseDirectory(grader.workspace.cohort("autumn")).feedback("0001", "tiny")
    assert (page / "index.html").is_file()
    assert kinds(grader).count((EventKind.FEEDBACK, "0001")) == 1


def test_what_an_author_changed_is_not_graded_again_by_itself(grader: CohortGrader) -> None:
    """Marks that are given change where a person asks for it, after a look at whose would."""
    hand_in(grader, "0001", HALF)
    resident = Resident(grader.workspace, grader.database, grader.clock)
    try:
        assert resident.look_once() == 1
        notebook = grader.workspace.source("tiny") / "tiny.ipynb"
        notebook.write_text(notebook.read_text("utf-8").replace("## 合計する", "## 合計"), "utf-8")
        assert resident.look_once() == 0
        hand_in(grader, "0002", HALF, minutes=1)
        assert resident.look_once() == 1
    finally:
        resident.versions.close()
    with grader.database.reading() as session:
        assert len(list_runs(session, "autumn")) == 2


def test_grader_waits_while_another_command_grades(grader: CohortGrader) -> None:
    """It says so once, and goes on when that has ended."""
    hand_in(grader, "0001", RIGHT)
    told: list[str] = []
    now = [0.0]
    patience = Patience(lambda: now[0])
    resident = Resident(
        grader.workspace, grader.database, grader.clock, say=told.append, patience=patience
    )
    directory = CourseDirectory(grader.workspace.cohort("autumn"))
    for step in ("submitted", "autograded"):
        (directory.root / step).mkdir(parents=True)
    try:
        with directory.hold():
            assert resident.look_once() == 0
            now[0] = 3.0
            assert resident.look_once() == 0
        assert [sentence for sentence in told if "another command" in sentence] == told
        assert len(told) == 1
        now[0] = 100.0
        assert resident.look_once() == 1
    finally:
        resident.versions.close()


def test_submission_that_cannot_be_graded_is_not_tried_at_once_again(
    grader: CohortGrader,
) -> None:
    """A damaged file costs nobody else their turn, and its own is tried again later."""
    receipt = hand_in(grader, "0001", RIGHT)
    hand_in(grader, "0002", HALF, minutes=1)
    path = grader.store.path(receipt.files["tiny.ipynb"])
    path.chmod(0o600)
    whole = path.read_bytes()
    path.write_bytes(b"{}")
    now = [0.0]
    resident = Resident(
        grader.workspace, grader.database, grader.clock, patience=Patience(lambda: now[0])
    )
    try:
        assert resident.look_once() == 1
        with grader.database.reading() as session:
            runs = len(list_runs(session, "autumn"))
        assert resident.look_once() == 0
        with grader.database.reading() as session:
            assert len(list_runs(session, "autumn")) == runs
        path.write_bytes(whole)
        now[0] = 10.0
        assert resident.look_once() == 1
    finally:
        resident.versions.close()
    assert scores(grader) == {"0001": 3, "0002": 2}


def test_second_resident_grader_is_refused(grader: CohortGrader) -> None:
    """One waits for what is handed in; another one is told so."""
    other = Resident(grader.workspace, grader.database, grader.clock)
    with watching(grader):
        lock = grader.workspace.var / ".resident-grader.lock"
        _wait_for(lock)
        with pytest.raises(GradingError, match="already waits"):
            other.work()


def _wait_for(lock: Path) -> None:
    from terakoya_autograde.storage import InUseError, hold_alone  # noqa: PLC0415 - here only

    for _ in range(10_000):
        try:
            with hold_alone(lock):
                pass
        except InUseError:
            return
        threading.Event().wait(0.01)
    raise AssertionError("nobody holds it")


def test_cohort_that_is_not_meant_is_left_alone(grader: CohortGrader) -> None:
    """With a cohort named, no other one is graded."""
    hand_in(grader, "0001", RIGHT)
    settings = ResidentSettings(only="spring")
    assert Resident(grader.workspace, grader.database, grader.clock, settings).look_once() == 0
    with grader.database.reading() as session:
        assert list_runs(session, "autumn") == ()


def test_versions_are_let_go_of_beyond_the_bound() -> None:
    """The least used first, never the one that is wanted."""
    closed: list[str] = []
    sizes = {"a": 3, "b": 3, "c": 3}
    versions = WarmVersions(most_bytes=6, measure=lambda: sum(sizes[n] for n in versions.names))

    @contextmanager
    def prepare(_grader: object, assignment: object) -> Iterator[object]:
        yield type("Version", (), {"digest": "d"})()
        closed.append(str(getattr(assignment, "id", "")))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("terakoya.grading.warm_versions.prepare_anew", prepare)
        patch.setattr(
            "terakoya.grading.warm_versions.identify",
            lambda *_: type("Id", (), {"digest": "d"})(),
        )
        for name in ("a", "b", "a", "c"):
            assignment = type("Assignment", (), {"id": name})()
            with versions.prepared(object(), assignment):  # type: ignore[arg-type]
                pass
    assert versions.names == ("a", "c")
    assert closed == ["b"]
    versions.close()
    assert closed == ["b", "a", "c"]
    assert memory_below() >= 0


def test_what_is_never_tried_again_is_forgotten() -> None:
    """A failed hand-in that something newer has followed keeps nobody looking for it."""
    now = [0.0]
    patience = Patience(lambda: now[0])
    patience.fail("old")
    patience.fail("tried")
    now[0] = 5.0
    assert patience.soonest == 0.0
    patience.fail("tried")
    patience.forget_overdue()
    assert patience.is_due("old")
    assert not patience.is_due("tried")
    assert patience.soonest == 30.0
