"""nbgrader's exchange as a source: ``<root>/<course_id>/inbound/<learner>+<assignment>+<time>``."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from traitlets.config.loader import Config, PyFileConfigLoader

from terakoya.dates import LOCAL
from terakoya.delivery.entries import Claim, Entry, Listing, Refused, TooManyError
from terakoya.delivery.file_names import printable
from terakoya.delivery.limits import CollectLimits
from terakoya.delivery.source import Asked, Source
from terakoya.delivery.sources.folder import FolderSource
from terakoya.errors import SubmissionError, UsageError, WorkspaceError
from terakoya.language import gettext as _
from terakoya.model import Text
from terakoya.workspace import Workspace

__all__ = ["SOURCE", "ExchangeSource", "exchange_root"]

# nbgrader's default Exchange.timestamp_format, "%Y-%m-%d %H:%M:%S.%f %Z"
_TIME = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?) ?(\S*)")
_ZONES = {"": UTC, "UTC": UTC, "JST": LOCAL}


class ExchangeSource:
    """Lists every attempt in the inbound folder of a cohort."""

    def __init__(
        self, root: Path, cohort_id: str, assignments: Container[str], limits: CollectLimits
    ) -> None:
        """Name the inbound folder.

        Args:
            root: the exchange.
            cohort_id: nbgrader's course_id.
            assignments: the ids to collect; attempts at others are passed over.
            limits: those of one attempt and, for `entries`, of the inbound folder.
        """
        self._inbound = root / cohort_id / "inbound"
        self._assignments, self._limits = assignments, limits

    def listing(self) -> Listing:
        """List the attempts, oldest first by name.

        Raises:
            UsageError: there is no exchange for this cohort.
            SubmissionError: the inbound folder holds too many attempts.
        """
        try:
            names = sorted(folder.name for folder in self._inbound.iterdir())
        except OSError as error:
            what = _("The exchange cannot be read: {reason}.").format(reason=error.strerror)
            remedy = _("Check c.Exchange.root in nbgrader_config.py, or name a place with --from.")
            raise UsageError(what, where=str(self._inbound), remedy=remedy) from None
        if len(names) > self._limits.entries:
            raise TooManyError(self._limits.entries)
        entries: list[Entry] = []
        refused: list[Refused] = []
        others: list[Entry] = []
        for name in names:
            try:
                listing = self._attempt(name)
            except SubmissionError as error:
                refused.append(Refused(printable(name), error.sentence))
                continue
            entries += listing.entries
            refused += listing.refused
            others += listing.others
        return Listing(tuple(entries), tuple(refused), tuple(others))

    def close(self) -> None:
        """Nothing stays open."""

    def _attempt(self, name: str) -> Listing:
        """List one attempt under its own limits: a hostile one cannot hold up the others."""
        fields = name.split("+")
        if len(fields) not in (3, 4):
            what = _("This is no attempt that nbgrader made.")
            raise SubmissionError(what, remedy=_("Hand in with nbgrader or from the site."))
        claim = Claim(fields[0], fields[1], name)
        if claim.assignment_id not in self._assignments:
            return Listing((), ())
        limits = replace(
            self._limits, files=self._limits.inner_files, entries=self._limits.inner_files * 10
        )
        found = FolderSource(self._inbound, limits, below=(name,)).listing()
        moment = _read_time(fields[2])
        shown = printable(name)
        entries, others = (
            tuple(
                replace(
                    entry,
                    name=f"{shown}/{entry.name}",
                    modified=moment or entry.modified,
                    claim=claim,
                )
                for entry in part
            )
            for part in (found.entries, found.others)
        )
        refused = tuple(Refused(f"{shown}/{entry.name}", entry.reason) for entry in found.refused)
        return Listing(entries, refused, others)


def exchange_root(workspace: Workspace) -> Path:
    """Return the exchange that nbgrader_config.py names (``c.Exchange.root``), or var/exchange.

    Raises:
        WorkspaceError: the configuration cannot be run.
    """
    path = workspace.root / "nbgrader_config.py"
    try:
        config: Config = PyFileConfigLoader(path.name, str(workspace.root)).load_config()
    except Exception as error:  # a program may fail in any way
        what = _("The file cannot be run: {reason}.").format(reason=f"{error}"[:200])
        raise WorkspaceError(what, where=path.name, remedy=_("Correct it.")) from error
    root = config.get("Exchange", Config()).get("root")
    return workspace.root / root if isinstance(root, str) and root else workspace.var / "exchange"


def _read_time(text: str) -> datetime | None:
    match = _TIME.fullmatch(text)
    zone = _ZONES.get(match[2]) if match else None
    if match is None or zone is None:
        return None
    try:
        return datetime.fromisoformat(match[1]).replace(tzinfo=zone).astimezone(UTC)
    except ValueError:
        return None


def _open(asked: Asked) -> ExchangeSource | None:
    if asked.path is not None:
        return None
    root = exchange_root(asked.workspace)
    return ExchangeSource(root, asked.cohort_id, asked.assignments, asked.limits)


SOURCE = Source(
    "exchange",
    protocol=1,
    words=Text(ja="nbgraderの受け渡し場所", en="nbgrader's exchange"),
    open=_open,
)
