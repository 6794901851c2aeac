"""The carrier of mails in an office that runs: a thread that looks into the queue now and then."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime

from terakoya.errors import TerakoyaError
from terakoya.logs import get_logger
from terakoya.model.mail_settings import MailSettings
from terakoya.records import Database
from terakoya.reminding.carrying_mail import MailCarrier
from terakoya.reminding.notice_words import NoticeWriter
from terakoya.workspace import Workspace

__all__ = ["MailThread", "start_mail"]

_SECONDS = 20.0
_PATIENCE = 10.0
log = get_logger("mail")


@dataclass
class MailThread:
    """A carrier at work; `stop` lets it end the mail that it is at."""

    carrier: MailCarrier
    seconds: float = _SECONDS
    _stopped: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Carry until `stop`."""
        self._thread = threading.Thread(target=self._work, name="mail", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Begin no other mail, and wait for the one that is on its way."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(_PATIENCE)

    def _work(self) -> None:
        while not self._stopped.is_set():
            try:
                carried = self.carrier.carry(self._stopped.is_set)
            except TerakoyaError as error:  # the settings or the database; asked again later
                log.warning("mail is not sent", reason=error.sentence)
            except Exception:  # of a library; the next mails go all the same
                log.exception("mail is not sent")
            else:
                if carried.away:
                    log.warning("the mail server is away", reason=carried.away)
            self._stopped.wait(self.seconds)


def start_mail(workspace: Workspace, database: Database, settings: MailSettings) -> MailThread:
    """Start the carrier of an office; one that does nothing where no mail server is set."""
    writer = NoticeWriter(workspace, database)
    root = workspace.root
    carrier = MailCarrier(database, writer, settings, lambda: datetime.now(UTC), root)
    thread = MailThread(carrier)
    if settings.is_set:
        thread.start()
    return thread
