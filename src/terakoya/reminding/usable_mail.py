"""Settings with which no mail can ever be sent, found before a mail server is asked."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parseaddr
from pathlib import Path

from terakoya.errors import WorkspaceError
from terakoya.language import gettext as _
from terakoya.model.local_addresses import is_loopback
from terakoya.model.mail_settings import MailSettings

__all__ = ["can_be_written_to", "find_mail_fault", "require_usable"]


def require_usable(settings: MailSettings, root: Path | None = None) -> str:
    """Return the password of the settings, empty where there is none.

    Args:
        root: of the workspace, in which a relative `password_file` is.

    Raises:
        WorkspaceError: no mail can ever be sent with these settings; says which of them.
    """
    for name in _unusable(settings):
        raise _fault(name)
    password = _read_password(settings, root)
    if not password.isascii():  # what SMTP logs in with, as Python speaks it
        raise _fault("password_file" if settings.password_file else "password")
    return password


def find_mail_fault(settings: MailSettings, root: Path | None = None) -> str:
    """Return why no mail can ever be sent with these settings; empty where some can."""
    try:
        require_usable(settings, root)
    except WorkspaceError as error:
        return error.sentence
    return ""


def can_be_written_to(address: str) -> bool:
    """Tell whether SMTP has a form for an address; whether it exists, only its server knows."""
    return address.isascii() and address.isprintable() and bool(address.strip())


def _unusable(settings: MailSettings) -> Iterator[str]:
    if not _is_host(settings.host):
        yield "host"
    if not settings.user.isascii():
        yield "user"
    sender = settings.sender
    if not (_is_one_line(sender) and can_be_written_to(parseaddr(sender)[1])):
        yield "sender"
    if not _is_one_line(settings.answers_to):
        yield "answers_to"


def _is_host(text: str) -> bool:
    try:
        text.encode("idna")
    except UnicodeError:  # two dots one after the other, or a part that is too long
        return False
    return text.isprintable() and not any(letter.isspace() for letter in text)


def _is_one_line(text: str) -> bool:
    return len(text.splitlines()) <= 1


def _fault(name: str) -> WorkspaceError:
    return WorkspaceError(
        _("No mail can be sent with this {setting}.").format(setting=name),
        where=f"[mail] {name}",
        remedy=_(
            "Write it in ASCII letters: an address like kenshu@city.example.jp, "
            "a host like mail.city.example.jp."
        ),
    )


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
    except (OSError, ValueError, IndexError):
        raise WorkspaceError(
            _("The file with the password of the mail server cannot be read."),
            where=settings.password_file,
            remedy=_("Check password_file under [mail], and its permissions."),
        ) from None
