"""The catalogues: complete in both languages, with the same places to fill in."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from terakoya.faces.app.live.page_words import page_words
from terakoya.language import accepted_language, gettext, preferred_language, use_language

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import catalogues  # noqa: E402

KANA_OR_KANJI = re.compile("[ぁ-んァ-ヶ一-龥]")
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
    copied = [
        message.id
        for message in catalogues.read_catalogue("ja")
        if message.id and not KANA_OR_KANJI.search(str(message.string))
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


SPEAKS = [
    path
    for folder in ("extensions", "src/terakoya")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".j2", ".html", ".js"} and not {"reveal", "__pycache__"} & set(path.parts)
]


@pytest.mark.parametrize("path", SPEAKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_and_script_hold_no_words_of_their_own(path: Path) -> None:
    """What people read comes from the catalogues: only the product's name is written down."""
    text = path.read_text(encoding="utf-8").replace("Terakoya 寺子屋", "")
    assert not KANA_OR_KANJI.findall(text)


def test_words_of_apps_are_those_that_templates_and_scripts_use() -> None:
    """No word is missing, which would show as an empty place, and none is left over."""
    template = ROOT / "extensions" / "voila" / "templates" / "terakoya"
    texts = [path.read_text(encoding="utf-8") for path in SPEAKS if path.is_relative_to(template)]
    assert set(re.findall(r"\bwords(?:\(\))?\.(\w+)", "".join(texts))) == set(page_words())
    with use_language("ja"):
        japanese = page_words()
    untold = {name for name, text in japanese.items() if not KANA_OR_KANJI.search(text)}
    assert untold == {"language", "csv", "csv_old", "excel"}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ja,en;q=0.8", "ja"),
        ("fr, en-GB;q=0.7, ja;q=0.9", "ja"),
        ("en-US", "en"),
        ("ja;q=0, en;q=0.1", "en"),
        ("fr", None),
        ("", None),
        ("en;q=high, ja", "ja"),
    ],
)
def test_accepted_language_is_the_best_known_one(header: str, language: str | None) -> None:
    """Weights count before places; what is refused or unknown is passed over."""
    assert accepted_language(header) == language
