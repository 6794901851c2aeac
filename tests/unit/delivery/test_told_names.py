"""What was told of names: taken whole or not at all, kept with the cohort, forgotten again."""

from __future__ import annotations

from pathlib import Path

import pytest
from classroom import LEARNERS, NOW, Classroom
from handed_in import build_folder

from terakoya.delivery import Taken, forget_told, keep_names
from terakoya.delivery.told_names import read_names
from terakoya.errors import RosterError, UsageError
from terakoya.model import Stamp
from terakoya.records import list_told_names

HEAD = "提出物での名前,職員番号\n"


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _hand_in(inbox: Path) -> None:
    folders = [
        "高橋一郎_1_assignsubmission_file_",
        "Hanako Y_2_assignsubmission_file_",
        "田中 誠_3_assignsubmission_file_",
        "田中 誠_4_assignsubmission_file_",
    ]
    build_folder(
        inbox,
        [
            {"path": f"{name}/one.ipynb", "notebook": "alpha/one", "answer": str(place)}
            for place, name in enumerate(folders)
        ],
    )


def _accepted(classroom: Classroom, inbox: Path) -> tuple[Taken, ...]:
    return classroom.collect(inbox).accepted


def test_names_told_once_are_kept(classroom: Classroom, inbox: Path, tmp_path: Path) -> None:
    """What was refused is taken with the table, and without it the next time."""
    _hand_in(inbox)
    assert len(classroom.collect(inbox).refused) == 4
    rows = "高橋　一郎,00101\nHanako Y,00102\n田中 誠_3,00104\n田中 誠_4,00103\n"
    table = _write(tmp_path / "対応表.csv", HEAD + rows)
    assert keep_names(classroom.database, classroom.cohort, table, Stamp(NOW)) == 4
    taken = {each.names[0].split("_a")[0]: each.learner_id for each in _accepted(classroom, inbox)}
    assert taken == {
        "高橋一郎_1": "00101",
        "Hanako Y_2": "00102",
        "田中 誠_3": "00104",
        "田中 誠_4": "00103",
    }
    assert len(classroom.collect(inbox).unchanged) == 4


def test_names_forgotten(classroom: Classroom, inbox: Path, tmp_path: Path) -> None:
    """A name that is forgotten is asked for again; one that was never told cannot be."""
    _hand_in(inbox)
    table = _write(tmp_path / "names.csv", HEAD + "高橋一郎,00101\n")
    keep_names(classroom.database, classroom.cohort, table, Stamp(NOW))
    forget_told(classroom.database, classroom.cohort, "高橋 一郎", Stamp(NOW))
    assert len(classroom.collect(inbox).refused) == 4
    with pytest.raises(UsageError, match="Nothing was told"):
        forget_told(classroom.database, classroom.cohort, "高橋 一郎", Stamp(NOW))


def test_names_told_anew(classroom: Classroom, tmp_path: Path) -> None:
    """A newer table corrects an older one, name by name; the others stay."""
    for text in ("高橋一郎,00101\nY,00102\n", "Y,00103\n"):
        table = _write(tmp_path / "names.csv", HEAD + text)
        keep_names(classroom.database, classroom.cohort, table, Stamp(NOW))
    with classroom.database.reading() as session:
        told = {each.name: each.learner_id for each in list_told_names(session, "spring")}
    assert told == {"高橋一郎": "00101", "Y": "00103"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("誰か,00999\n", "“00999” is not enrolled in this cohort"),
        ("誰か,101\n", "Did you mean 00101"),
        (",00101\n", "A name has 1 to 200 characters"),
        ("…,00101\n", "A name has 1 to 200 characters"),
        (f"{'名' * 201},00101\n", "A name has 1 to 200 characters"),
        ("あ\u202eい,00101\n", "cannot be seen"),
        ("髙橋一郎,00102\n", "“髙橋一郎” is 00101 in this cohort"),
        ("00101,00102\n", "“00101” is 00101 in this cohort"),
        ("田中誠,00101\n", "“田中誠” is 00103, 00104 in this cohort"),
        ("誰か,00101\n誰 か,00102\n", "would mean two people"),
    ],
)
def test_names_bad_row(classroom: Classroom, tmp_path: Path, text: str, reason: str) -> None:
    """One bad row, and no name is kept; it is named with file and line."""
    table = _write(tmp_path / "names.csv", f"{HEAD}良い人,00104\n{text}")
    with pytest.raises(RosterError) as refusal:
        keep_names(classroom.database, classroom.cohort, table, Stamp(NOW))
    assert reason in str(refusal.value)
    assert "names.csv, line" in str(refusal.value)
    with classroom.database.reading() as session:
        assert list_told_names(session, "spring") == ()


def test_names_table_without_its_column(tmp_path: Path) -> None:
    """Only the heading that is missing is named."""
    with pytest.raises(RosterError, match="Columns are missing: 職員番号"):
        read_names(_write(tmp_path / "names.csv", "名前,番号\nだれ,1\n"), LEARNERS)


def test_names_row_without_number(tmp_path: Path) -> None:
    """A row of a draft that nobody has filled in says nothing, and does no harm."""
    table = _write(tmp_path / "names.csv", f"{HEAD}だれ,\n高橋一郎,００１０１\n")
    assert [each.learner_id for each in read_names(table, LEARNERS)] == ["00101"]
