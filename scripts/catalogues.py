"""Bring the message catalogues up to date with the code: `make catalogues`.

New messages appear in both catalogues. English says what the code says; Japanese is left empty for
a person to write, and a test fails until somebody has.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "src" / "terakoya" / "locale"
FOLDERS = (
    ROOT / "src" / "terakoya",
    ROOT / "extensions" / "jupyterlab",
    ROOT / "benchmarks" / "terakoya_bench",
)
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**.j2", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # a date that moves would change the file each time
OPTIONS = {method: {"silent": "false"} for method, _kind in METHODS}


def extract_messages() -> Catalog:
    """Return every message of the code and the templates, without places: they only make noise."""
    found = Catalog(project="terakoya", charset="utf-8", creation_date=EPOCH)
    for folder in FOLDERS:
        messages = extract_from_dir(folder, METHODS, options_map=OPTIONS, keywords=KEYWORDS)
        for _file, _line, message, _comments, context in messages:
            found.add(message, context=context)
    return found


def read_catalogue(language: str) -> Catalog:
    """Read ``locale/<language>``."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language, domain="terakoya")


def path_of(language: str) -> Path:
    """Return where the catalogue of a language is."""
    return LOCALE / language / "LC_MESSAGES" / "terakoya.po"


def update_catalogue(language: str, found: Catalog) -> int:
    """Add new messages, drop old ones, fill in English; return how many are without words."""
    catalogue = read_catalogue(language)
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    for message in catalogue:
        if language == "en" and message.id:
            message.string = message.id
    catalogue.fuzzy = False
    with path_of(language).open("wb") as file:
        write_po(file, catalogue, sort_output=True, omit_header=False, width=0, no_location=True)
    return sum(1 for message in catalogue if message.id and not any(_strings(message.string or "")))


def _strings(string: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


def main() -> None:
    """Update both catalogues and say what is missing."""
    found = extract_messages()
    for language in ("ja", "en"):
        missing = update_catalogue(language, found)
        sys.stdout.write(f"{language}: {len(found)} messages, {missing} without words\n")


if __name__ == "__main__":
    main()
