"""`terakoya cohort` and `terakoya collect` as a person in a city hall runs them."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from terakoya.cli import main
from terakoya.cli.console import console
from terakoya.language import use_language

ROSTER = "職員番号,氏名,所属コード,所属,職位,階層,メール\r\n"
ROSTER += "00101,髙橋 一郎,010100,総務課,主任,推進リーダー,a@city.example.jp\r\n"
ROSTER += "00102,山﨑 花子,010300,人事課,係長,一般職員,b@city.example.jp\r\n"
MANIFEST = 'minutes = 10\nskills = ["data"]\n'
TITLES = '[title]\nja = "演習"\nen = "Lab"\n'


@dataclass(frozen=True)
class Outcome:
    """What one run of the command gave."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Outcome]


def _notebook(answer: str) -> str:
    cell = {
        "cell_type": "code",
        "id": "c",
        "metadata": {"nbgrader": {"grade_id": "q-1", "grade": True}},
        "source": answer,
        "outputs": [],
        "execution_count": None,
    }
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace of one course with one assignment, and a roster in cp932."""
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    source, course = tmp_path / "source" / "lab", tmp_path / "courses" / "lab"
    source.mkdir(parents=True)
    course.mkdir(parents=True)
    (source / "lab.ipynb").write_text(_notebook("x = 1"))
    summary = TITLES.replace("title", "summary")
    text = f'id = "lab"\nnotebooks = ["lab"]\n{MANIFEST}{TITLES}{summary}'
    (source / "assignment.toml").write_text(text, encoding="utf-8")
    text = f'id = "lab"\ntier = "general"\nphase = "practise"\nassignments = ["lab"]\n{MANIFEST}'
    (course / "course.toml").write_text(text + TITLES, encoding="utf-8")
    (tmp_path / "roster.csv").write_bytes(ROSTER.encode("cp932"))
    return tmp_path


@pytest.fixture
def run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Run `terakoya` in the workspace, in English, on a wide screen."""
    monkeypatch.chdir(folder)
    monkeypatch.delenv("TERAKOYA_DATABASE_URL", raising=False)
    monkeypatch.setattr(console, "width", 200)

    def start(*words: str) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["terakoya", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as caught:
            main()
        code = caught.value.code
        return Outcome(code if isinstance(code, int) else 0, *capsys.readouterr())

    with use_language("en"):
        yield start


@pytest.fixture
def enrolled(run: Run) -> None:
    """The cohort `spring` with its roster."""
    assert run("cohort", "create", "spring", "--course", "lab").returncode == 0
    assert run("cohort", "enrol", "spring", "roster.csv").returncode == 0


def test_cohort_commands(run: Run) -> None:
    """Made, listed, enrolled and shown; every empty state says what to do next."""
    assert "terakoya cohort create" in run("cohort", "list").stdout
    made = run("cohort", "create", "spring", "--course", "lab", "--start", "2027-04-01", "--json")
    assert json.loads(made.stdout)["created"] is True
    assert "terakoya cohort enrol spring" in run("cohort", "show", "spring").stdout
    checked = run("cohort", "enrol", "spring", "roster.csv", "--check", "--json")
    assert json.loads(checked.stdout)["checked_only"] is True
    assert json.loads(run("cohort", "list", "--json").stdout)[0]["learners"] == 0
    assert "Newly enrolled: 2." in run("cohort", "enrol", "spring", "roster.csv").stdout
    shown = json.loads(run("cohort", "show", "spring", "--json").stdout)
    assert [learner["name"] for learner in shown["learners"]] == ["髙橋 一郎", "山﨑 花子"]


def test_cohort_wrong_use(run: Run, folder: Path) -> None:
    """Wrong use is one line and exit code 2; a bad roster is code 1 and enrols nobody."""
    wrong = run("cohort", "create", "spring", "--course", "labb")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "Did you mean lab?" in wrong.stderr
    assert run("cohort", "create", "s", "--course", "lab", "--start", "1.4.2027").returncode == 2
    run("cohort", "create", "spring", "--course", "lab")
    (folder / "bad.csv").write_bytes(ROSTER.replace("一般職員", "部長").encode("cp932"))
    bad = run("cohort", "enrol", "spring", "bad.csv")
    assert bad.returncode == 1
    assert "bad.csv, line 3, 階層" in bad.stderr
    assert json.loads(run("cohort", "list", "--json").stdout)[0]["learners"] == 0


@pytest.mark.usefixtures("enrolled")
def test_collect_zip_with_a_refusal(run: Run, folder: Path) -> None:
    """What is good is kept, what is bad is named, and the exit code says that there was some."""
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("00101_x/lab.ipynb", _notebook("x = 2"))
        archive.writestr("00999_[red]/lab.ipynb", _notebook("x = 3"))
    plain = run("collect", "spring", "--from", "all.zip")
    assert plain.returncode == 1
    assert "00999_[red]/lab.ipynb" in plain.stdout
    assert "Accepted: 1. Unchanged: 0. Refused: 1." in plain.stdout
    again = run("collect", "spring", "lab", "--from", "all.zip", "--json")
    document = json.loads(again.stdout)
    assert (len(document["unchanged"]), len(document["refused"])) == (1, 1)
    shown = json.loads(run("cohort", "show", "spring", "--json").stdout)
    assert shown["learners"][0]["handed_in"][0]["files"] == ["lab.ipynb"]


@pytest.mark.usefixtures("enrolled")
def test_collect_names_from_draft_to_forgotten(run: Run, folder: Path) -> None:
    """A name that is like one is asked for; the draft, given back, is kept, shown and removable."""
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("高橋　一郎_7_assignsubmission_file_/lab.ipynb", _notebook("x = 2"))
    asked = run("collect", "spring", "--from", "all.zip", "--names-draft", "names.csv")
    assert asked.returncode == 1
    assert "“高橋　一郎”: is this 00101 髙橋 一郎?" in asked.stdout
    assert "not enrolled" not in asked.stdout
    assert (
        run("collect", "spring", "--from", "all.zip", "--names-draft", "names.csv").returncode == 2
    )
    given = run("collect", "spring", "--from", "all.zip", "--names", "names.csv", "--json")
    assert [each["learner"] for each in json.loads(given.stdout)["accepted"]] == ["00101"]
    assert run("collect", "spring", "--from", "all.zip").returncode == 0
    told = json.loads(run("cohort", "names", "spring", "--json").stdout)
    assert told == [{"name": "高橋　一郎", "learner": "00101"}]
    assert "高橋　一郎" in run("cohort", "names", "spring").stdout
    assert run("cohort", "names", "spring", "--forget", "高橋一郎").returncode == 0
    assert run("cohort", "names", "spring", "--forget", "高橋一郎").returncode == 2
    assert run("collect", "spring", "--from", "all.zip").returncode == 1


@pytest.mark.usefixtures("enrolled")
def test_collect_bad_names_table_takes_nothing(run: Run, folder: Path) -> None:
    """A bad row stops before anything is collected or kept."""
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("00101/lab.ipynb", _notebook("x = 2"))
    (folder / "names.csv").write_text("提出物での名前,職員番号\nだれか,00999\n", encoding="utf-8")
    bad = run("collect", "spring", "--from", "all.zip", "--names", "names.csv")
    assert (bad.returncode, bad.stdout) == (1, "")
    assert "names.csv, line 2, 職員番号: “00999” is not enrolled" in bad.stderr
    shown = json.loads(run("cohort", "show", "spring", "--json").stdout)
    assert shown["learners"][0]["handed_in"] == []


@pytest.mark.usefixtures("enrolled")
def test_collect_exchange(run: Run, folder: Path) -> None:
    """Without --from the exchange is read; where it is not there, that is said."""
    missing = run("collect", "spring")
    assert missing.returncode == 2
    assert "--from" in missing.stderr
    name = "00102+lab+2026-04-01 09:00:00.000000 UTC+abc"
    attempt = folder / "var" / "exchange" / "spring" / "inbound" / name
    attempt.mkdir(parents=True)
    (attempt / "lab.ipynb").write_text(_notebook("x = 4"))
    taken = run("collect", "spring")
    assert (taken.returncode, "2026-04-01 18:00" in taken.stdout) == (0, True)
