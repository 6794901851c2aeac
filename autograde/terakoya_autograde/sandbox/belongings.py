"""What a child takes inside: its files, its open descriptors and its environment variables."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from terakoya_autograde.sandbox.root import HOME, TEMPORARY, WORK

__all__ = ["check_names", "close_others", "prepare_environment", "write_files"]

# Everything else of the parent's environment stays outside.
_KEPT = {"PATH", "LANG", "LANGUAGE", "TZ", "MPLBACKEND", "PYTHONPATH", "PYTHONHASHSEED"}
_KEPT |= {"VIRTUAL_ENV", "JE_ARROW_MALLOC_CONF", "PYTHONUTF8", "PYTHONIOENCODING"}
_KEPT_ENDS = ("_NUM_THREADS",)
_KEPT_STARTS = ("LC_",)


def check_names(names: Iterable[str]) -> None:
    """Refuse (ValueError) any name that is not a plain relative path inside the work directory."""
    for name in names:
        parts = PurePosixPath(name).parts
        spelled = "/".join(parts)
        if not parts or name != spelled or name.startswith("/") or ".." in parts or "\0" in name:
            raise ValueError(f"{name!r} is not a relative name of a file")


def write_files(files: Mapping[str, bytes]) -> None:
    """Write the files under the work directory, which is new: nothing is followed or replaced."""
    for name, content in files.items():
        path = Path(WORK, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
    Path(HOME).mkdir(exist_ok=True)


def close_others(keep: Iterable[int]) -> None:
    """Keep `keep`; of 0, 1 and 2 make /dev/null where they are not kept; close the rest.

    A file that several children have as their output is a way between them: each can write and
    shorten it, and see how long it is.

    Raises:
        OSError: one of those to keep is not open, or is a directory: a way out of the new root.
    """
    null = os.open(os.devnull, os.O_RDWR)
    wanted = sorted({0, 1, 2, *keep})
    for descriptor in {0, 1, 2}.difference(keep):
        os.dup2(null, descriptor)
    for descriptor in wanted:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EISDIR, f"descriptor {descriptor} is a directory")
        os.set_inheritable(descriptor, descriptor <= 2)
    for below, above in zip(wanted, [*wanted[1:], os.sysconf("SC_OPEN_MAX")], strict=True):
        os.closerange(below + 1, above)


def prepare_environment() -> None:
    """Keep the few variables that matter, and point every library's home inside."""
    for name in list(os.environ):
        kept = name in _KEPT or name.endswith(_KEPT_ENDS) or name.startswith(_KEPT_STARTS)
        if not kept:
            del os.environ[name]
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
