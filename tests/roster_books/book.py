"""One workbook: how it is made, and the people that a person sees in it or why it is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from terakoya.sheets import Choice

__all__ = ["BOOKS", "HEADINGS", "PEOPLE", "SEEN", "Book", "Person", "changed", "keep"]

SEEN = Path(__file__).parents[1] / "golden" / "roster-books"
"""What LibreOffice shows of each workbook; `scripts/roster_referee.py` writes it."""

Person = tuple[str, ...]

HEADINGS = ("職員番号", "氏名", "所属コード", "所属", "職位", "階層", "メール")
PEOPLE: tuple[Person, ...] = (
    ("00101", "佐藤 花子", "0101", "総務課", "主事", "一般職員", "s1@city.example.jp"),
    ("00102", "髙橋　一郎", "0101", "総務課", "係長", "実務リーダー", "s2@city.example.jp"),
    ("00103", "田中 誠", "0203", "市民課", "課長", "推進リーダー", "s3@city.example.jp"),
)


@dataclass(frozen=True)
class Book:
    """A workbook by its maker.

    `people` are those that a person sees, from the first line on; where nobody can know, `refused`
    is what the refusal names, and `says` a word of the reason.
    """

    name: str
    make: Callable[[Path], None]
    people: Sequence[Person] = PEOPLE
    refused: str = ""
    says: str = ""
    choice: Choice = field(default_factory=Choice)
    notes: Sequence[str] = ()


BOOKS: dict[str, Book] = {}


def keep(book: Book) -> None:
    """Add a workbook to the collection."""
    assert book.name not in BOOKS
    BOOKS[book.name] = book


def changed(column: int, *texts: str) -> tuple[Person, ...]:
    """Return the people with other texts in a column, counted from 0."""
    return tuple(
        (*person[:column], text, *person[column + 1 :])
        for person, text in zip(PEOPLE, texts, strict=True)
    )
