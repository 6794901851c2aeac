"""One conversation with a mail server (SMTP), and what each answer of it means.

A mail that the server may have taken is never offered a second time by itself: where the line broke
after the content was sent, nobody knows, and that is what is said.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path

from terakoya.errors import WorkspaceError
from terakoya.language import gettext as _
from terakoya.model.local_addresses import is_loopback
from terakoya.model.mail_settings import MailSettings

__all__ = ["MailAwayError", "MailServer", "Outcome", "open_mail_server"]

_TEMPORARY = range(400, 500)


class Outcome(StrEnum):
    """What became of one mail."""

    TAKEN = "taken"
    LATER = "later"  # the server says: not now
    REFUSED = "refused"  # it says: never, for this address
    UNKNOWN = "unknown"  # the line broke after the content was sent


class MailAwayError(Exception):
    """The server cannot be used just now, for any mail; the text says why, without a secret."""


class MailServer:
    """An open line to a mail server."""

    def __init__(self, line: smtplib.SMTP, sender: str) -> None:
        self._line, self._sender = line, sender

    def send(self, message: EmailMessage, address: str) -> tuple[Outcome, str]:
        """Hand one mail over; return what became of it, and the server's words.

        Raises:
            MailAwayError: the line broke, or our sender is refused, before the mail was sent.
        """
        try:
            code, words = self._line.mail(self._sender)
            if code >= 400:
                raise MailAwayError(_say(code, words))
            code, words = self._line.rcpt(address)
            if code >= 400:
                with suppress(smtplib.SMTPException, OSError):
                    self._line.rset()
                return (Outcome.LATER if code in _TEMPORARY else Outcome.REFUSED), _say(code, words)
        except (smtplib.SMTPException, OSError) as error:
            raise MailAwayError(_plain(error)) from None
        return self._send_content(message)

    def _send_content(self, message: EmailMessage) -> tuple[Outcome, str]:
        try:
            code, words = self._line.data(message.as_bytes(policy=SMTP))
        except smtplib.SMTPDataError as error:  # not even begun
            code, words = error.smtp_code, bytes(error.smtp_error)  # type: ignore[arg-type]
        except (smtplib.SMTPException, OSError) as error:
            return Outcome.UNKNOWN, _plain(error)
        if code < 400:
            return Outcome.TAKEN, ""
        return (Outcome.LATER if code in _TEMPORARY else Outcome.REFUSED), _say(code, words)


@contextmanager
def open_mail_server(settings: MailSettings, root: Path | None = None) -> Iterator[MailServer]:
    """Yield a line to the server of the settings.

    Args:
        root: of the workspace, in which a relative `password_file` is.

    Raises:
        WorkspaceError: the settings cannot be used as they are.
        MailAwayError: the server does not answer, or does not let us in.
    """
    password = _read_password(settings, root)
    try:
        line = _connect(settings)
    except (smtplib.SMTPException, OSError) as error:
        raise MailAwayError(_plain(error)) from None
    try:
        if settings.user:
            _log_in(line, settings.user, password)
        yield MailServer(line, parseaddr(settings.sender)[1])
    finally:
        with suppress(smtplib.SMTPException, OSError):
            line.quit()
        line.close()


def _connect(settings: MailSettings) -> smtplib.SMTP:
    place = (settings.host, settings.port)
    if settings.security == "tls":
        trust = ssl.create_default_context()
        return smtplib.SMTP_SSL(*place, timeout=settings.seconds, context=trust)
    line = smtplib.SMTP(*place, timeout=settings.seconds)
    try:
        if settings.security == "starttls":
            line.starttls(context=ssl.create_default_context())
        line.ehlo_or_helo_if_needed()
    except BaseException:
        line.close()
        raise
    return line


def _log_in(line: smtplib.SMTP, user: str, password: str) -> None:
    try:
        line.login(user, password)
    except smtplib.SMTPException:
        # the server's words may hold what we sent
        raise MailAwayError(_("The mail server does not take user and password.")) from None
    except OSError as error:
        raise MailAwayError(_plain(error)) from None


def _read_password(settings: MailSettings, root: Path | None) -> str:
    is_near = is_loopback(settings.host) or settings.host == "localhost"
    if settings.user and settings.security == "none" and not is_near:
        raise WorkspaceError(
            _("A password would go to {host} unencrypted.").format(host=settings.host),
            where="[mail]",
            remedy=_('Write security = "starttls" or "tls", or leave the user out.'),
        )
    if not settings.password_file:
        return settings.password
    path = (root or Path()) / settings.password_file
    try:
        return path.read_text(encoding="utf-8").splitlines()[0]
    except (OSError, UnicodeDecodeError, IndexError):
        raise WorkspaceError(
            _("The file with the password of the mail server cannot be read."),
            where=settings.password_file,
            remedy=_("Check password_file under [mail], and its permissions."),
        ) from None


def _say(code: int, words: bytes) -> str:
    return f"{code} {words.decode('utf-8', 'replace')}"[:300]


def _plain(error: Exception) -> str:
    text = str(error) or type(error).__name__
    return text[:300]
