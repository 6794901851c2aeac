"""Reading a roster: the list of staff that a personnel section exports, CSV or xlsx."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from terakoya.delivery.ditto import fill_dittos, is_ditto
from terakoya.errors import RosterError, together
from terakoya.language import gettext as _
from terakoya.model import Learner, Tier, find_unseen, has_control, is_learner_id, mark_unseen
from terakoya.sheets import Choice, Reading, Row, Table, Wording, read_table

__all__ = ["COLUMNS", "Roster", "open_roster", "read_roster", "read_wording"]

ID, NAME, CODE, DEPARTMENT, POSITION, TIER, EMAIL = COLUMNS = (
    "職員番号",
    "氏名",
    "所属コード",
    "所属",
    "職位",
    "階層",
    "メール",
)
_TIERS = {tier.japanese: tier for tier in Tier} | {tier.value: tier for tier in Tier}
_LONGEST = {NAME: 200, CODE: 32, DEPARTMENT: 200, POSITION: 100, EMAIL: 254}
_IN_LINES = (DEPARTMENT, POSITION)  # people put 部 and 課 on two lines of one cell
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_MADE_BY_EXCEL = re.compile(  # a day or a power of ten where somebody typed a code, saved as CSV
    r"\d{1,2}月\d{1,2}日|\d{4}/\d{1,2}/\d{1,2}|\d(\.\d+)?E[+-]\d+|#{3,}"
    r"|(\d{1,2}-)?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(-\d\d)?"
)
_FIRST = len(COLUMNS) + 2  # checks that make further complaints about a cell needless
_SAME_AS_ABOVE = (CODE, DEPARTMENT, POSITION, TIER)
_EDGES = " \t\r\n\u3000\xa0"


@dataclass(frozen=True)
class Roster:
    """The learners of a roster with the lines where they stand, and what of the file was read.

    `empty` tells in which lines nothing stands under a heading that may be empty.
    """

    learners: tuple[Learner, ...]
    lines: tuple[int, ...]
    reading: Reading
    empty: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Problem:
    line: int
    column: str
    what: str
    remedy: str


@cache
def read_wording() -> Wording:
    """Return the other words for a roster's headings, from ``roster_headings.toml``."""
    path = Path(__file__).with_name("roster_headings.toml")
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    return Wording(given["others"], tuple(given["remarks"]))


def read_roster(path: Path) -> tuple[Learner, ...]:
    """Return the learners of a roster; see `open_roster`."""
    return open_roster(path).learners


def open_roster(path: Path, choice: Choice | None = None) -> Roster:
    """Read a roster; one bad row and nobody is returned.

    Its columns are `COLUMNS`, in any order, or what they are called elsewhere. Names stay exactly
    as typed; staff numbers are text, so leading zeros stay.

    Raises:
        UsageError: there is no such file, it is no table, or a cell in it cannot be known.
        RosterError: columns are missing, or rows are bad; every bad row is listed.
    """
    table = read_table(path, COLUMNS, read_wording(), choice)
    _require_columns(table)
    if not table.rows:
        remedy = _("Write one row for each learner.")
        if table.reading.hidden_rows:
            remedy = _("Its rows are hidden: show them, or add --hidden.")
        raise RosterError(_("The roster holds no learner."), where=path.name, remedy=remedy)
    rows = fill_dittos(table.rows, _SAME_AS_ABOVE)
    problems = [problem for row in rows for problem in _check_row(row, not table.is_workbook)]
    problems += _find_duplicates(rows) + _find_lost_zeros(rows)
    if problems:
        raise _roster_error(table, problems)
    learners = tuple(_learner(row) for row in rows)
    return Roster(learners, tuple(row.line for row in rows), table.reading, _find_empty(rows))


def _find_empty(rows: Sequence[Row]) -> dict[str, tuple[int, ...]]:
    empty = {
        column: tuple(row.line for row in rows if not row.values[column].strip())
        for column in (CODE, DEPARTMENT, POSITION)
    }
    return {column: lines for column, lines in empty.items() if lines}


def _require_columns(table: Table) -> None:
    missing = [column for column in COLUMNS if column not in table.columns]
    if not missing:
        return
    what = _("Columns are missing: {columns}.").format(columns=", ".join(missing))
    others = [mark_unseen(heading, 20) for heading in table.reading.unused[:10]]
    if table.reading.hidden_columns:
        remedy = _("Show the hidden columns in Excel, or add --hidden: {columns}.")
        remedy = remedy.format(columns=", ".join(table.reading.hidden_columns[:10]))
    elif table.reading.hidden_rows and len(missing) == len(COLUMNS):
        remedy = _("Its rows are hidden: show them, or add --hidden.")
    elif others:
        remedy = _("Write these headings over their columns. Not recognised: {headings}.")
        remedy = remedy.format(headings=", ".join(others))
    else:
        remedy = _("Write these headings over their columns.")
    raise RosterError(what, where=table.name, remedy=remedy)


def _roster_error(table: Table, problems: Sequence[_Problem]) -> RosterError:
    sentences = [
        together(f"{table.where(problem.line, problem.column)}: {problem.what}", problem.remedy)
        for problem in sorted(problems, key=lambda problem: problem.line)
    ]
    count = len({problem.line for problem in problems})
    what = _("Nobody was enrolled: rows to correct: {count}.").format(count=count)
    return RosterError(what, sentences)


def _learner(row: Row) -> Learner:
    return Learner(
        id=_id(row),
        name=row.values[NAME].strip(),
        department_code=_narrow(row.values[CODE]),
        department=_joined(row.values[DEPARTMENT]),
        position=_joined(row.values[POSITION]),
        tier=_TIERS[_narrow(row.values[TIER])],
        email=_narrow(row.values[EMAIL]),
    )


def _narrow(text: str) -> str:
    """Return codes as they are compared: half-width, without spaces around."""
    return unicodedata.normalize("NFKC", text).strip()


def _joined(text: str) -> str:
    """Return a cell of several lines as a person reads it aloud: one line, with spaces between."""
    lines = (line.strip() for line in re.split(r"\r\n|\n", text))
    return " ".join(line for line in lines if line)


def _id(row: Row) -> str:
    return _narrow(row.values[ID])


def _check_row(row: Row, is_text: bool) -> list[_Problem]:
    if row.surplus:  # the cells stand under wrong headings; more complaints would mislead
        what = _("The row has more cells than there are headings.")
        remedy = _("Put cells that hold a comma into quotation marks.")
        return [_Problem(row.line, COLUMNS[-1], what, remedy)]
    found = [
        _check_ditto(row, column) or _check_made_by_excel(row, column, is_text)
        for column in COLUMNS
    ]
    found += [_check_struck(row, column) for column in (ID, NAME)]
    told = {problem[0] for problem in found if problem}
    found += [_check_id(_id(row)), _check_tier(row.values[TIER]), _check_email(row.values[EMAIL])]
    found += [_check_text(column, row.values[column]) for column in _LONGEST]
    if not row.values[NAME].strip():
        found.append((NAME, _("The name is missing."), _("Write it.")))
    others = [problem for problem in found[_FIRST:] if problem and problem[0] not in told]
    kept = [problem for problem in found[:_FIRST] if problem] + others
    return [_Problem(row.line, *problem) for problem in kept]


def _check_ditto(row: Row, column: str) -> tuple[str, str, str] | None:
    if not is_ditto(row.values[column]):
        return None
    what = _("“{value}” stands for a cell above, and that cannot be known here.")
    return column, what.format(value=_shown(row.values[column].strip())), _("Write it out.")


def _check_struck(row: Row, column: str) -> tuple[str, str, str] | None:
    if column not in row.struck:
        return None
    what = _("The cell is struck through.")
    return column, what, _("Remove the row, or the line through it.")


def _check_made_by_excel(row: Row, column: str, is_text: bool) -> tuple[str, str, str] | None:
    """A code such as 3-1 becomes a day as soon as somebody types it; a CSV file has it as text."""
    text = row.values[column].strip(_EDGES)
    is_code = is_text and column in (ID, CODE)
    if row.kinds.get(column) != "date" and not (is_code and _MADE_BY_EXCEL.fullmatch(text)):
        return None
    what = _("The cell holds “{value}”, which Excel made of what was typed.")
    remedy = _("Format the column as text and type it again.")
    return column, what.format(value=_shown(text)), remedy


def _check_id(text: str) -> tuple[str, str, str] | None:
    if not text:
        return ID, _("The staff number is missing."), _("Write it.")
    if not is_learner_id(text):
        what = _("“{value}” cannot be a staff number.").format(value=_shown(text))
        return ID, what, _("Use up to 32 letters, digits, hyphens and underscores.")
    return None


def _check_tier(text: str) -> tuple[str, str, str] | None:
    if _narrow(text) in _TIERS:
        return None
    what = _("“{value}” is no tier.").format(value=_shown(text))
    remedy = _("Write one of: {values}.").format(values=", ".join(tier.japanese for tier in Tier))
    return TIER, what, remedy


def _check_email(text: str) -> tuple[str, str, str] | None:
    if not _narrow(text):
        return EMAIL, _("The e-mail address is missing."), _("Write it.")
    if _EMAIL.fullmatch(_narrow(text)) is None:
        what = _("“{value}” is no e-mail address.").format(value=_shown(text))
        return EMAIL, what, _("Write one address like name@city.example.jp.")
    return None


def _check_text(column: str, text: str) -> tuple[str, str, str] | None:
    text = _joined(text) if column in _IN_LINES else text.strip(_EDGES)
    if has_control(text):
        what = _("The cell holds a line break or another control character.")
        return column, what, _("Type the cell again.")
    if what := find_unseen(text):
        private = any(unicodedata.category(character) == "Co" for character in text)
        own = _("Write in its place a character that every machine has, or kana.")
        return column, what, own if private else _("Type the cell again.")
    if len(text) > _LONGEST[column]:
        what = _("The text is longer than {limit} characters.").format(limit=_LONGEST[column])
        return column, what, _("Shorten it.")
    return None


def _shown(text: str) -> str:
    return mark_unseen(text, 40)


def _find_duplicates(rows: Sequence[Row]) -> list[_Problem]:
    problems = []
    first: dict[tuple[str, str], int] = {}
    numbers = {row.line: _id(row) for row in rows}
    for row in rows:
        for column, value in ((ID, _id(row)), (EMAIL, _narrow(row.values[EMAIL]))):
            key = value.casefold()
            if key and (line := first.setdefault((column, key), row.line)) != row.line:
                what = _("“{value}” is in line {line} already.")
                if column == ID and value != numbers[line]:
                    what = _("“{value}” differs from line {line} in upper and lower case only.")
                what = what.format(value=_shown(value if column == ID else key), line=line)
                problems.append(_Problem(row.line, column, what, _("Remove or correct one row.")))
    return problems


def _find_lost_zeros(rows: Sequence[Row]) -> list[_Problem]:
    """Numbers shorter than the other staff numbers have lost their leading zeros in Excel."""
    rows = [row for row in rows if is_learner_id(_id(row))]  # of the others that is said already
    longest = max((len(_id(row)) for row in rows), default=0)
    what = _("The leading zeros of the staff number are lost.")
    remedy = _("Format the column as text and type the number again with its zeros.")
    return [
        _Problem(row.line, ID, what, remedy)
        for row in rows
        if ID in row.numbers and len(_id(row)) < longest
    ]
