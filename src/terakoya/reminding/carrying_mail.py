"""The queue of mails, carried to the mail server: nothing is lost, and nothing is sent twice.

Each mail is claimed in a transaction of its own before the server is asked, and what became of it
is noted after. Two carriers at once never have the same mail. A carrier that was stopped in between
leaves the mail as `sending`; a person says what became of it. What a person has said meanwhile is
not undone by what the carrier notes later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path

from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.language import use_language
from terakoya.model import Event, EventKind, Stamp
from terakoya.model.mail_settings import MailSettings
from terakoya.model.notice import Notice, NoticeState
from terakoya.records import Database, add_events, find_learner
from terakoya.records.notice_records import (
    NoticeStep,
    claim_notice,
    end_claim,
    find_notice,
    set_notice_state,
)
from terakoya.reminding.mail_server import MailAwayError, MailServer, Outcome, open_mail_server
from terakoya.reminding.notice_words import NoticeWriter
from terakoya.reminding.usable_mail import can_be_written_to

__all__ = ["Carried", "MailCarrier", "settle_notice"]

_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)
BY = "mail"
"""Who stands in the log for what the carrier notes."""


@dataclass
class Carried:
    """How many mails were taken, will be tried again, were refused, or are not known of.

    Attributes:
        paper: people without an address.
        away: why the server cannot be used just now; empty where it can.
    """

    sent: int = 0
    later: int = 0
    refused: int = 0
    unknown: int = 0
    paper: int = 0
    away: str = ""


@dataclass(frozen=True)
class MailCarrier:
    """Carries queued notices to a mail server.

    Attributes:
        clock: tells the moment, with its time zone.
        root: of the workspace.
    """

    database: Database
    writer: NoticeWriter
    settings: MailSettings
    clock: Callable[[], datetime]
    root: Path | None = None

    def carry(self, is_stopped: Callable[[], bool] = lambda: False) -> Carried:
        """Send what is queued and due, one after the other; return what became of it.

        Raises:
            WorkspaceError: the settings cannot be used as they are.
        """
        carried = Carried()
        with ExitStack() as stack:
            server: MailServer | None = None
            while not is_stopped() and not carried.away and (notice := self._claim()) is not None:
                if not (address := self._address(notice)):
                    self._note(notice, NoticeState.PAPER)
                    carried.paper += 1
                    continue
                try:
                    if server is None:
                        server = stack.enter_context(open_mail_server(self.settings, self.root))
                    outcome, words = self._send(server, notice, address)
                except MailAwayError as error:
                    carried.away = str(error)
                    outcome, words = Outcome.LATER, str(error)
                except BaseException:
                    self._give_back(notice, "")
                    raise
                self._take_outcome(notice, outcome, words, address, carried)
        return carried

    def _claim(self) -> Notice | None:
        with self.database.session() as session:
            return claim_notice(session, self.clock())

    def _send(self, server: MailServer, notice: Notice, address: str) -> tuple[Outcome, str]:
        if not can_be_written_to(address):
            return Outcome.REFUSED, _("No mail can be sent to this address.")
        return server.send(self._message(notice, address), address)

    def _give_back(self, notice: Notice, problem: str) -> None:
        """Queue it again, to be tried after a while that doubles."""
        now = self.clock()
        wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(notice.tries, 10))
        step = NoticeStep(NoticeState.QUEUED, now, problem, now + wait)
        with self.database.session() as session:
            end_claim(session, notice, step)

    def _take_outcome(
        self, notice: Notice, outcome: Outcome, words: str, address: str, carried: Carried
    ) -> None:
        if outcome is Outcome.LATER:
            self._give_back(notice, words)
            carried.later += 1
        elif outcome is Outcome.TAKEN:
            self._note(notice, NoticeState.SENT, address=address)
            carried.sent += 1
        elif outcome is Outcome.REFUSED:
            self._note(notice, NoticeState.REFUSED, words, address)
            carried.refused += 1
        else:
            self._note(notice, NoticeState.SENDING, words, address)
            carried.unknown += 1

    def _note(
        self, notice: Notice, state: NoticeState, problem: str = "", address: str = ""
    ) -> None:
        stamp = Stamp(self.clock(), BY)
        step = NoticeStep(state, stamp.at, problem, address=address)
        with self.database.session() as session:
            if end_claim(session, notice, step) or state is NoticeState.SENT:
                add_events(session, stamp, [_tell(notice, state)])

    def _address(self, notice: Notice) -> str:
        with self.database.reading() as session:
            person = find_learner(session, notice.person_id)
        return person.email if person is not None else ""

    def _message(self, notice: Notice, address: str) -> EmailMessage:
        settings = self.settings
        with use_language(settings.language):
            text = self.writer.write(notice)
            site = [_("The site: {address}").format(address=settings.site)] if settings.site else []
            end = _("This mail was sent by Terakoya. What you are told of, you choose on the site.")
        message = EmailMessage()
        message["Subject"] = " ".join(text.subject.split())
        message["From"], message["To"] = settings.sender, address
        if settings.answers_to:
            message["Reply-To"] = settings.answers_to
        message["Date"] = format_datetime(self.clock())
        message["Message-ID"] = _message_id(notice, settings.sender)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content("\n".join([*text.lines, "", *site, end]) + "\n")
        return message


def settle_notice(database: Database, notice_id: int, state: NoticeState, stamp: Stamp) -> Notice:
    """Say what becomes of a notice: sent again, sent after all, or handed over on paper.

    Raises:
        UsageError: there is no such notice, or it has come too far for that.
    """
    may_be = {
        NoticeState.QUEUED: {NoticeState.SENDING, NoticeState.REFUSED, NoticeState.PAPER},
        NoticeState.SENT: {NoticeState.SENDING},
        NoticeState.PAPER: {NoticeState.QUEUED, NoticeState.SENDING, NoticeState.REFUSED},
    }.get(state, set())
    with database.session() as session:
        known = find_notice(session, notice_id)
        if known is not None and known.state is state:
            return known
        if known is None or known.state not in may_be:
            raise UsageError(
                _("This notice has come another way meanwhile."),
                remedy=_("Load the page again and look."),
            )
        changed = set_notice_state(session, notice_id, NoticeStep(state, stamp.at))
        add_events(session, stamp, [_tell(known, state)])
    return changed


def _tell(notice: Notice, state: NoticeState) -> Event:
    data = {"kind": notice.kind.value, "state": state.value}
    return Event(EventKind.NOTICE, notice.cohort_id, notice.person_id, data=data)


def _message_id(notice: Notice, sender: str) -> str:
    """Return a name of the mail that is the same whenever it is sent, and tells nothing."""
    digest = hashlib.sha256(notice.key.encode()).hexdigest()[:32]
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    return f"<{digest}@{domain}>"
