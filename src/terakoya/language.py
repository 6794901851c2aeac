"""The language of this moment: gettext catalogues in ``locale/``, Japanese and English.

Source strings are English. Catalogues are kept as ``.po`` files and compiled when first used, so
that no binary catalogue has to be built, shipped or kept in step. What was compiled is kept as
Python keeps bytecode: beside the source in ``__pycache__``, where that can be written, under a name
that goes with the source's content.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Literal

__all__ = ["LANGUAGES", "Language", "accepted_language", "choose_language", "current_language"]
__all__ += ["gettext", "ngettext", "preferred_language", "translations", "use_language"]

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")
DEFAULT: Language = "ja"
_current: ContextVar[Language] = ContextVar("terakoya_language", default=DEFAULT)
_LOCALE = Path(__file__).parent / "locale"


@cache
def translations(language: Language) -> GNUTranslations:
    """Return the catalogue of `language`, compiled from its ``.po`` file."""
    path = _LOCALE / language / "LC_MESSAGES" / "terakoya.po"
    source = path.read_bytes()
    digest = hashlib.sha256(source).hexdigest()[:16]
    kept = path.parent / "__pycache__" / f"{path.stem}-{digest}.mo"
    with suppress(Exception):  # not there, not readable, damaged in whatever way: compiled anew
        return GNUTranslations(io.BytesIO(kept.read_bytes()))
    compiled = _compile(source, language)
    _keep(compiled, kept)
    return GNUTranslations(io.BytesIO(compiled))


def _compile(source: bytes, language: Language) -> bytes:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only where nothing is kept
    from babel.messages.pofile import read_po  # noqa: PLC0415

    binary = io.BytesIO()
    write_mo(binary, read_po(io.BytesIO(source), locale=language))
    return binary.getvalue()


def _keep(compiled: bytes, at: Path) -> None:
    """Write it for the next command, where we may; of older sources nothing is left."""
    from terakoya_autograde.storage import write_file  # noqa: PLC0415 - as above

    with suppress(Exception):  # whatever keeps it from being written: it was only for speed
        at.parent.mkdir(exist_ok=True)
        for older in at.parent.glob(f"{at.name.rpartition('-')[0]}-*.mo"):
            older.unlink(missing_ok=True)
        write_file(at, compiled)


def gettext(message: str) -> str:
    """Return `message` in the current language."""
    return translations(_current.get()).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """Return `one` or `many` in the current language, as `n` asks for."""
    return translations(_current.get()).ngettext(one, many, n)


def current_language() -> Language:
    """Return the language in which messages are made now."""
    return _current.get()


def choose_language(language: Language) -> None:
    """Make messages in `language` from now on, in this context."""
    _current.set(language)


@contextmanager
def use_language(language: Language) -> Iterator[None]:
    """Make messages in `language` inside a ``with`` block."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def preferred_language(environment: os._Environ[str] | dict[str, str]) -> Language:
    """Read the wanted language: ``TERAKOYA_LANG``, then the POSIX locale; Japanese otherwise."""
    for name in ("TERAKOYA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        wanted = environment.get(name, "")[:2].lower()
        for language in LANGUAGES:
            if wanted == language:
                return language
    return DEFAULT


def accepted_language(header: str) -> Language | None:
    """Return the best known language of an Accept-Language header (RFC 9110, 12.5.4), if any."""
    ranked: list[tuple[float, int, str]] = []
    for place, entry in enumerate(header[:500].split(",")):
        name, _semicolon, quality = entry.strip().partition(";q=")
        try:
            ranked.append((-float(quality or "1"), place, name[:2].lower()))
        except ValueError:
            continue
    wanted = [name for minus, _place, name in sorted(ranked) if minus < 0]
    return next((known for name in wanted for known in LANGUAGES if name == known), None)
