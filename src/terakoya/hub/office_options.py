"""How an office is called, checked before anything is started."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass
from pathlib import Path

from terakoya.errors import UsageError
from terakoya.hub.front_part import read_trusted
from terakoya.hub.office_run import OfficeRun
from terakoya.language import gettext as _
from terakoya.model.settings import Settings

__all__ = ["OfficeOptions", "read_options"]

_BASE = re.compile(r"/(?:[A-Za-z0-9._~-]+/)*")
_LONGEST_BASE = 200


@dataclass(frozen=True)
class OfficeOptions:
    """What the command line says.

    Attributes:
        host: the address to listen on.
        port: 0 for any free one.
        certificate: the file of TLS's certificate, with its key in the next one.
        key: that file.
        base_path: below which everything is; the settings' where it is empty.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    certificate: Path | None = None
    key: Path | None = None
    base_path: str = ""


def read_options(options: OfficeOptions, settings: Settings, root: Path) -> OfficeRun:
    """Return what the parts are told; the port is as it was asked for.

    Raises:
        UsageError: an option is wrong, or a file of TLS cannot be used.
        ManifestError: a setting is wrong.
    """
    _require_tls(options)
    trusted = read_trusted(settings)
    return OfficeRun(
        root=str(root),
        base_path=_read_base(options.base_path or settings.office.base_path),
        host=options.host,
        port=options.port,
        certificate=str(options.certificate.resolve()) if options.certificate else "",
        key=str(options.key.resolve()) if options.key else "",
        behind_tls=bool(trusted) and options.certificate is None and settings.office.tls_before,
    )


def _read_base(text: str) -> str:
    path = "/" + text.strip("/") + "/" if text.strip("/") else "/"
    segments = path.split("/")
    if not _BASE.fullmatch(path) or {".", ".."} & set(segments) or len(path) > _LONGEST_BASE:
        raise UsageError(
            _("This is no path for --base-path: {path}.").format(path=text),
            remedy=_("Write letters, digits and hyphens between slashes, such as /training/."),
        )
    return path


def _require_tls(options: OfficeOptions) -> None:
    if options.certificate is None and options.key is None:
        return
    if options.certificate is None or options.key is None:
        raise UsageError(_("--tls-cert and --tls-key belong together."), remedy=_("Give both."))
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key, password=_no_password)
    except (OSError, ssl.SSLError, ValueError):
        raise UsageError(
            _("The certificate and its key cannot be used together."),
            where=f"{options.certificate}, {options.key}",
            remedy=_("Give two PEM files that belong together, the key without a password."),
        ) from None


def _no_password() -> str:
    """Give none, so that nobody is asked at a terminal that is not there."""
    raise ValueError
