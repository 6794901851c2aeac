"""matplotlib's list of the machine's fonts: made once, and lent to each warm parent.

matplotlib looks at every font of the machine and keeps what it found in its folder. A warm parent
has a folder of its own, that begins empty: without this each would look at them all again, a
quarter of a second of processor time for fifty fonts (matplotlib 3.10), and seconds where an
office has installed its own.

The list is made in a clean environment in which sets have the same order each time: of two fonts
that fit as well, the first one is taken, and a chart has to look the same in each run.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from terakoya_autograde.engine_environment import warm_environment
from terakoya_autograde.storage.atomic_writes import write_file
from terakoya_autograde.storage.bounded_folder import keep_within
from terakoya_autograde.storage.ownership import is_ours
from terakoya_autograde.storage.scratch import scratch_folder

__all__ = ["lend_font_list"]

MOST_LISTS = 8
LARGEST = 64 * 2**20  # bytes
_LISTS = "fontlist-*.json"  # matplotlib puts the form's version in between
_MAKER = "import matplotlib.font_manager"
_SECONDS = 120
_FONT_FOLDERS = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "/usr/X11R6/lib/X11/fonts/TTF"),
    *("/usr/X11/lib/X11/fonts", "/usr/lib/openoffice/share/fonts/truetype", "/etc/fonts"),
)


def lend_font_list(place: Path) -> None:
    """Put the list into a folder that is a process's ``MPLCONFIGDIR``; it is made where need be.

    Without matplotlib, or a folder of this account's to keep it in, nothing is done: then
    matplotlib makes its own.
    """
    package = find_spec("matplotlib")
    kept = _find_cache()
    if package is None or package.origin is None or kept is None:
        return
    with suppress(OSError, subprocess.SubprocessError, StopIteration):
        basis = _find_basis(Path(package.origin))
        name, content = _read(kept, basis) or _make(kept, basis)
        place.mkdir(exist_ok=True)
        (place / name).write_bytes(content)


def _find_cache() -> Path | None:
    """Return the account's own folder for what can be made anew (XDG base directories)."""
    root = os.environ.get("XDG_CACHE_HOME", "")
    if Path(root).is_absolute():
        return Path(root, "terakoya-autograde")
    with suppress(RuntimeError):  # an account without a home
        return Path.home() / ".cache" / "terakoya-autograde"
    return None


def _find_basis(package: Path) -> str:
    """Return a digest (hex) of what the list is made of: matplotlib, and the folders of fonts.

    A folder's time changes when a font comes or goes.
    """
    known = package.stat()
    parts = [str(package), str(known.st_mtime_ns), str(shutil.which("fc-list"))]
    parts += (f"{folder} {folder.stat().st_mtime_ns}" for folder in _folders())
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _folders() -> Iterator[Path]:
    for root in _FONT_FOLDERS:
        for folder, folders, _files in os.walk(root):
            folders.sort()
            yield Path(folder)


def _read(kept: Path, basis: str) -> tuple[str, bytes] | None:
    """Return the list's name and content, if there is one that only this account can have made."""
    for path in kept.glob(f"{basis}-{_LISTS}"):
        ours = is_ours(kept.lstat(), stat.S_ISDIR) and is_ours(path.lstat(), stat.S_ISREG)
        if ours and path.stat().st_size <= LARGEST:
            return path.name.removeprefix(f"{basis}-"), path.read_bytes()
    return None


def _make(kept: Path, basis: str) -> tuple[str, bytes]:
    """Make the list and keep it, if it can be kept.

    Raises:
        OSError, subprocess.SubprocessError: it cannot be made.
        StopIteration: matplotlib has left none.
    """
    with scratch_folder("fonts") as folder:
        environment = warm_environment(folder) | {"PYTHONHASHSEED": "0"}
        Path(environment["TMPDIR"]).mkdir()
        subprocess.run(
            [sys.executable, "-c", _MAKER],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=_SECONDS,
        )
        made = next(Path(environment["MPLCONFIGDIR"]).glob(_LISTS))
        name, content = made.name, made.read_bytes()
    with suppress(OSError):
        kept.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = kept / f"{basis}-{name}"
        write_file(path, content, mode=0o600)
        keep_within(
            path, f"*-{_LISTS}", MOST_LISTS, LARGEST
        )  # each change of the fonts has its own
    return name, content
