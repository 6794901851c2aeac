"""One conversation with a mail server (SMTP), and what each answer of it means.

A mail that the server may have taken is never offered a second time by itself: where the line broke
after the content was sent, nobody knows, and that is what is said.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path

from terakoya.language import gettext as _
from terakoya.model.mail_settings import MailSettings
from terakoya.reminding.usable_mail import require_usable

__all__ = ["MailAwayError", "MailServer", "Outcome", "open_mail_server"]


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
            content = message.as_bytes(policy=SMTP)
        except (ValueError, MessageError):
            return Outcome.REFUSED, _no_mail()
        self._begin()
        try:
            code, words = self._line.rcpt(address)
        except (smtplib.SMTPException, OSError) as error:
            raise MailAwayError(_plain(error)) from None
        except ValueError:  # SMTP has no form for this address; nothing of it was sent
            self._forget()
            return Outcome.REFUSED, _no_mail()
        if not _is_taken(code):
            self._forget()
            return _refusal(code), _say(code, words)
        return self._send_content(content)

    def _begin(self) -> None:
        try:
            code, words = self._line.mail(self._sender)
        except (smtplib.SMTPException, OSError) as error:
            raise MailAwayError(_plain(error)) from None
        except ValueError:
            raise MailAwayError(_not_so()) from None
        if not _is_taken(code):
            raise MailAwayError(_say(code, words))

    def _send_content(self, content: bytes) -> tuple[Outcome, str]:
        try:
            code, words = self._line.data(content)
        except smtplib.SMTPDataError as error:  # not even begun
            self._forget()
            said: bytes = error.smtp_error  # type: ignore[assignment]
            return _refusal(error.smtp_code), _say(error.smtp_code, said)
        except (smtplib.SMTPException, OSError) as error:
            return Outcome.UNKNOWN, _plain(error)
        if _is_taken(code):
            return Outcome.TAKEN, ""
        return (_refusal(code) if code >= 400 else Outcome.UNKNOWN), _say(code, words)

    def _forget(self) -> None:
        """Let the server forget the mail that is begun: else it takes no other one."""
        with suppress(smtplib.SMTPException, OSError):
            self._line.rset()


@contextmanager
def open_mail_server(settings: MailSettings, root: Path | None = None) -> Iterator[MailServer]:
    """Yield a line to the server of the settings.

    Args:
        root: of the workspace, in which a relative `password_file` is.

    Raises:
        WorkspaceError: the settings cannot be used as they are.
        MailAwayError: the server does not answer, or does not let us in.
    """
    password = require_usable(settings, root)
    try:
        line = _connect(settings)
    except (smtplib.SMTPException, OSError) as error:
        raise MailAwayError(_plain(error)) from None
    except ValueError:
        raise MailAwayError(_not_so()) from None
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
    except ValueError:  # its words may hold what we would have sent, too
        raise MailAwayError(_not_so()) from None


def _is_taken(code: int) -> bool:
    return 200 <= code < 300


def _refusal(code: int) -> Outcome:
    return Outcome.REFUSED if code >= 500 else Outcome.LATER


def _not_so() -> str:
    return _("The mail server cannot be asked with the settings as they are.")


def _no_mail() -> str:
    return _("No mail can be sent to this address.")


def _say(code: int, words: bytes) -> str:
    return f"{code} {words.decode('utf-8', 'replace')}"[:300]


def _plain(error: Exception) -> str:
    text = str(error) or type(error).__name__
    return text[:300]
