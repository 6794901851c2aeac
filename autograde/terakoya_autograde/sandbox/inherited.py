"""What a child inherits: its files, its open descriptors and its environment variables."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

from terakoya_autograde.sandbox.root import DEVICES, HOME, TEMPORARY, WORK

__all__ = ["check_names", "close_others", "prepare_environment", "write_files"]

# Everything else of the parent's environment stays outside.
_KEPT = {"PATH", "LANG", "LANGUAGE", "TZ", "MPLBACKEND", "PYTHONPATH", "PYTHONHASHSEED"}
_KEPT |= {"VIRTUAL_ENV", "JE_ARROW_MALLOC_CONF", "PYTHONUTF8", "PYTHONIOENCODING"}
_KEPT |= {"ARROW_DEFAULT_MEMORY_POOL"}
_KEPT_ENDS = ("_NUM_THREADS",)
_KEPT_STARTS = ("LC_",)


def check_names(names: Iterable[str]) -> None:
    """Refuse (ValueError) any name that is not a plain relative path inside the work directory."""
    for name in names:
        parts = PurePosixPath(name).parts
        spelled = "/".join(parts)
        # One spelling only: what was judged under one name must not be there under a second.
        if not parts or name != spelled or name.startswith("/") or ".." in parts or "\0" in name:
            raise ValueError(f"{name!r} is not a relative name of a file")


def write_files(files: Mapping[str, bytes]) -> None:
    """Write the files under the work directory, which is new: nothing is followed or replaced."""
    for name, content in files.items():
        path = Path(WORK, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:  # x: of two names for one file, the second is an error
            file.write(content)
    Path(HOME).mkdir(exist_ok=True)


def close_others(keep: Iterable[int]) -> None:
    """Keep `keep`; let every other open descriptor lead to /dev/null, or to its own device.

    Their numbers stay taken: a library that has opened a file in the parent and still knows its
    number must not write into, or close, what is opened here under the same one.

    A file that several children have as their output is a way between them: each can write and
    shorten it, and see how long it is.

    Raises:
        OSError: one of those to keep is not open, or is a directory: a way out of the new root.
    """
    null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    wanted = {0, 1, 2, *keep}
    for descriptor in {0, 1, 2}.difference(keep):
        os.dup2(null, descriptor)
    for descriptor in sorted(wanted):
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EISDIR, f"descriptor {descriptor} is a directory")
        os.set_inheritable(descriptor, descriptor <= 2)
    targets = dict(_open_descriptors())
    for descriptor in set(targets) - wanted - {null}:
        own = _open_anew(targets[descriptor])
        os.dup2(null if own is None else own, descriptor, inheritable=False)
        if own is not None:
            os.close(own)
    os.close(null)


def _open_descriptors() -> list[tuple[int, str]]:
    """Return every open descriptor, and what it leads to."""
    found = []
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - hot path
        with suppress(OSError):  # the list's own
            found.append((int(name), os.readlink(f"/proc/self/fd/{name}")))  # noqa: PTH115
    return found


def _open_anew(target: str) -> int | None:
    """Open a device that everybody has for this process alone; None for anything else."""
    return os.open(target, os.O_RDONLY | os.O_CLOEXEC) if target in DEVICES else None


def prepare_environment(more: Collection[str] = ()) -> None:
    """Keep the few variables that matter and `more`, and point every library's home inside.

    A library may have noted the parent's home as its own: where that can be, it leads there too.
    """
    homes = [os.environ.get("HOME", ""), os.environ.get("TMPDIR", "")]
    for name in list(os.environ):
        kept = name in _KEPT or name.endswith(_KEPT_ENDS) or name.startswith(_KEPT_STARTS)
        if not kept and name not in more:
            del os.environ[name]
    _let_lead_home(homes)
    os.environ.update(
        HOME=HOME,
        USER="learner",
        LOGNAME="learner",
        PWD=WORK,
        TMPDIR=TEMPORARY,
        MPLCONFIGDIR=f"{HOME}/matplotlib",
        IPYTHONDIR=f"{HOME}/ipython",
        JUPYTER_CONFIG_DIR=f"{HOME}/jupyter",
        JUPYTER_DATA_DIR=f"{HOME}/jupyter-data",
        JUPYTER_RUNTIME_DIR=f"{HOME}/jupyter-run",
        XDG_CACHE_HOME=f"{HOME}/cache",
        XDG_CONFIG_HOME=f"{HOME}/config",
        XDG_DATA_HOME=f"{HOME}/data",
        XDG_RUNTIME_DIR=HOME,
        PYTHONNOUSERSITE="1",
        PYTHONDONTWRITEBYTECODE="1",
    )


def _let_lead_home(homes: Iterable[str]) -> None:
    """Make links of folders of the parent's that would lie in the private /tmp."""
    for home in homes:
        place = Path(home)
        if place.parent == Path(TEMPORARY) and not place.exists():
            place.symlink_to(HOME)
