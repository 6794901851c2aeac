"""`terakoya guard`: what it prints, its exit codes, the encodings that it reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from terakoya.cli.main import app
from terakoya.errors import UsageError
from terakoya.guard import find_personal_data

TEXT = "会議は10時からです。\n電話は090-1234-5678です\n\n氏名：山田花子、返信は a@example.jp\n"
FOUND = [
    {"line": 2, "kind": "phone", "start": 3, "end": 16},
    {"line": 4, "kind": "name", "start": 3, "end": 7},
    {"line": 4, "kind": "mail", "start": 12, "end": 24},
]


def guarded(path: Path, content: bytes, *options: str) -> tuple[int, str]:
    """Write a file, guard it, and return exit code and output."""
    path.write_bytes(content)
    done = CliRunner().invoke(app, ["guard", str(path), *options])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_guard_tells_line_and_place_in_each_encoding(
    tmp_path: Path, encoding: str, end: str
) -> None:
    """They are those of the text, whatever bytes it was kept in."""
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    content = (mark + TEXT.replace("\n", end)).encode(encoding)
    code, output = guarded(tmp_path / "text.txt", content, "--json")
    assert (code, json.loads(output)) == (1, FOUND)


def test_guard_ends_with_0_where_nothing_is_found(tmp_path: Path) -> None:
    """So a script can go on; the document is an empty list."""
    code, output = guarded(tmp_path / "text.txt", "会議は10時からです。".encode(), "--json")
    assert (code, json.loads(output)) == (0, [])
    assert guarded(tmp_path / "text.txt", b"") == (0, guarded(tmp_path / "text.txt", b"")[1])


def test_guard_marks_the_place_and_offers_a_masked_text(tmp_path: Path) -> None:
    """A person sees what was found, where, and what to write in its stead."""
    code, output = guarded(tmp_path / "text.txt", TEXT.encode())
    assert code == 1
    assert "電話は【090-1234-5678】です" in output
    assert "電話は〔電話番号〕です" in output
    assert "氏名：【山田花子】、返信は 【a@example.jp】" in output
    assert "会議" not in output


def test_guard_reads_standard_input() -> None:
    """A hyphen stands for it; its lines are counted as a file's."""
    done = CliRunner().invoke(app, ["guard", "-", "--json"], input=TEXT.encode("cp932"))
    assert (done.exit_code, json.loads(done.stdout)) == (1, FOUND)


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00", b"\xff\xfea", b"\xef\xbb\xbf\x82"])
def test_guard_refuses_what_is_no_text(tmp_path: Path, content: bytes) -> None:
    """One sentence, and nothing is said of what it may hold."""
    with pytest.raises(UsageError) as error:
        guarded(tmp_path / "picture.png", content)
    assert "picture.png" in str(error.value)


def test_line_that_only_unicode_ends_is_one_line(tmp_path: Path) -> None:
    """Editors count by line feeds: what is after U+2028 or a form feed is in the same line."""
    text = "一\u2028二\x0c電話は090-1234-5678です"
    code, output = guarded(tmp_path / "text.txt", text.encode(), "--json")
    (found,) = json.loads(output)
    assert (code, found["line"], found["start"]) == (1, 1, 7)
    assert find_personal_data(text)[0].start == found["start"]


def test_guard_knows_a_column_by_its_heading_in_another_line(tmp_path: Path) -> None:
    """Each line is a text of its own, but for tables: their cells are told, and masked."""
    text = "番号,生年月日\n1,1972/4/8\n2,1973/5/9\n\n3,1974/6/1"
    code, output = guarded(tmp_path / "table.csv", text.encode(), "--json")
    kind = {"kind": "birth-date", "start": 2, "end": 10}
    assert (code, json.loads(output)) == (1, [{"line": line} | kind for line in (2, 3)])
    assert "masked: 1,〔生年月日〕" in guarded(tmp_path / "table.csv", text.encode())[1]
