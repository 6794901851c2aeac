"""A real mail server (aiosmtpd) on any free port of this machine, which keeps what it takes."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

__all__ = ["KeptMail", "mail_server", "own_certificate"]


def own_certificate(folder: Path) -> ssl.SSLContext:
    """Write a certificate of 127.0.0.1 that vouches for itself; return a server's side of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return trust


@dataclass
class KeptMail:
    """What a mail server has taken, and how it answers.

    Attributes:
        port: where it listens.
        answers: address → its answer to RCPT.
        no_content_for: addresses whose mails are refused when their content is to come.
        after_content: called when it has taken a mail, before it says so; returns its answer.
        logins: (user, password) of everybody who logged in.
    """

    port: int = 0
    mails: list[tuple[str, Message]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    no_content_for: set[str] = field(default_factory=set)
    after_content: Callable[[SMTP], str] = lambda _server: "250 taken"
    logins: list[tuple[str, str]] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Answer as the test says."""
        answer = self.answers.get(address, "250 ok")
        if answer.startswith("2") and address not in self.no_content_for:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep a mail."""
        content = envelope.content
        assert isinstance(content, bytes)
        (address,) = envelope.rcpt_tos
        self.mails.append((address, message_from_bytes(content, policy=default)))
        return self.after_content(server)

    def log_in(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, data: Any
    ) -> AuthResult:
        """Let in whoever knows the password."""
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"himitsu")

    @property
    def addresses(self) -> list[str]:
        """To whom mails went, in order."""
        return [address for address, _mail in self.mails]


@contextmanager
def mail_server(
    kept: KeptMail, trust: ssl.SSLContext | None = None, port: int = 0
) -> Iterator[KeptMail]:
    """Run a server in a thread inside the block; with `trust` it wants STARTTLS and a login."""
    loop = asyncio.new_event_loop()
    options: dict[str, Any] = {"hostname": "mail.test"}
    if trust is not None:
        options |= {"tls_context": trust, "authenticator": kept.log_in, "auth_required": True}

    async def begin() -> asyncio.Server:
        return await loop.create_server(lambda: SMTP(kept, loop=loop, **options), "127.0.0.1", port)

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(begin(), loop).result()
    kept.port = server.sockets[0].getsockname()[1]

    async def end() -> None:
        server.close()
        await server.wait_closed()
        others = [one for one in asyncio.all_tasks() if one is not asyncio.current_task()]
        for one in others:
            one.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    try:
        yield kept
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
