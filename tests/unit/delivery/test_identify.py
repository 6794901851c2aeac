"""Whose a file is, and that nobody can hand in as somebody else."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from classroom import LEARNERS

from terakoya.delivery import addressee
from terakoya.delivery.identify import Owned, Owners
from terakoya.errors import SubmissionError
from terakoya.model import Origin

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
    assert replace(OWNERS.identify(tuple(name.split("/"))), origin=Origin()) == owned


MOODLE = "髙橋 一郎_9_assignsubmission_file"


@pytest.mark.parametrize(
    ("name", "inside", "origin"),
    [
        (f"{MOODLE}/one.ipynb", 0, Origin(MOODLE, is_folder=True)),
        (f"{MOODLE}_/one.ipynb", 0, Origin(f"{MOODLE}_", is_folder=True)),
        (f"{MOODLE}_one.ipynb", 0, Origin(f"{MOODLE}_")),
        (f"{MOODLE}/work/one.ipynb", 1, Origin(MOODLE, is_folder=True)),
        (f"{MOODLE}_work/one.ipynb", 1, Origin(f"{MOODLE}_")),
        ("髙橋一郎_12_345_one.ipynb", 0, Origin("髙橋一郎_12_345_")),
        ("髙橋一郎_LATE_12_345_one-1.ipynb", 0, Origin("髙橋一郎_LATE_12_345_")),
        ("髙橋一郎_12_345_work/deep/one.ipynb", 2, Origin("髙橋一郎_12_345_")),
        ("00101_12_345_one.ipynb", 0, Origin("00101_12_345_")),
        ("髙橋 一郎/演習1/one.ipynb", 0, Origin("髙橋 一郎", is_folder=True)),
        ("髙橋 一郎 - one.ipynb", 0, Origin("髙橋 一郎 - ")),
        ("submitted/00101/alpha/one.ipynb", 0, Origin("00101", is_folder=True)),
        ("00101/one.ipynb", 1, Origin("00101_")),
        ("００１０１＿one.ipynb", 0, Origin("００１０１＿")),
        ("00101.ipynb", 0, Origin("00101_")),
    ],
)
def test_identify_origin(name: str, inside: int, origin: Origin) -> None:
    """Under which name a hand-in came is kept as it was, up to what the learner named."""
    assert OWNERS.identify(tuple(name.split("/")), inside).origin == origin


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a_9_assignsubmission_file", "b_9_assignsubmission_file_", True),
        ("a_9_assignsubmission_file", "a_10_assignsubmission_file", False),
        ("a_LATE_12_345_", "b_12_346_", True),
        ("a_12_345_", "a_13_345_", False),
        ("Ａｂｅ", "abe_", True),
        ("00101_", "00102_", False),
    ],
)
def test_addressee_is_what_a_system_reads(one: str, other: str, same: bool) -> None:
    """Names that a system or a person takes for one addressee are found to be so."""
    assert (addressee(one) == addressee(other)) is same


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("001012/one.ipynb", "“001012” is not enrolled"),
        ("0010/one.ipynb", "“0010” is not enrolled"),
        ("x/00101/one.ipynb", "No name in this cohort's roster is “x”"),
        ("other_9_assignsubmission_file_/00101/one.ipynb", "roster is “other”"),
        ("one.ipynb", "roster is “one”"),
        ("one_00101.ipynb", "is this 00101 髙橋 一郎?"),
        ("_00101/one.ipynb", "is this 00101 髙橋 一郎?"),
    ],
)
def test_identify_nobody(name: str, reason: str) -> None:
    """Only the first part counts, and only a whole staff number or name; all else is asked."""
    with pytest.raises(SubmissionError) as refusal:
        OWNERS.identify(tuple(name.split("/")))
    assert reason in str(refusal.value)


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


def _with_names(*names: str) -> Owners:
    return Owners([replace(LEARNERS[0], id=f"0010{n}", name=name) for n, name in enumerate(names)])


@pytest.mark.parametrize(
    ("listed", "came"),
    [
        ("O'Brien Mary", "OBrien Mary_7_assignsubmission_file_"),
        ("O’Brien, Mary", "obrienmary_7_8_one"),
        ("髙橋　一郎", "髙橋一郎_LATE_7_8_one"),
        ("髙橋　一郎", "髙橋 一郎"),
        ("髙橋　一郎", "髙橋　一郎 - one"),
        ("Jean-Luc Picard", "Jean-Luc Picard - one"),
        ("渡邉󠄂 誠", "渡邉 誠"),
        ("神田 一郎", "神田一郎"),
        ("ﾏｲｹﾙ・スミス", "マイケル スミス_one"),
    ],
)
def test_identify_name_as_a_system_writes_it(listed: str, came: str) -> None:
    """What a system drops of a name, it drops of nobody else's: the person is taken."""
    owners = _with_names(listed, "鈴木 次郎")
    folder, flat = owners.identify((came, "one.ipynb")), owners.identify((f"{came}.ipynb",))
    assert (folder.learner_id, flat.learner_id) == ("00100", "00100")
    assert flat.stem == ("one" if came.endswith("one") else "")


@pytest.mark.parametrize(
    ("listed", "came"),
    [
        ("髙橋　一郎", "高橋一郎_7_assignsubmission_file_"),
        ("山﨑 花子", "山崎 花子"),
        ("渡邉 誠", "渡辺 誠_7_assignsubmission_file_"),
        ("渡邊 誠", "渡邉 誠"),
        ("齋藤 誠", "斉藤誠_7_8_one"),
        ("斎藤 誠", "齊藤 誠 - one"),
        ("濱田 誠", "浜田 誠"),
        ("中嶋 誠", "中島 誠"),
        ("滝澤 誠", "瀧沢 誠"),
        ("𠮷田 誠", "吉田 誠"),
        ("三ヶ島 誠", "三ケ島 誠"),
        ("廣瀨 惠", "広瀬 恵"),
        ("髙橋　一郎", "一郎 高橋_7_assignsubmission_file_"),
        ("髙橋　一郎", "一郎髙橋_7_8_one"),
        ("José García", "Garcia Jose"),
        ("髙橋　一郎", "1組-髙橋 一郎_7_assignsubmission_file_"),
        ("髙橋　一郎", "00999_髙橋一郎"),
        ("髙橋　一郎", "one_髙橋一郎"),
        ("髙橋　一郎", "100_one"),
    ],
)
def test_identify_name_that_is_like_one(listed: str, came: str) -> None:
    """Somebody enrolled is asked for by number and name, never called not enrolled, nor taken."""
    with pytest.raises(SubmissionError) as refusal:
        _with_names(listed, "鈴木 次郎").identify((came, "one.ipynb"))
    assert f"is this 00100 {listed}?" in str(refusal.value)


@pytest.mark.parametrize("came", ["佐藤 花子", "高橋 次郎", "一郎", "高橋", "Takahashi Ichiro"])
def test_identify_name_that_is_like_nobody(came: str) -> None:
    """Nobody is proposed for a part of a name, or for another one."""
    owners = _with_names("髙橋　一郎", "鈴木 次郎")
    with pytest.raises(SubmissionError, match=f"roster is “{came}”"):
        owners.identify((f"{came}_7_assignsubmission_file_", "a.ipynb"))


def test_identify_name_like_an_address() -> None:
    """A name in Latin letters is asked for where an e-mail address holds it."""
    one = replace(LEARNERS[0], email="ichiro.takahashi@city.example.jp")
    with pytest.raises(SubmissionError, match="is this 00101 髙橋 一郎"):
        Owners([one]).identify(("Takahashi Ichiro_7_assignsubmission_file_", "one.ipynb"))


def test_identify_name_like_several() -> None:
    """Where two are alike, both are named and neither is taken."""
    owners = _with_names("渡邉 誠", "渡邊 誠")
    with pytest.raises(SubmissionError, match="00100 渡邉 誠, 00101 渡邊 誠"):
        owners.identify(("渡辺 誠_7_assignsubmission_file_", "one.ipynb"))
    assert owners.identify(("渡邊 誠_7_assignsubmission_file_", "one.ipynb")).learner_id == "00101"


def test_identify_names_that_are_the_same_for_systems() -> None:
    """Two who differ only in what systems drop are not told apart: refused, with both numbers."""
    owners = _with_names("Ann OBrien", "Ann O'Brien")
    with pytest.raises(SubmissionError, match="Several learners have this name: 00100, 00101"):
        owners.identify(("Ann OBrien_7_assignsubmission_file_", "one.ipynb"))


def test_identify_what_was_told() -> None:
    """What a person told decides: for a name, for a name with its system's number, never else."""
    told = {"高橋一郎": "00101", "田中誠5503": "00103", "田中誠5504": "00104", "誰か": "99999"}
    owners = Owners(LEARNERS, told=told)
    for folder, number in (
        ("高橋　一郎_7_assignsubmission_file_", "00101"),
        ("田中 誠_5503_assignsubmission_file_", "00103"),
        ("田中 誠_5504_assignsubmission_file_", "00104"),
        ("田中誠_5504_9_one", "00104"),
    ):
        assert owners.identify((folder, "one.ipynb")).learner_id == number
    for folder in ("誰か", "田中 誠_5505_assignsubmission_file_"):
        with pytest.raises(SubmissionError):
            owners.identify((folder, "one.ipynb"))
