"""The settings of mail: through which server notices go, as whom, and with what secret."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from terakoya.language import Language

__all__ = ["MailSecurity", "MailSettings"]

MailSecurity = Literal["starttls", "tls", "none"]
_SECRET = {"secret": True}


@dataclass(frozen=True)
class MailSettings:
    """How notices go by mail; they do not where `host` is empty.

    Attributes:
        host: of the mail server.
        port: 587 or 25 for STARTTLS, 465 for TLS from the first byte, 25 for none.
        security: `none` sends no password to another machine.
        user: as whom we log in there; not at all where it is empty.
        password: of that user; better in the environment or in `password_file`.
        password_file: whose first line is the password.
        sender: the address that mails come from.
        answers_to: the address that answers go to; the sender's where it is empty.
        site: the address of the office, to stand in mails.
        language: of mails.
        days_before: so many days before a due date people are reminded of it.
        seconds: how long the server may take for one step.
    """

    host: str = ""
    port: int = field(default=587, metadata={"ge": 1, "le": 65_535})
    security: MailSecurity = "starttls"
    user: str = ""
    password: str = field(default="", repr=False, metadata=_SECRET)
    password_file: str = ""
    sender: str = ""
    answers_to: str = ""
    site: str = ""
    language: Language = "ja"
    days_before: int = field(default=3, metadata={"ge": 0, "le": 60})
    seconds: int = field(default=30, metadata={"ge": 1, "le": 300})

    @property
    def is_set(self) -> bool:
        """Whether there is a server and a sender."""
        return bool(self.host and self.sender)
