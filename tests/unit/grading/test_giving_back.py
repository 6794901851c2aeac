"""Promises of the names under which feedback goes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from terakoya.errors import TerakoyaError
from terakoya.grading import Entry, Parcel, Summary, plan_parcel
from terakoya.language import use_language
from terakoya.model import Cohort, Learner, Origin, Submission, Tier
from terakoya.records import Grading

NOW = datetime(2026, 11, 29, tzinfo=UTC)
NAMES = {"00101": "髙橋　一郎", "00102": "O'Brien/Ann: x", "00103": "田中 誠", "00104": "田中 誠"}
Origins = Mapping[tuple[str, str], Origin]


def entry(number: str, assignment: str, *, graded: bool = True) -> Entry:
    """An assignment of a learner: graded, or not handed in."""
    learner = Learner(number, NAMES[number], "01", "総務課", "主事", Tier.GENERAL, "a@x.example")
    if not graded:
        return Entry(learner, assignment, None, None, None)
    handed_in = Submission(1, "spring", number, assignment, {}, "", NOW, NOW)
    return Entry(
        learner, assignment, handed_in, Grading(1, "", "", "", "", "ok", 1.0, NOW, ()), None
    )


def plan(entries: Iterable[Entry], origins: Origins | None = None, **rest: object) -> Parcel:
    """The parcel of these entries, in English."""
    summary = Summary(Cohort("spring", "lab", "春"), {"lab-1": (), "lab-2": ()}, tuple(entries))
    with use_language("en"):
        return plan_parcel(summary, origins or {}, **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("origin", "place"),
    [
        (
            Origin("髙橋　一郎_12_assignsubmission_file", is_folder=True),
            "髙橋　一郎_12_assignsubmission_file/{}",
        ),
        (Origin("髙橋　一郎_12_assignsubmission_file_"), "髙橋　一郎_12_assignsubmission_file_{}"),
        (Origin("takahashi_LATE_12_345_"), "takahashi_LATE_12_345_{}"),
        (Origin("髙橋 一郎", is_folder=True), "髙橋 一郎/{}"),
        (Origin("髙橋 一郎 - "), "髙橋 一郎 - {}"),
        (Origin(), "{}"),
        (None, "{}"),
    ],
)
def test_page_goes_back_as_the_hand_in_came(origin: Origin | None, place: str) -> None:
    """What the system reads stands before a name that tells learner and assignment."""
    origins = {("00101", "lab-1"): origin} if origin is not None else {}
    (page,) = plan([entry("00101", "lab-1")], origins).pages
    assert page.place == place.format("lab-1_00101_髙橋一郎_Feedback.html")
    assert page.as_it_came is bool(origin and origin.text)


def test_name_is_one_that_every_system_takes() -> None:
    """A sign that means a folder or a drive does not stay in a person's name."""
    (page,) = plan([entry("00102", "lab-1")]).pages
    assert page.place == "lab-1_00102_O'BrienAnnx_Feedback.html"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("田中 誠_9_assignsubmission_file", "田中　誠_9_assignsubmission_file_"),
        ("田中 誠", "田中　誠"),
        ("tanaka_12_345_", "tanaka_LATE_12_346_"),
    ],
)
def test_name_of_two_learners_is_nobodys(one: str, other: str) -> None:
    """Where a system would give two pages to one person, neither has that name; it is said."""
    origins = {
        ("00103", "lab-1"): Origin(one, is_folder=not one.endswith("_")),
        ("00104", "lab-1"): Origin(other, is_folder=not one.endswith("_")),
        ("00101", "lab-1"): Origin("髙橋", is_folder=True),
    }
    parcel = plan([entry(number, "lab-1") for number in ("00101", "00103", "00104")], origins)
    places = {page.entry.learner.id: page.place for page in parcel.pages}
    assert places["00103"] == "lab-1_00103_田中誠_Feedback.html"
    assert places["00104"] == "lab-1_00104_田中誠_Feedback.html"
    assert places["00101"].startswith("髙橋/")
    assert [each.learner.id for each in parcel.ambiguous] == ["00103", "00104"]


def test_same_name_for_two_assignments_is_one_person() -> None:
    """A folder that came for both assignments goes back for both, each in its own folder."""
    origins = {("00103", name): Origin("田中 誠", is_folder=True) for name in ("lab-1", "lab-2")}
    parcel = plan([entry("00103", "lab-1"), entry("00103", "lab-2")], origins)
    assert [page.place.split("/")[:2] for page in parcel.pages] == [
        ["lab-1", "田中 誠"],
        ["lab-2", "田中 誠"],
    ]
    assert parcel.ambiguous == ()
    assert parcel.assignments == ("lab-1", "lab-2")


def test_one_assignment_has_no_folder_of_its_own() -> None:
    """What an LMS takes begins with the learner's name."""
    entries = [entry("00103", "lab-1"), entry("00103", "lab-2")]
    (page,) = plan(entries, assignment_id="lab-2").pages
    assert page.place == "lab-2_00103_田中誠_Feedback.html"


def test_missing_feedback_is_told() -> None:
    """Who handed in nothing, and whose assignment cannot be read, goes without, and is named."""
    entries = [entry("00101", "lab-1", graded=False), entry("00102", "lab-1")]
    entries.append(entry("00103", "lab-2"))
    summary = Summary(Cohort("spring", "lab", "春"), {"lab-1": (), "lab-2": ()}, tuple(entries))
    broken = replace(summary, problems={"lab-2": TerakoyaError("broken")})
    parcel = plan_parcel(broken, {})
    assert [page.entry.learner.id for page in parcel.pages] == ["00102"]
    assert [each.learner.id for each in parcel.missing] == ["00101", "00103"]


def test_plain_names_are_ours() -> None:
    """On request no name of an LMS is used, and none is in anybody's way."""
    origins = {("00103", "lab-1"): Origin("x", is_folder=True)}
    parcel = plan([entry("00103", "lab-1")], origins, plain=True)
    assert [page.place for page in parcel.pages] == ["lab-1_00103_田中誠_Feedback.html"]
