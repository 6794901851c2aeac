"""Whose a file is, and that nobody can hand in as somebody else."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from classroom import LEARNERS

from terakoya.delivery.identify import Owned, Owners
from terakoya.errors import SubmissionError

OWNERS = Owners(LEARNERS)


@pytest.mark.parametrize(
    ("name", "owned"),
    [
        ("00101/one.ipynb", Owned("00101", (), "one")),
        ("submitted/00101/alpha/one.ipynb", Owned("00101", ("alpha",), "one")),
        ("00101_one.ipynb", Owned("00101", (), "one")),
        ("00101-one.ipynb", Owned("00101", (), "one")),
        ("00101.ipynb", Owned("00101", (), "")),
        ("００１０１＿one.ipynb", Owned("00101", (), "one")),
        ("00101_髙橋/00101_one.ipynb", Owned("00101", (), "one")),
        ("00101_髙橋/00102_one.ipynb", Owned("00101", (), "00102_one")),
        ("髙橋一郎_9_assignsubmission_file_/one.ipynb", Owned("00101", (), "one")),
        ("髙橋　一郎_9_assignsubmission_file_a_b.ipynb", Owned("00101", (), "a_b")),
        ("00103 田中 誠_9_assignsubmission_file_/one.ipynb", Owned("00103", (), "one")),
    ],
)
def test_identify(name: str, owned: Owned) -> None:
    """Every layout that the reference names is understood."""
    assert OWNERS.identify(tuple(name.split("/"))) == owned


@pytest.mark.parametrize(
    "name",
    [
        "001012/one.ipynb",
        "0010/one.ipynb",
        "x/00101/one.ipynb",
        "other_9_assignsubmission_file_/00101/one.ipynb",
        "one.ipynb",
        "one_00101.ipynb",
        "_00101/one.ipynb",
    ],
)
def test_identify_nobody(name: str) -> None:
    """Only the first part counts, and only a whole staff number or name."""
    with pytest.raises(SubmissionError, match="is not enrolled"):
        OWNERS.identify(tuple(name.split("/")))


def test_identify_longest_staff_number() -> None:
    """Where one staff number begins another, the longer one is meant."""
    owners = Owners([replace(LEARNERS[0], id="A"), replace(LEARNERS[1], id="A-1")])
    assert owners.identify(("A-1-one.ipynb",)).learner_id == "A-1"
    assert owners.identify(("A-2.ipynb",)).learner_id == "A"


def test_identify_decomposed_name() -> None:
    """macOS takes letters apart; the person is the same."""
    owners = Owners([replace(LEARNERS[0], name="がくしゅう 太郎")])
    folder = unicodedata.normalize("NFD", "がくしゅう 太郎") + "_1_assignsubmission_file_"
    assert owners.identify((folder, "one.ipynb")).learner_id == "00101"


@pytest.mark.parametrize(
    ("paths", "depth"),
    [
        (["pack/00101/a.ipynb", "pack/00102/a.ipynb"], 1),
        (["pack/in/00101_a.ipynb", "pack/in/00102_a.ipynb"], 2),
        (["00101/a.ipynb"], 0),
        (["00999/00101/a.ipynb"], 0),
        (["alpha/00101/a.ipynb"], 0),
        (["誰か_1_assignsubmission_file_/00101/a.ipynb"], 0),
        (["pack/00101/a.ipynb", "other/00102/a.ipynb"], 0),
        ([], 0),
    ],
)
def test_find_wrapper(paths: list[str], depth: int) -> None:
    """Packing is what everything lies in and what names nobody."""
    assert OWNERS.find_wrapper([tuple(path.split("/")) for path in paths], ["alpha"]) == depth
