"""A compiled catalogue is kept beside its source, and never stands in for another one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from terakoya import language
from terakoya.language import translations

MESSAGE, JAPANESE = "Stopped.", "中止しました。"


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A locale folder of our own with a small Japanese catalogue; its source."""
    source = tmp_path / "locale" / "ja" / "LC_MESSAGES" / "terakoya.po"
    source.parent.mkdir(parents=True)
    _write(source, JAPANESE)
    monkeypatch.setattr(language, "_LOCALE", tmp_path / "locale")
    translations.cache_clear()
    yield source
    translations.cache_clear()


def _write(source: Path, text: str) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    source.write_text(f'{head}msgid "{MESSAGE}"\nmsgstr "{text}"\n', encoding="utf-8")


def _told() -> str:
    """What a command that starts now says."""
    translations.cache_clear()
    return translations("ja").gettext(MESSAGE)


def _kept(source: Path) -> list[Path]:
    return sorted((source.parent / "__pycache__").glob("*"))


def test_second_command_compiles_nothing(catalogue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first one has compiled is used, as it is."""
    assert _told() == JAPANESE
    assert len(_kept(catalogue)) == 1

    def compile_again(*_: object) -> bytes:
        raise AssertionError("compiled again")

    monkeypatch.setattr(language, "_compile", compile_again)
    assert _told() == JAPANESE


def test_changed_source_is_compiled_and_nothing_old_is_left(catalogue: Path) -> None:
    """A new word is said at once, whatever the files' times are."""
    assert _told() == JAPANESE
    (before,) = _kept(catalogue)
    _write(catalogue, "止めました。")
    assert _told() == "止めました。"
    (after,) = _kept(catalogue)
    assert after != before


@pytest.mark.parametrize("content", [b"", b"\xde\x12\x04\x95", b"no catalogue at all" * 9])
def test_damaged_file_is_compiled_anew(catalogue: Path, content: bytes) -> None:
    """What cannot be read is as if it were not there, and is put right."""
    assert _told() == JAPANESE
    (kept,) = _kept(catalogue)
    whole = kept.read_bytes()
    kept.write_bytes(content)
    assert _told() == JAPANESE
    assert kept.read_bytes() == whole


def test_where_nothing_can_be_kept_it_is_compiled_each_time(catalogue: Path) -> None:
    """As in a folder that is only read: words are there, and nothing is said of it."""
    shutil.rmtree(catalogue.parent / "__pycache__", ignore_errors=True)
    (catalogue.parent / "__pycache__").write_text("in the way", encoding="utf-8")
    assert _told() == JAPANESE
    assert _told() == JAPANESE
