"""Which addresses of the apps' server can be asked for, and whose each of them is.

An app has its own addresses: ``/apps/<id>/`` and everything below. What all apps load lies below
the server's own prefix, ``/apps/_/``, and no assignment can be called so. There, too, each address
is somebody's: it names an app, or a kernel, which belongs to one. The rest is software, nobody's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Kind", "SharedAddress", "file_of", "is_plain", "page_of", "read_shared"]

_KERNEL = r"(?P<kernel>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_APP = r"(?P<app>[^/\\]+)"
# What a second reading of an address would take for something else: the server reads it anew.
_AMBIGUOUS = re.compile(r"[\\?#%\x00-\x1f\x7f]")
_LONGEST_PATH = 1000


class Kind(StrEnum):
    """How an address is asked for."""

    READ = "read"
    CLOSE = "close"
    JOIN = "join"


@dataclass(frozen=True)
class SharedAddress:
    """An address below the server's own prefix.

    Attributes:
        path: the address, without the prefix.
        app: the app that it names.
        kernel: the kernel that it names.
        is_software: whether its file is the same until Voila is updated, so that browsers keep it.
    """

    path: str
    app: str | None = None
    kernel: str | None = None
    is_software: bool = False


_PATTERNS = {
    Kind.READ: re.compile(
        r"(?P<software>voila/(?:static|templates|labextensions)/)[^\\]+|voila/api/themes/[^\\]+"
        rf"|terakoya/assets/[0-9a-f]{{16}}/[a-z.]+|voila/files/{_APP}/[^\\]+|api/kernels/{_KERNEL}"
    ),
    Kind.CLOSE: re.compile(rf"voila/api/shutdown/{_KERNEL}"),
    Kind.JOIN: re.compile(rf"api/kernels/{_KERNEL}/channels|terakoya/visit/{_APP}/(?P=app)\.ipynb"),
}


def read_shared(path: str, kind: Kind) -> SharedAddress | None:
    """Return what an address below the prefix names; None for what no app's page asks for."""
    found = _PATTERNS[kind].fullmatch(path) if is_plain(path) else None
    if found is None:
        return None
    named = found.groupdict()
    return SharedAddress(
        path, named.get("app"), named.get("kernel"), named.get("software") is not None
    )


def page_of(assignment_id: str) -> str:
    """Return where the server makes an app's page."""
    return f"voila/render/{assignment_id}/{assignment_id}.ipynb"


def file_of(assignment_id: str, path: str) -> str:
    """Return where the server has a file of an app, such as a picture that its text names."""
    return f"voila/files/{assignment_id}/{path}"


def is_plain(path: str) -> bool:
    """Tell whether every reader takes a path for the same place, which is below the root."""
    segments = path.split("/")
    dots = "." in segments or ".." in segments
    return not dots and not _AMBIGUOUS.search(path) and len(path) <= _LONGEST_PATH
