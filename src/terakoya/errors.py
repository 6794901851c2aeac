"""What can go wrong, as one tree::

    TerakoyaError            what, where, what to do next; exit code 1
    ├── UsageError           the command was given something that is not there or not allowed; 2
    ├── WorkspaceError       no workspace, or a file of it is missing
    │   ├── ManifestError    course.toml or assignment.toml: file, line, key, remedy
    │   └── NotNowError      a database or a disk that cannot be used just now; it may pass
    ├── NotebookError        a notebook that cannot be read or used
    ├── RosterError          every bad row of a roster; nobody was enrolled
    ├── ReleaseError         a release that cannot be made, or is not fresh
    ├── SubmissionError      a submission that is refused; the others go through
    ├── ConflictError        what is asked for does not go with what is there already
    ├── GradingError         the grader itself failed
    ├── ExportError          a file that cannot be written as asked
    ├── LoginRefusedError    a name and a password that let nobody in
    ├── BackupError          a backup that is damaged, or cannot be put back there
    ├── AiError              no answer of a model, and why
    │   ├── NotRecordedError nothing was recorded for a question; which ones have an answer
    │   └── PersonalDataError there is some in a question, so it was not sent; where, and masked
    ├── ServerError          a learner's JupyterLab that cannot be started, and why
    └── PluginError          a part that another package brings, which cannot be used

A learner's failing code is a result, never one of these.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Sequence
from typing import Self

from terakoya_autograde import StorageError, Trouble

from terakoya.language import gettext as _

__all__ = [
    "AiError",
    "BackupError",
    "ConflictError",
    "ExportError",
    "GradingError",
    "ManifestError",
]
__all__ += [
    "LoginRefusedError",
    "NotNowError",
    "NotRecordedError",
    "NotebookError",
    "PersonalDataError",
    "PluginError",
    "ReleaseError",
    "RosterError",
    "ServerError",
    "SubmissionError",
    "TerakoyaError",
    "UsageError",
    "WorkspaceError",
]
__all__ += ["disk_failure", "storage_failure", "together", "without_classes"]

_FULL_WIDTH_ENDS = ("。", "！", "？")
_ENDS = frozenset(".!?。！？:」")
_OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM})
_CLASS = re.compile(r"\b(?:\w+\.)*\w*(?:Error|Exception): ")


def without_classes(reason: str) -> str:
    """Return what another program says, without the names of Python's classes in it."""
    return _CLASS.sub("", reason).strip()


def disk_failure(error: BaseException) -> OSError | None:
    """Return the full or read-only disk, or missing permission, that is behind an error, if any."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in _OF_THE_DISK:
            return cause
        cause = cause.__cause__ or cause.__context__
    return None


def together(first: str, second: str) -> str:
    """Put two sentences one after the other: after a Japanese full stop there is no space."""
    space = "" if not second or first.endswith(_FULL_WIDTH_ENDS) else " "
    return f"{first}{space}{second}"


class TerakoyaError(Exception):
    """A failure with one sentence for people: what, where, and what to do next."""

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The whole message: ``where: what remedy``."""
        what = self.what if self.what[-1:] in _ENDS else self.what + "."
        return together(f"{self.where}: {what}" if self.where else what, self.remedy)

    def again(self) -> Self:
        """Return the same problem to raise once more: what was raised holds on to its callers."""
        same = type(self).__new__(type(self), *self.args)
        same.__dict__.update(self.__dict__)
        return same


class UsageError(TerakoyaError):
    """The command was given something that does not exist or is not allowed."""

    exit_code = 2


class LoginRefusedError(TerakoyaError):
    """Nobody is let in. The sentence is the same whatever is wrong; `reason` is for logs only."""

    def __init__(self, what: str, *, remedy: str = "", reason: str = "") -> None:
        super().__init__(what, remedy=remedy)
        self.reason = reason


class WorkspaceError(TerakoyaError):
    """There is no workspace here, or a part of it is missing."""


class ManifestError(WorkspaceError):
    """A manifest that breaks its rules; `problems` holds one sentence for each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class NotNowError(WorkspaceError):
    """A database or a disk cannot be used just now: nothing was changed, and later it may work.

    `trouble` is why.
    """

    trouble = Trouble.UNUSABLE


_PASSES = frozenset({Trouble.BUSY, Trouble.AWAY, Trouble.FULL, Trouble.READ_ONLY})


def storage_failure(error: StorageError) -> WorkspaceError:
    """Say in one sentence why a database cannot be used just now; it is whole in every case."""
    what, remedy = {
        Trouble.BUSY: (
            _("Another program is writing in this database and does not end."),
            _("Close it, or wait until it has ended; then run the command again."),
        ),
        Trouble.AWAY: (
            _("The server of the database does not answer."),
            _("Wait until it does; then run the command again."),
        ),
        Trouble.FULL: (_("The disk is full."), _("Make room on it, and run the command again.")),
        Trouble.DAMAGED: (
            _("This is no database, or it is damaged."),
            _("Restore the file from a backup."),
        ),
        Trouble.READ_ONLY: (
            _("The database can only be read."),
            _("Check the permissions of its folder, and whether the disk is read-only."),
        ),
    }.get(error.trouble, (error.words, ""))
    if error.trouble not in _PASSES:
        return WorkspaceError(what, where=error.where, remedy=remedy)
    passing = NotNowError(what, where=error.where, remedy=remedy)
    passing.trouble = error.trouble
    return passing


class NotebookError(TerakoyaError):
    """A notebook that cannot be read, or that lacks what its use needs.

    `cell` is the number of the cell that is to blame, from 1, where that is known.
    """

    def __init__(
        self, what: str, *, where: str = "", remedy: str = "", cell: int | None = None
    ) -> None:
        self.cell = cell
        super().__init__(what, where=where, remedy=remedy)


class RosterError(TerakoyaError):
    """A roster with bad rows; `problems` holds one sentence for each of them."""

    def __init__(self, what: str, problems: Sequence[str] = (), **rest: str) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join([what, *self.problems]), **rest)


class ReleaseError(TerakoyaError):
    """A release that cannot be made, or that is not what its source would give."""


class SubmissionError(TerakoyaError):
    """One submission that is refused."""


class ConflictError(TerakoyaError):
    """What is asked for does not go with what is there already; nothing was changed."""


class GradingError(TerakoyaError):
    """The grader itself failed; the learner is not to blame."""


class BackupError(TerakoyaError):
    """A backup that is damaged, or cannot be put where it was to go."""


class ServerError(TerakoyaError):
    """A learner's JupyterLab that cannot be started."""


class AiError(TerakoyaError):
    """A model gave no answer: it was not asked, not reached, or said nothing of use."""


class NotRecordedError(AiError):
    """Nothing was recorded for a question."""


class PersonalDataError(AiError):
    """There is personal data in a question, so it went nowhere.

    Attributes:
        places: kind, begin and end of each, as positions in the question from 0.
        masked: the question with a label in each place.
    """

    def __init__(
        self,
        what: str,
        *,
        remedy: str = "",
        places: Sequence[tuple[str, int, int]] = (),
        masked: str = "",
    ) -> None:
        self.places = tuple(places)
        self.masked = masked
        super().__init__(what, remedy=remedy)


class PluginError(TerakoyaError):
    """A part of another package that cannot be used; everything else goes on without it."""


class ExportError(TerakoyaError):
    """A table that cannot be written in the form that was asked for."""
