"""The catalogues: complete in both languages, with the same places to fill in."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from terakoya.language import gettext, preferred_language, use_language

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import catalogues  # noqa: E402

FIELD = re.compile(r"\{\w+\}")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_catalogue_has_words_for_every_message(language: str) -> None:
    """No message of the code or of a template is without words; none is left over."""
    wanted = {message.id for message in catalogues.extract_messages() if message.id}
    catalogue = catalogues.read_catalogue(language)
    written = {message.id for message in catalogue if message.id and message.string}
    assert wanted - written == set()
    assert {message.id for message in catalogue if message.id} - wanted == set()
    assert len(wanted) > 300


@pytest.mark.parametrize("language", ["ja", "en"])
def test_translation_has_the_same_fields(language: str) -> None:
    """A field that is lost or misspelt in a translation would break the sentence."""
    for message in catalogues.read_catalogue(language):
        if isinstance(message.id, str) and message.id:
            assert sorted(set(FIELD.findall(message.id))) == sorted(
                set(FIELD.findall(str(message.string)))
            ), message.id


def test_japanese_words_are_japanese() -> None:
    """A message that was copied instead of translated is found."""
    kana_or_kanji = re.compile("[ぁ-んァ-ヶ一-龥]")
    copied = [
        message.id
        for message in catalogues.read_catalogue("ja")
        if message.id and not kana_or_kanji.search(str(message.string))
    ]
    assert set(copied) <= {"Terakoya"}


def test_language_changes_for_a_block_only() -> None:
    """Messages follow the language of the moment."""
    with use_language("ja"):
        assert gettext("Score") == "得点"
    assert gettext("Score") == "Score"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "ja"),
        ({"LANG": "C.UTF-8"}, "ja"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "TERAKOYA_LANG": "ja"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
    ],
)
def test_language_is_read_from_the_environment(environment: dict[str, str], language: str) -> None:
    """Japanese first, English where the machine is set to it."""
    assert preferred_language(environment) == language
