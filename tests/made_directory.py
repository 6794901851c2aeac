"""A real directory (OpenLDAP's slapd) with a few people, on this machine, over TLS."""

from __future__ import annotations

import datetime
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

__all__ = ["PASSWORD", "Directory", "make_certificate", "run_directory"]

PASSWORD = "Harbour lantern 88"
"""Everybody's."""
SUFFIX = "dc=city,dc=example"
_SLAPD = shutil.which("slapd", path="/usr/sbin:/usr/lib/openldap:/usr/bin")
_SCHEMA = Path("/etc/ldap/schema")


@dataclass(frozen=True)
class Directory:
    """Where it listens, who has signed its certificate, and what it has been asked."""

    port: int
    certificate: Path
    said: Path

    def binds(self, name: str) -> int:
        """Return how often somebody was to be known by a password."""
        said = self.said.read_text("utf-8", "replace")
        return len(re.findall(rf'BIND dn="uid={name},[^"]*" method=', said))


@contextmanager
def run_directory(folder: Path, people: dict[str, str], group: list[str]) -> Iterator[Directory]:
    """Run it in the block.

    Args:
        people: name -> password.
        group: who of them is in the group `training`, which is not enough to have a role here.
    """
    if _SLAPD is None or not _SCHEMA.is_dir():
        pytest.skip("needs slapd: apt-get install slapd")
    certificate = make_certificate(folder, "localhost")
    port, said = _free_port(), folder / "slapd.log"
    (folder / "db").mkdir()
    settings = folder / "slapd.conf"
    settings.write_text(_settings(folder, certificate), "utf-8")
    entries = folder / "people.ldif"
    entries.write_text("\n\n".join(_entries(people, group)) + "\n", "utf-8")
    loading = [_SLAPD, "-T", "add", "-f", str(settings), "-l", str(entries)]
    subprocess.run(loading, check=True, capture_output=True)
    serving = [_SLAPD, "-h", f"ldap://127.0.0.1:{port}/", "-f", str(settings), "-d", "256"]
    with said.open("wb") as log, subprocess.Popen(serving, stdout=log, stderr=log) as process:
        try:
            _wait(port, process, said)
            yield Directory(port, certificate, said)
        finally:
            process.terminate()
            process.wait(20)


def _settings(folder: Path, certificate: Path) -> str:
    schemas = (f"include {_SCHEMA / name}.schema" for name in ("core", "cosine", "inetorgperson"))
    return "\n".join(
        (
            *schemas,
            f"pidfile {folder / 'slapd.pid'}",
            f"argsfile {folder / 'slapd.args'}",
            f"TLSCertificateFile {certificate}",
            f"TLSCertificateKeyFile {certificate.with_suffix('.key')}",
            "security simple_bind=128",  # no password without TLS, whoever asks
            "modulepath /usr/lib/ldap",
            "moduleload back_mdb",
            "database mdb",
            f'suffix "{SUFFIX}"',
            f'rootdn "cn=admin,{SUFFIX}"',
            f"directory {folder / 'db'}",
            "",
        )
    )


def _entries(people: dict[str, str], group: list[str]) -> Iterator[str]:
    yield f"dn: {SUFFIX}\nobjectClass: domain\ndc: city"
    for unit in ("staff", "groups"):
        yield f"dn: ou={unit},{SUFFIX}\nobjectClass: organizationalUnit\nou: {unit}"
    for name, password in people.items():
        yield (
            f"dn: uid={name},ou=staff,{SUFFIX}\nobjectClass: inetOrgPerson\nuid: {name}\n"
            f"cn: {name}\nsn: {name}\nuserPassword: {password}"
        )
    for name, members in (("training", group), ("admins", [*people])):
        told = "\n".join(f"member: uid={one},ou=staff,{SUFFIX}" for one in members)
        yield f"dn: cn={name},ou=groups,{SUFFIX}\nobjectClass: groupOfNames\ncn: {name}\n{told}"


def make_certificate(folder: Path, host: str) -> Path:
    """Write a certificate of a host that has signed itself, with its key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{host}.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    path.with_suffix(".key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def _wait(port: int, process: subprocess.Popen[bytes], said: Path) -> None:
    """Wait until it answers; it says nothing of its own when it does."""
    while process.poll() is None:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)  # its end, or a moment
    pytest.fail(f"slapd has ended: {said.read_text('utf-8', 'replace')[-500:]}")
